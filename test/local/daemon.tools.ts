import { setTimeout as sleep } from 'node:timers/promises';
import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { below } from '../support/processes';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { LambdaClient, packageOf } from './lambda-client';
import { ended, isRunning, OFFSPRING } from './offspring';

jest.setTimeout(240_000);

describeWithTools('the end of the local AWS', ['python3.13'], () => {
  const workspace = new Workspace('daemon');
  const { zip } = packageOf({
    'offspring.py': OFFSPRING,
    'main.py': 'from offspring import offspring\ndef handler(event, context): return offspring()\n',
  });
  let aws: LocalAws;

  beforeAll(() => ensureLocalAws({ progress: (line) => console.log(line) }));
  beforeEach(async () => {
    aws = await startLocalAws({ dataDir: workspace.at('data'), adapter: 'mangum' });
  });
  afterEach(() => aws.stop());
  afterAll(() => workspace.remove());

  /** Process ids of a function that runs, and of all that it has started. */
  async function processes(): Promise<number[]> {
    const lambda = new LambdaClient(aws);
    await lambda.create('app', zip, { Timeout: 30 });
    const pids = (await lambda.invoke('app')).body as number[];
    expect(pids.filter((pid) => !isRunning(pid))).toEqual([]);
    return pids;
  }

  test('is reported when it was killed, and no process of a function is left', async () => {
    const pids = await processes();
    process.kill(aws.pid, 'SIGKILL');
    expect(await aws.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await ended(pids);
    await aws.stop();
  });

  test('by a kill with its helpers leaves no process of a function either', async () => {
    const pids = await processes();
    const watchdog = below(aws.pid).find(({ command }) => command.includes('watchdog.py'));
    for (const pid of [watchdog?.pid ?? 0, aws.pid]) process.kill(pid, 'SIGKILL');
    await ended([...pids, watchdog?.pid ?? 0]);
  });

  test('has a helper that ends what has its variables, and another one when that was killed', async () => {
    const pids = await processes();
    const [marked, bare] = [pids.slice(0, 4), pids.slice(4)];
    const helpers = (script: string) =>
      below(aws.pid).flatMap(({ pid, command }) => (command.includes(script) ? [pid] : []));
    const [first = 0] = helpers('watchdog.py');
    process.kill(first, 'SIGKILL');
    while (!helpers('watchdog.py').some((pid) => pid !== first)) await sleep(50);
    // Without their supervisors, it alone can end them; those without variables nobody can
    for (const pid of [...helpers('supervisor.py'), aws.pid]) process.kill(pid, 'SIGKILL');
    await ended(marked);
    for (const pid of bare.filter(isRunning)) process.kill(pid, 'SIGKILL');
  });

  test('is reported when it was stopped, and the same folder serves a new one', async () => {
    const pids = await processes();
    const all = [aws.pid, ...pids, ...below(aws.pid).map(({ pid }) => pid)];
    await aws.stop();
    expect(await aws.ended).toEqual({ code: 0, signal: null });
    expect([...pids, aws.pid].filter(isRunning)).toEqual([]);
    await ended(all);
  });
});
