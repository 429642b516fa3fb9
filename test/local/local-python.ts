import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { REPOSITORY, type Workspace } from '../support/workspace';

/**
 * What a script of `test/local/fixtures` prints in its last line, as JSON: it runs in the Python of the local AWS, where it
 * can import LocalStack and our changes to it.
 *
 * @param workspace keeps what LocalStack writes when it is imported
 */
export async function printedIn<T>(
  workspace: Workspace,
  script: string,
  ...args: readonly string[]
): Promise<T> {
  const { python } = await ensureLocalAws({ progress: (line) => console.log(line) });
  const env = {
    ...process.env,
    PYTHONPATH: join(REPOSITORY, 'src/local/python'),
    FILESYSTEM_ROOT: workspace.at('localstack'),
    OVERRIDE_IN_DOCKER: '0',
  };
  const path = join(REPOSITORY, 'test/local/fixtures', script);
  const output = execFileSync(python, ['-B', path, ...args], { env, encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T;
}
