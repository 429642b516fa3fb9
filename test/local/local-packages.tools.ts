import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ensureLocalAws } from '../../src/local/install';
import { removeLocalPackage, writeLocalPackage } from '../../src/local/local-packages';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { below } from '../support/processes';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { LambdaClient, packageOf } from './lambda-client';
import { ended } from './offspring';

jest.setTimeout(240_000);

describeWithTools('a local package of a package', ['python3.13'], () => {
  const workspace = new Workspace('local-packages');
  const { zip, codeSha256 } = packageOf({ 'main.py': handler('package') });
  let aws: LocalAws;
  let lambda: LambdaClient;

  beforeAll(async () => {
    await ensureLocalAws({ progress: (line) => console.log(line) });
    aws = await startLocalAws({ dataDir: workspace.at('data'), adapter: 'mangum' });
    lambda = new LambdaClient(aws);
    localPackage('local-package', 'one');
    await writeLocalPackage(aws.dataDir, 'my-app', {
      codeSha256,
      folder: workspace.at('local-package'),
      revision: '1',
    });
    await lambda.create('app', zip);
  });

  afterAll(async () => {
    await aws?.stop();
    workspace.remove();
  });

  /** A handler that tells who it is, and where and in which process it runs. */
  function handler(name: string): string {
    return `import os\ndef handler(event, context):\n    return ["${name}", os.environ["LAMBDA_TASK_ROOT"], os.getpid(), os.environ["PATH"].split(":")[0]]\n`;
  }

  function localPackage(folder: string, name: string): void {
    workspace.write(`${folder}/main.py`, handler(name));
  }

  async function answer(): Promise<[string, string, number, string]> {
    const { error, body } = await lambda.invoke('app');
    expect([error, body]).toEqual([undefined, expect.any(Array)]);
    return body as [string, string, number, string];
  }

  test('runs in its place, and the function stays as it is for AWS', async () => {
    expect((await answer()).slice(0, 2)).toEqual(['one', workspace.at('local-package')]);
    const about = await lambda.update('app', { Description: 'changed' });
    expect([about.CodeSha256, about.CodeSize]).toEqual([codeSha256, zip.length]);
    expect((await answer())[0]).toBe('one');
  });

  test('of a new revision answers the next request, and that of a same one is not started again', async () => {
    const [, , first] = await answer();
    localPackage('local-package', 'two');
    expect((await answer()).slice(0, 3)).toEqual(['one', workspace.at('local-package'), first]);
    await revision('2');
    const [name, , second] = await answer();
    expect([name, second === first]).toEqual(['two', false]);
    expect((await answer())[2]).toBe(second);
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
  });

  test('of a new revision ends the processes of the one before that wait, without a request', async () => {
    await answer();
    const handlers = below(aws.pid).filter(({ command }) => command.endsWith('main.handler'));
    expect(handlers.length).toBeGreaterThan(0);
    await revision('2b');
    await ended(handlers.map(({ pid }) => pid));
  });

  test('that is saved three times within a second is never served by what was compiled before', async () => {
    for (const name of ['abc', 'def', 'ghi']) {
      localPackage('local-package', name);
      await revision(name);
      expect((await answer())[0]).toBe(name);
    }
    expect(existsSync(workspace.at('local-package', '__pycache__'))).toBe(false);
  });

  test('that is broken fails with its traceback in the log, and the next revision heals it', async () => {
    workspace.write('local-package/main.py', 'print("was here")\nraise RuntimeError("half saved")\n');
    await revision('broken');
    expect(await lambda.invoke('app')).toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'RuntimeError', errorMessage: 'half saved' },
    });
    expect(aws.logs('app')).toMatch(/was here\n[\s\S]*RuntimeError: half saved\n[\s\S]*main\.py", line 2/);
    localPackage('local-package', 'healed');
    await revision('healed');
    expect((await answer())[0]).toBe('healed');
  });

  test('that moves to another folder is served from there', async () => {
    localPackage('other', 'moved');
    await writeLocalPackage(aws.dataDir, 'my-app', {
      codeSha256,
      folder: workspace.at('other'),
      revision: 'healed',
    });
    expect((await answer()).slice(0, 2)).toEqual(['moved', workspace.at('other')]);
  });

  test('runs with the interpreter that it names, where that is of the version of the runtime', async () => {
    const { python } = await ensureLocalAws();
    const named = { codeSha256, folder: workspace.at('other'), revision: 'named' };
    await writeLocalPackage(aws.dataDir, 'my-app', { ...named, python });
    expect((await answer())[3]).toMatch(/\/python3\.13-[0-9a-f]{8}\/bin$/);
    await writeLocalPackage(aws.dataDir, 'my-app', { ...named, python: '/no/such/python' });
    expect((await answer())[3]).toMatch(/\/python3\.13\/bin$/);
  });

  test('gives way to the one that was written last', async () => {
    localPackage('later', 'later');
    await writeLocalPackage(aws.dataDir, 'another', {
      codeSha256,
      folder: workspace.at('later'),
      revision: '1',
    });
    expect((await answer())[0]).toBe('later');
    await removeLocalPackage(aws.dataDir, 'another');
    expect((await answer())[0]).toBe('moved');
  });

  test('that is gone, that has no folder or that is not a local package leaves the package', async () => {
    await removeLocalPackage(aws.dataDir, 'my-app');
    await removeLocalPackage(aws.dataDir, 'my-app');
    expect((await answer())[0]).toBe('package');
    workspace.write('data/local-packages/no-package.json', '{"codeSha256": 1');
    await writeLocalPackage(aws.dataDir, 'no-folder', {
      codeSha256,
      folder: workspace.at('no'),
      revision: '1',
    });
    expect((await answer())[0]).toBe('package');
    await rm(workspace.at('data', 'local-packages'), { recursive: true });
    expect((await answer())[0]).toBe('package');
  });

  async function revision(text: string): Promise<void> {
    await writeLocalPackage(aws.dataDir, 'my-app', {
      codeSha256,
      folder: workspace.at('local-package'),
      revision: text,
    });
  }
});
