import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { LambdaClient, packageOf } from './lambda-client';

jest.setTimeout(240_000);

describeWithTools('the end of the local AWS', ['python3.13'], () => {
  const workspace = new Workspace('daemon');
  const { zip } = packageOf({
    'main.py':
      'import os, subprocess\nchild = subprocess.Popen(["sleep", "600"])\ndef handler(event, context): return [os.getpid(), child.pid]\n',
  });
  let aws: LocalAws;

  beforeAll(() => ensureLocalAws({ progress: (line) => console.log(line) }));
  beforeEach(async () => {
    aws = await startLocalAws({ dataDir: workspace.at('data'), adapter: 'mangum' });
  });
  afterEach(() => aws.stop());
  afterAll(() => workspace.remove());

  /** Process ids of a function that runs, and of its child. */
  async function processes(): Promise<number[]> {
    const lambda = new LambdaClient(aws);
    await lambda.create('app', zip);
    return (await lambda.invoke('app')).body as number[];
  }

  test('is told when it was killed, and no process of a function is left', async () => {
    const [handler, child] = await processes();
    expect([handler, child, aws.pid].map(isRunning)).toEqual([true, true, true]);
    process.kill(aws.pid, 'SIGKILL');
    expect(await aws.ended).toEqual({ code: null, signal: 'SIGKILL' });
    while (isRunning(handler) || isRunning(child)) await sleep(20);
    await aws.stop();
  });

  test('is told when it was stopped, and the same folder serves a new one', async () => {
    const [handler, child] = await processes();
    await aws.stop();
    expect(await aws.ended).toEqual({ code: 0, signal: null });
    expect([handler, child, aws.pid].map(isRunning)).toEqual([false, false, false]);
  });
});

function isRunning(pid: number | undefined): boolean {
  try {
    return !/^\s*Z/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)]).toString());
  } catch {
    return false;
  }
}
