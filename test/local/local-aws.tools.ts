import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { awsEnvironment, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

jest.setTimeout(240_000);

const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);

interface About {
  readonly method: string;
  readonly path: string;
  readonly process: number;
  readonly python: string;
  readonly can_import_localstack: boolean;
  readonly variables: Record<string, string>;
}

describeWithTools('the local AWS', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('local-aws');
  let aws: LocalAws;
  let tf: Terraform;
  let base: string;

  beforeAll(async () => {
    await ensureLocalAws({ progress: (line) => console.log(line) });
    aws = await startLocalAws();
    tf = new Terraform('terraform', workspace.copy('test/local/fixtures/root', 'root'), awsEnvironment(aws));
    tf.writeProvider();
    await tf.init();
    await apply({});
  });

  afterAll(async () => {
    await aws?.stop();
    workspace.remove();
  });

  async function apply(variables: Record<string, unknown>): Promise<void> {
    tf.setVariables(variables);
    await tf.apply();
    base = `${aws.url}${(await tf.output()).path}`;
  }

  const ask = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...aws.headers, ...(init.headers as Record<string, string>) } });

  async function about(path: string, init?: RequestInit): Promise<About> {
    const response = await ask(base + path, init);
    expect(response.status).toBe(200);
    return (await response.json()) as About;
  }

  test('a second plan finds nothing to do', async () => {
    expect(await tf.differences()).toBe('');
  });

  test('a request reaches the app through the gateway, the function and the adapter', async () => {
    expect(await about('/items/7?full=1')).toMatchObject({ method: 'GET', path: '/items/7?full=1' });
    expect(await (await ask(`${base}/`)).text()).toBe('ok');
  });

  test('the next request is served by the same process', async () => {
    const [first, second] = [await about('/a'), await about('/b')];
    expect(second.process).toBe(first.process);
  });

  test('two requests at the same time are served by two environments, each with its port', async () => {
    const seen = new Map<number, string | undefined>();
    await Promise.all([ask(`${base}/short-sleep`), ask(`${base}/short-sleep`)]);
    const answers = await Promise.all([about('/short-sleep'), about('/short-sleep')]);
    for (const { process, variables } of answers) seen.set(process, variables.PORT);
    expect(seen.size).toBe(2);
    expect(new Set(seen.values()).size).toBe(2);
  });

  test('a text body arrives as it was sent', async () => {
    const body = JSON.stringify({ name: 'Zoë', list: [1, 2] });
    const headers = { 'content-type': 'application/json' };
    const response = await ask(`${base}/echo`, { method: 'POST', headers, body });
    expect(await response.text()).toBe(body);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  test('bytes arrive and return as they were sent', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await ask(`${base}/echo`, { method: 'POST', headers, body: BYTES });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    expect(new Uint8Array(await (await ask(`${base}/bytes`)).arrayBuffer())).toEqual(BYTES);
  });

  test('the app sees the variables of a Lambda environment', async () => {
    const { variables, python } = await about('/variables');
    expect(variables).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'local-app',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_python3.13',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/local-app',
      AWS_ENDPOINT_URL: aws.url,
      _HANDLER: 'run.sh',
    });
    expect(variables.AWS_LAMBDA_FUNCTION_VERSION).toMatch(/^\d+$/);
    expect(variables.AWS_LAMBDA_EXEC_WRAPPER).toMatch(/.+\/LambdaAdapterLayerArm64\/bootstrap$/);
    expect(existsSync(join(variables.LAMBDA_TASK_ROOT ?? '', 'run.sh'))).toBe(true);
    expect(Object.keys(variables).filter((name) => name.startsWith('LOCALSTACK'))).toEqual([]);
    expect(python).toBe('3.13');
  });

  test('a function does not see the packages of the server', async () => {
    expect((await about('/x')).can_import_localstack).toBe(false);
  });

  test('a preflight is answered by the gateway alone', async () => {
    const response = await ask(`${base}/items`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,POST');
  });

  test('an invocation over its time is ended, answered with 502, and the next one served by a new process', async () => {
    const before = await about('/before');
    const response = await ask(`${base}/sleep`);
    expect(response.status).toBe(502);
    expect(aws.logs('local-app')).toMatch(
      /going to sleep\n\d{4}-\S+Z \S+ Task timed out after 3\.00 seconds\nEND /,
    );
    const after = await about('/after');
    expect(after.process).not.toBe(before.process);
    expect(isRunning(before.process)).toBe(false);
  });

  test('a crash is answered with 502, what was printed is in the log, and the next request is served', async () => {
    const response = await ask(`${base}/crash`);
    expect(response.status).toBe(502);
    expect(aws.logs('local-app')).toContain('going to crash\n');
    expect((await ask(`${base}/health`)).status).toBe(200);
  });

  test('gateway responses of the document give an error its headers and its body', async () => {
    const failed = await ask(`${base}/crash`);
    expect(failed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(failed.headers.get('x-stage')).toBe('prod');
    expect(await failed.json()).toEqual({ problem: 'Internal server error', kind: 'DEFAULT_5XX' });
  });

  test('a plain handler runs with the context, the logger and the errors of Lambda', async () => {
    const response = await ask(`${base}/plain/ok`);
    expect(await response.text()).toBe('python 3.13 local-plain 128');
    expect(aws.logs('local-plain')).toMatch(/\[INFO\]\t\S+Z\t[0-9a-f-]{36}\tplain handler for \/plain\/ok\n/);
    expect((await ask(`${base}/plain/fail`)).status).toBe(502);
    expect(aws.logs('local-plain')).toContain('[ERROR] ValueError: on purpose\n');
  });

  describe('an answer of a handler', () => {
    const made = (answer: object) =>
      ask(`${base}/plain/made?answer=${encodeURIComponent(JSON.stringify(answer))}`);

    test('that API Gateway cannot send is a failure, and the next request is served', async () => {
      for (const answer of [
        { statusCode: 200, body: { a: 1 } },
        { statusCode: 99, body: '' },
        { statusCode: 200, headers: { a: '1\r\nb: 2' } },
        { statusCode: 200, multiValueHeaders: { a: [1] } },
      ]) {
        const response = await made(answer);
        expect(response.status).toBe(502);
        expect(await response.json()).toMatchObject({ problem: 'Internal server error' });
      }
      expect((await ask(`${base}/plain/ok`)).status).toBe(200);
    });

    test('has headers of any characters, and a pair of both tables once', async () => {
      const answer = {
        statusCode: 200,
        headers: { a: '☃', b: '1', c: 'ä' },
        multiValueHeaders: { B: ['1', '2'] },
      };
      const { status, headers } = await made(answer);
      expect(status).toBe(200);
      expect(Buffer.from(headers.get('a') ?? '', 'latin1').toString()).toBe('☃');
      expect(headers.get('b')).toBe('1, 2');
      expect(headers.get('c')).toBe('ä');
    });
  });

  test('a handler that fails while it is loaded is answered with 502, and the log says why', async () => {
    expect((await ask(`${base}/broken`)).status).toBe(502);
    expect(aws.logs('local-broken')).toContain('RuntimeError: broken while it is loaded');
  });

  test('an integration that takes longer than the gateway waits is answered with 504', async () => {
    const response = await ask(`${base}/impatient/short-sleep`);
    expect(response.status).toBe(504);
    expect(response.headers.get('x-why')).toBe('too slow');
    expect(await response.json()).toEqual({ message: 'Endpoint request timed out' });
  });

  test('an app that ends while it starts is answered with 502, and the log says why', async () => {
    await apply({ fail_at_start: true });
    expect((await ask(`${base}/x`)).status).toBe(502);
    expect(aws.logs('local-app')).toMatch(
      /cannot start: the reason is printed here\nRequestId: \S+ Error: Runtime exited with error: exit status 3\n/,
    );
  });

  test('changed settings are live after apply, and a plan after it finds nothing to do', async () => {
    await apply({ memory_size: 512, plain_runtime: 'python3.12' });
    expect((await about('/x')).variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE).toBe('512');
    expect(await tf.differences()).toBe('');
  });

  test('a function runs with the Python of its runtime, or with the own one and a word about it', async () => {
    const text = await (await ask(`${base}/plain/ok`)).text();
    if (pythonRuns('python3.12')) expect(text).toBe('python 3.12 local-plain 128');
    else {
      expect(text).toBe('python 3.13 local-plain 128');
      expect(aws.logs('local-plain')).toContain('python3.12 is not on this machine');
    }
  });

  test('a function whose policy covers other requests alone is not called, and answers 500 as on AWS', async () => {
    const before = aws.logs('local-plain');
    await apply({ plain_permission: '/prod/GET/broken' });
    const response = await ask(`${base}/plain/ok`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      problem: 'Internal server error',
      kind: 'API_CONFIGURATION_ERROR',
    });
    expect(aws.logs('local-plain')).toBe(before);
    expect(readFileSync(join(aws.dataDir, 'server.log'), 'utf8')).toMatch(
      /Invalid permissions on Lambda function\. .*:function:local-plain .*\/prod\/GET\/plain\/\{which\}/,
    );
    expect((await ask(`${base}/broken`)).status).toBe(502);
  });

  test('a request more than the function serves at the same time is refused with 500, and not tried again', async () => {
    await apply({ plain_concurrency: 1 });
    const slow = () => ask(`${base}/plain/slow`);
    const answers = await Promise.all([slow(), slow(), slow()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 500, 500]);
  });

  test('a function that may serve no request is answered with 500, in the form of the gateway', async () => {
    const before = aws.logs('local-plain');
    await apply({ plain_concurrency: 0 });
    const response = await ask(`${base}/plain/ok`);
    expect(response.status).toBe(500);
    expect(response.headers.get('x-stage')).toBe('prod');
    expect(await response.json()).toEqual({ problem: 'Internal server error', kind: 'INTEGRATION_FAILURE' });
    expect(aws.logs('local-plain')).toBe(before);
  });

  test('a streamed answer is refused by a buffered integration, as on AWS', async () => {
    await apply({ streaming: true, streaming_gateway: false });
    expect((await ask(`${base}/bytes`)).status).toBe(502);
  });

  test('a streamed answer passes a streaming integration', async () => {
    await apply({ streaming: true });
    expect(new Uint8Array(await (await ask(`${base}/bytes`)).arrayBuffer())).toEqual(BYTES);
    expect(await about('/streamed')).toMatchObject({ method: 'GET', path: '/streamed' });
  });

  test('destroy ends the processes of the functions, their children too', async () => {
    const { process } = await about('/x');
    expect(await (await ask(`${base}/child`)).text()).toContain('"path": "');
    expect(aws.logs('local-app')).toContain('started a child');
    const group = processesOf(aws.dataDir);
    expect(group).toContain(process);
    await tf.destroy();
    await until(() => processesOf(aws.dataDir).length === 0);
    expect(isRunning(process)).toBe(false);
  });

  test('stop ends the server and removes its folder', async () => {
    const { dataDir, url } = aws;
    await aws.stop();
    await expect(fetch(url)).rejects.toThrow();
    expect(existsSync(dataDir)).toBe(false);
  });
});

describeWithTools('the local AWS of a program that is killed', ['python3.13'], () => {
  test.each(['the program', 'the server'])('ends with its functions when %s is killed', async (killed) => {
    const workspace = new Workspace('local-aws-killed');
    workspace.write(
      'zip/main.py',
      'import os\nos.system("sleep 600 &")\ndef handler(event, context): return os.getpid()\n',
    );
    const script = workspace.write('start.ts', starter(workspace.path));
    const program = spawn('npx', ['tsx', script], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const started = once(program.stdout, 'data') as Promise<[Buffer]>;
    const failed = once(program, 'exit').then(() =>
      Promise.reject(new Error('the program ended at its start')),
    );
    const [line] = await Promise.race([started, failed]);
    failed.catch(() => undefined);
    const [server, handler] = line.toString().trim().split(' ').map(Number) as [number, number];
    expect([isRunning(server), isRunning(handler)]).toEqual([true, true]);

    process.kill(killed === 'the program' ? -(program.pid ?? 0) : server, 'SIGKILL');
    await until(() => !isRunning(server) && !isRunning(handler));
    await until(
      () => !existsSync(workspace.at('data', 'work', 'bin')) || processesOf(workspace.path).length === 0,
    );
    expect(processesOf(workspace.path)).toEqual([]);
    if (killed === 'the server') process.kill(-(program.pid ?? 0), 'SIGKILL');
    workspace.remove();
  });

  /** A program that starts the local AWS, runs a function in it, prints the two process ids, and waits. */
  function starter(folder: string): string {
    return `
import { execFileSync } from 'node:child_process';
import { startLocalAws } from ${JSON.stringify(join(REPOSITORY, 'src/local/server'))};
import { ensureLocalAws } from ${JSON.stringify(join(REPOSITORY, 'src/local/install'))};
const data = ${JSON.stringify(join(folder, 'data'))};
(async () => {
  const { python } = await ensureLocalAws();
  const aws = await startLocalAws({ dataDir: data, adapter: 'mangum' });
  const code = \`
import boto3, io, zipfile
z = io.BytesIO()
with zipfile.ZipFile(z, "w") as f: f.write(${JSON.stringify(join(folder, 'zip/main.py'))}, "main.py")
c = boto3.client("lambda")
c.create_function(FunctionName="f", Runtime="python3.13", Role="arn:aws:iam::000000000000:role/r", Handler="main.handler", Code={"ZipFile": z.getvalue()})
c.get_waiter("function_active_v2").wait(FunctionName="f")
print(c.invoke(FunctionName="f")["Payload"].read().decode())\`;
  const handler = execFileSync(python, ['-c', code], { env: { ...process.env, ...aws.environment } }).toString().trim();
  const server = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'terragate_local']).toString().trim();
  console.log(server, handler);
})();
`;
  }
});

function pythonRuns(name: string): boolean {
  return spawnSync(name, ['-c', '']).status === 0;
}

/** Ids of the processes whose environment names a folder: those that a local AWS with its data there has started. */
function processesOf(folder: string): number[] {
  const lines = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { maxBuffer: 1 << 26 })
    .toString()
    .split('\n');
  return lines
    .filter((line) => line.includes(`LAMBDA_TASK_ROOT=${folder}`))
    .map((line) => Number.parseInt(line, 10));
}

function isRunning(pid: number): boolean {
  try {
    return !/^\s*[0-9]*\s*Z/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)]).toString());
  } catch {
    return false;
  }
}

/** Waits for something that happens in another process; the suite's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50);
}
