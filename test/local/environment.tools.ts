import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { describeWithTools } from '../support/tools';
import { LambdaClient, packageOf } from './lambda-client';

jest.setTimeout(240_000);

const MAIN = `
import os, pathlib, sys, tempfile, time

if "FAIL" in os.environ:
    print("before it fails")
    sys.exit(4)

def handler(event, context):
    time.sleep(event.get("sleep", 0))
    if event.get("crash"):
        os.abort()
    note = pathlib.Path(tempfile.gettempdir(), "note")
    seen = note.exists()
    note.touch()
    return {"process": os.getpid(), "folder": tempfile.gettempdir(), "seen": seen, "variables": dict(os.environ)}
`;

interface About {
  readonly process: number;
  readonly folder: string;
  readonly seen: boolean;
  readonly variables: Record<string, string>;
}

describeWithTools('the environments of a function', ['python3.13'], () => {
  let aws: LocalAws;
  let lambda: LambdaClient;

  beforeAll(async () => {
    await ensureLocalAws({ progress: (line) => console.log(line) });
    aws = await startLocalAws({ adapter: 'mangum' });
    lambda = new LambdaClient(aws);
    await lambda.create('app', packageOf({ 'main.py': MAIN }).zip, {
      Environment: { Variables: { A: '1' } },
    });
  });

  afterAll(() => aws?.stop());

  async function about(event: object = {}): Promise<About> {
    const { error, body } = await lambda.invoke('app', event);
    expect(error).toBeUndefined();
    return body as About;
  }

  test('tell how they were started, and hold no variable of the server', async () => {
    const { variables } = await about();
    expect(variables).toMatchObject({ A: '1', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' });
    const known =
      /^(A|AWS_\w+|_AWS_XRAY_\w+|_HANDLER|_X_AMZN_TRACE_ID|HOME|LAMBDA_\w+|LANG|LC_CTYPE|PATH|PYTHONPATH|TMPDIR|TZ)$/;
    expect(Object.keys(variables).filter((name) => !known.test(name))).toEqual([]);
  });

  test('have a temporary folder each, which stays from request to request', async () => {
    const [one, two] = await Promise.all([about({ sleep: 1 }), about({ sleep: 1 })]);
    expect([one.process === two.process, one.folder === two.folder]).toEqual([false, false]);
    expect((await about()).seen).toBe(true);
  });

  test('are started anew after a crash, and what is in the temporary folder stays, as on AWS', async () => {
    const before = await about();
    expect(await lambda.invoke('app', { crash: true })).toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: aborted') },
    });
    const after = await about();
    expect(after.process).not.toBe(before.process);
    expect([after.folder, after.seen]).toEqual([before.folder, true]);
  });

  test('are as many as are reserved, and a request more is refused', async () => {
    await lambda.reserve('app', 1);
    const answers = await Promise.all([
      lambda.invoke('app', { sleep: 1 }),
      lambda.invoke('app', { sleep: 1 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    await lambda.reserve('app', 0);
    expect(await lambda.invoke('app')).toMatchObject({
      status: 429,
      body: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    await lambda.reserve('app', 10);
  });

  test('take new variables with the next request', async () => {
    await lambda.update('app', { Environment: { Variables: { A: '2' } } });
    expect((await about()).variables.A).toBe('2');
  });

  test('that fail at their start say so, after what the function printed', async () => {
    await lambda.update('app', { Environment: { Variables: { FAIL: '1' } } });
    expect(await lambda.invoke('app')).toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'Runtime.ExitError' },
    });
    expect(aws.logs('app')).toMatch(
      /before it fails\nRequestId: \S+ Error: Runtime exited with error: exit status 4\nRuntime\.ExitError\nINIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\nEND /,
    );
  });
});
