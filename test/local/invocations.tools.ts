import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

jest.setTimeout(240_000);

describeWithTools('invocations of a function', ['python3.13'], () => {
  const workspace = new Workspace('invocations');
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const { python } = await ensureLocalAws({ progress: (line) => console.log(line) });
    const env = {
      ...process.env,
      PYTHONPATH: join(REPOSITORY, 'src/local/python'),
      FILESYSTEM_ROOT: workspace.at('localstack'),
      OVERRIDE_IN_DOCKER: '0',
    };
    const script = join(REPOSITORY, 'test/local/fixtures/invocations.py');
    const output = execFileSync(python, ['-B', script], { env, encoding: 'utf8' });
    seen = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  });

  test('that run when it is deleted or changed end by themselves, and then it goes', () => {
    expect(seen.during).toEqual({ 'ended while it runs': false, 'ended after it': true });
  });

  test('keep the code of a function that is deleted, and no other code', () => {
    expect(seen.code).toEqual({ 'while it runs': false, 'after it': true, unused: true });
  });

  test('that have failed keep nothing from ending', () => {
    expect(seen.failure).toBe(true);
  });

  test('take another environment where that which was started for them is taken', () => {
    expect(seen.taken).toBe('environment');
  });
});
