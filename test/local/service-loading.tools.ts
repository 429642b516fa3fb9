import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

describeWithTools('a service that two requests load at once', ['python3.13'], () => {
  const workspace = new Workspace('service-loading');
  afterAll(() => workspace.remove());

  test('has its operations for both, which LocalStack alone has not', async () => {
    const { python } = await ensureLocalAws({ progress: (line) => console.log(line) });
    const script = join(REPOSITORY, 'test/local/fixtures/service_loading.py');
    const env = {
      ...process.env,
      PYTHONPATH: join(REPOSITORY, 'src/local/python'),
      FILESYSTEM_ROOT: workspace.at('localstack'),
      OVERRIDE_IN_DOCKER: '0',
    };
    const output = execFileSync(python, ['-B', script], { env, encoding: 'utf8' });
    expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual({
      alone: { first: ['CreateFunction'], second: [] },
      here: { first: ['CreateFunction'], second: ['CreateFunction'] },
    });
  }, 240_000);
});
