import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OWN_REQUESTS } from '../../src/local/changes';
import { ensureLocalAws } from '../../src/local/install';
import { writeLocalPackage } from '../../src/local/local-packages';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { startFunctions } from '../../src/local/starts';
import { type Lacks, setStrict } from '../../src/local/strict';
import { anyPort } from '../../src/system/port';
import { below, stopped } from '../support/processes';
import { send } from '../support/raw-http';
import { openSockets, tellsSockets } from '../support/sockets';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { LambdaClient, packageOf } from './lambda-client';
import { ended, isRunning, OFFSPRING } from './offspring';

jest.setTimeout(240_000);

const MAIN = `
import json, os, pathlib, socket, subprocess, sys, tempfile, threading, time
from offspring import offspring

SERVER = "import socket, time; s = socket.create_server(('0.0.0.0', 0)); print('listens', flush=True); time.sleep(600)"

def listen_elsewhere():
    # Without what every other Python of a function imports at its start
    child = subprocess.Popen([sys.executable, "-S", "-c", SERVER], stdout=subprocess.PIPE)
    child.stdout.readline()

def hosts():
    """Where sockets listen that ask for all interfaces, and that others are as they ask to be."""
    found = {}
    for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET, ""), (socket.AF_INET6, "::")):
        for only in (0, 1) if family == socket.AF_INET6 else (0,):
            for port in (0, int(os.environ.get("FREE", "0"))):
                with socket.socket(family, socket.SOCK_STREAM) as server:
                    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    if only:
                        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    server.bind((host, port))
                    asked = server.getsockname()[1]
                    server.listen()
                    kept = server.getsockname()[1] == asked
                    found[f"{host or 'any'} {only} {'free' if port else 0}"] = [server.getsockname()[0], kept]
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.bind(("0.0.0.0", 0))
        client.connect(server.getsockname())
        found["client"] = client.getsockname()[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("0.0.0.0", 0))
        found["datagrams"] = datagrams.getsockname()[0]
    return found

if "LISTEN" in os.environ:
    listen_elsewhere()

if "FAIL" in os.environ:
    print("before it fails")
    sys.exit(4)

def ask(name, event):
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    client = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    try:
        return json.load(client.invoke(FunctionName=name, Payload=json.dumps(event))["Payload"])
    except ClientError as error:
        return error.response["Error"]["Code"]

goes_on = []

def go_on():
    """Notes the time again and again: a part of it that is lacking was spent standing still."""
    while len(goes_on) < 100_000:
        goes_on.append(time.monotonic())
        time.sleep(0.01)

def written(path, size):
    try:
        pathlib.Path(path).write_bytes(bytes(size))
    except OSError as error:
        return error.strerror
    return "written"

def handler(event, context):
    if event.get("background"):
        threading.Thread(target=go_on, daemon=True).start()
        return offspring()
    if event.get("longest"):
        noted = len(goes_on)
        while len(goes_on) < noted + 2:  # it has gone on since
            time.sleep(0.01)
        return max(later - sooner for sooner, later in zip(goes_on, goes_on[1:]))
    if event.get("write"):
        return written(event["write"], event["size"])
    if event.get("megabytes"):
        return sum(map(len, [b"x" * 1_000_000 for _ in range(event["megabytes"])]))
    if event.get("offspring"):
        pids = offspring()
        print("started", json.dumps(pids), flush=True)
        if not event.get("sleep") and not event.get("crash"):
            return pids
    if event.get("ask"):
        return ask(event["ask"], event["event"])
    time.sleep(event.get("sleep", 0))
    if event.get("hosts"):
        return hosts()
    if event.get("listen"):
        listen_elsewhere()
        time.sleep(60)
    if event.get("crash"):
        os.abort()
    note = pathlib.Path(tempfile.gettempdir(), "note")
    seen = note.exists()
    note.touch()
    return {"process": os.getpid(), "folder": tempfile.gettempdir(), "seen": seen, "variables": dict(os.environ)}
`;

const LIMITS = { TERRAGATE_LOCAL_ENVIRONMENTS: '3', TERRAGATE_LOCAL_WAIT_SECONDS: '5' };

interface About {
  readonly process: number;
  readonly folder: string;
  readonly seen: boolean;
  readonly variables: Record<string, string>;
}

describeWithTools('the environments of a function', ['python3.13'], () => {
  const { zip } = packageOf({ 'main.py': MAIN, 'offspring.py': OFFSPRING });
  const workspace = new Workspace('environments');
  let aws: LocalAws;
  let lambda: LambdaClient;

  beforeAll(async () => {
    await ensureLocalAws({ progress: (line) => console.log(line) });
    aws = await startLocalAws({ adapter: 'mangum', env: LIMITS });
    lambda = new LambdaClient(aws);
    await lambda.create('app', zip, {
      Timeout: 60,
      Environment: { Variables: { A: '1' } },
    });
  });

  afterAll(() => aws?.stop());

  async function about(event: object = {}): Promise<About> {
    const { error, body } = await lambda.invoke('app', event);
    expect(error).toBeUndefined();
    return body as About;
  }

  test('start without a request, one for functions that are alike, and say why they cannot', async () => {
    const failing = { Environment: { Variables: { FAIL: '1' } } };
    for (const name of ['fails', 'fails-too']) await lambda.create(name, zip, failing);
    await lambda.create('fails-otherwise', zip, { Environment: { Variables: { FAIL: '2' } } });
    const names = ['app', 'fails', 'fails-too', 'fails-otherwise', 'no-such-function'];

    const failures = await startFunctions(aws, names);

    expect(failures).toEqual(
      ['fails', 'fails-otherwise'].map((name) => ({
        function: name,
        log: expect.stringMatching(/before it fails\n[\s\S]*exit status 4/),
      })),
    );
    expect(await startFunctions(aws, ['app'])).toEqual([]);
  });

  test('start when the Terraform of up makes the function, and once more only after a failure or for other files', async () => {
    const up = new LambdaClient(aws, { 'user-agent': `terraform ${OWN_REQUESTS}` });
    const variables = (name: string, value = '1') => ({ Environment: { Variables: { [name]: value } } });
    const starts = (name: string) => aws.logs(name).match(/^INIT_START/gm)?.length ?? 0;
    const other = packageOf({ 'main.py': 'def handler(event, context): return event\n' });

    await up.create('early', zip, variables('EARLY'));
    await up.create('early-fails', zip, variables('FAIL', 'early'));
    await up.create('early-files', other.zip);
    await lambda.create('by-hand', zip, variables('BY_HAND'));
    while (!['early', 'early-fails', 'early-files'].every((name) => starts(name) === 1)) await sleep(50);
    expect(starts('by-hand')).toBe(0);
    const folder = workspace.write('other/main.py', 'def handler(event, context): return 1\n').slice(0, -8);
    await writeLocalPackage(aws.dataDir, 'other', { codeSha256: other.codeSha256, folder, revision: '1' });
    const failures = await startFunctions(aws, ['early', 'early-fails', 'early-files', 'by-hand']);

    expect(failures.map(({ function: name }) => name)).toEqual(['early-fails']);
    const counts = ['early', 'early-fails', 'early-files', 'by-hand'].map(starts);
    expect(counts).toEqual([1, 2, 2, 1]);
    await startFunctions(aws, ['early']);
    expect(starts('early')).toBe(2);
  });

  test('start once more where they are held to what Lambda allows since they were made', async () => {
    const up = new LambdaClient(aws, { 'user-agent': `terraform ${OWN_REQUESTS}` });
    const starts = () => aws.logs('early-plain').match(/^INIT_START/gm)?.length ?? 0;
    await up.create('early-plain', zip, { Environment: { Variables: { PLAIN: '1' } } });
    while (starts() < 1) await sleep(50);
    await setStrict(aws, true);
    try {
      expect(await startFunctions(aws, ['early-plain'])).toEqual([]);
      expect(starts()).toBe(2);
    } finally {
      await setStrict(aws, false);
    }
  });

  test('say how they were started, and hold no variable of the server', async () => {
    const { variables } = await about();
    expect(variables).toMatchObject({ A: '1', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' });
    const known =
      /^(A|AWS_\w+|_AWS_XRAY_\w+|_HANDLER|_X_AMZN_TRACE_ID|HOME|LAMBDA_\w+|LANG|LC_CTYPE|PATH|PYTHONPATH|TERRAGATE_INSTANCE|TMPDIR|TZ)$/;
    expect(Object.keys(variables).filter((name) => !known.test(name))).toEqual([]);
  });

  test('have a temporary folder each, which stays from request to request', async () => {
    const [one, two] = await Promise.all([about({ sleep: 1 }), about({ sleep: 1 })]);
    expect([one.process === two.process, one.folder === two.folder]).toEqual([false, false]);
    expect((await about()).seen).toBe(true);
  });

  test('are started again after a crash, and what is in the temporary folder stays, as on AWS', async () => {
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

  test('are asked and answered by processes of this user alone, and by no page', async () => {
    if (!tellsSockets) return;
    await lambda.invoke('app');
    const next = '/2018-06-01/runtime/invocation/next';
    const ask = (port: number, headers: string[]) =>
      send(`http://127.0.0.1:${port}`, { path: next, headers }).then(({ status }) => status);
    const open = openSockets(aws.pid)
      .filter(({ pid, protocol }) => pid === aws.pid && protocol === 'tcp')
      .map(({ address }) => Number(address.split(':')[1]));
    // That of an environment which has just ended answers nothing
    const heard = await Promise.allSettled(open.map((port) => ask(port, ['Origin', 'null'])));
    const ports = open.filter((_, i) => heard[i]?.status === 'fulfilled');
    const statuses = (headers: string[]) => Promise.all(ports.map((port) => ask(port, headers)));
    // The port of all services, which asks for its key, and one environment at least
    expect(ports.length).toBeGreaterThan(1);
    const refused = ports.map(() => 403);
    expect(await statuses(['Origin', 'null'])).toEqual(refused);
    expect(await statuses(['Host', 'evil.example'])).toEqual(refused);
    expect(await statuses(['Origin', 'https://evil.example'])).toEqual(refused);
    expect(await statuses(['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'no-cors'])).toEqual(refused);
    if (process.getuid?.() === 0) {
      const program = `const all = [${ports}].map(async (port) => (await fetch('http://127.0.0.1:' + port + '${next}')).status);
Promise.all(all).then((found) => console.log(JSON.stringify(found)));`;
      const nobody = { uid: 65534, gid: 65534, cwd: '/', encoding: 'utf8' } as const;
      const { stdout } = spawnSync(process.execPath, ['-e', program], nobody);
      expect(JSON.parse(stdout)).toEqual(refused);
    }
    // Nothing of that took an invocation away
    expect((await lambda.invoke('app')).status).toBe(200);
  });

  test('listen on this machine alone where they ask for all interfaces; what calls out is left alone', async () => {
    await lambda.update('app', { Environment: { Variables: { FREE: String(await anyPort()) } } });
    const { body } = await lambda.invoke('app', { hosts: true });
    const here = (host: string) => [host, true];
    expect(body).toEqual({
      '0.0.0.0 0 0': here('127.0.0.1'),
      '0.0.0.0 0 free': here('127.0.0.1'),
      'any 0 0': here('127.0.0.1'),
      'any 0 free': here('127.0.0.1'),
      ':: 0 0': here('::ffff:127.0.0.1'),
      ':: 0 free': here('::ffff:127.0.0.1'),
      ':: 1 0': here('::1'),
      ':: 1 free': here('::1'),
      client: '127.0.0.1',
      datagrams: '0.0.0.0',
    });
  });

  (tellsSockets ? test : test.skip)(
    'are ended where a process listens to the network all the same',
    async () => {
      const exposed = {
        error: 'Unhandled',
        body: {
          errorType: 'Runtime.ListensOnNetwork',
          errorMessage: expect.stringMatching(/listens at 0\.0\.0\.0:\d+, where other machines reach it/),
        },
      };
      expect(await lambda.invoke('app', { listen: true })).toMatchObject(exposed);
      expect(openSockets(aws.pid).filter(({ address }) => !address.startsWith('loopback:'))).toEqual([]);
      await lambda.update('app', { Environment: { Variables: { LISTEN: '1' } } });
      expect(await lambda.invoke('app')).toMatchObject(exposed);
      expect(openSockets(aws.pid).filter(({ address }) => !address.startsWith('loopback:'))).toEqual([]);
      expect(aws.logs('app')).toMatch(
        /where other machines reach it\. Here it may listen on 127\.0\.0\.1 alone/,
      );
    },
  );

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

  describe('end with all that was started in them', () => {
    /** What the last invocation of a function has started. */
    const started = (name: string) =>
      JSON.parse(
        /^started (.*)$/m.exec(aws.logs(name).split('START ').at(-1) ?? '')?.[1] ?? '[]',
      ) as number[];

    beforeAll(() => lambda.create('parent', zip, { Timeout: 4 }));
    afterAll(() => lambda.remove('parent'));

    test('when an invocation takes too long', async () => {
      const { body } = await lambda.invoke('parent', { offspring: true, sleep: 60 });
      expect(body).toMatchObject({ errorType: 'Sandbox.Timedout' });
      expect(started('parent').length).toBeGreaterThan(3);
      await ended(started('parent'));
    });

    test('when they crash', async () => {
      const { body } = await lambda.invoke('parent', { offspring: true, crash: true });
      expect(body).toMatchObject({ errorType: 'Runtime.ExitError' });
      expect(started('parent').length).toBeGreaterThan(3);
      await ended(started('parent'));
    });

    test('when another configuration takes their place', async () => {
      const pids = (await lambda.invoke('parent', { offspring: true })).body as number[];
      expect(pids.filter((pid) => !isRunning(pid))).toEqual([]);
      await lambda.update('parent', { Description: 'changed' });
      await ended(pids);
    });

    test('when their supervisor is killed, and the next request is served', async () => {
      const pids = (await lambda.invoke('parent', { offspring: true })).body as number[];
      const supervisors = below(aws.pid).filter(({ command }) => command.includes('supervisor.py'));
      const own = supervisors.find((one) => below(one.pid).some(({ pid }) => pid === pids[0]));
      process.kill(own?.pid ?? 0, 'SIGKILL');
      // Until it is gone, its processes are those of a function that is well
      await ended([own?.pid ?? 0]);
      const next = (await lambda.invoke('parent')).body as About;
      expect(pids).not.toContain(next.process);
      // Those that have no variables stay until the server ends: nothing tells any more whose they are
      await ended(pids.slice(0, 4));
    });

    test('and leave nothing that nobody has waited for', async () => {
      const dead = () => below(aws.pid).filter(({ state }) => state.startsWith('Z'));
      for (let waited = 0; waited < 20_000 && dead().length; waited += 200) await sleep(200);
      expect(dead()).toEqual([]);
    }, 30_000);
  });

  describe('held to what Lambda allows', () => {
    const write = async (path: string, size = 1) => (await lambda.invoke('held', { write: path, size })).body;
    const aboutHeld = async () => (await lambda.invoke('held')).body as About;
    let lacks: Lacks;

    beforeAll(async () => {
      const limits = { Timeout: 20, MemorySize: 128, EphemeralStorage: { Size: 512 } };
      await lambda.create('held', zip, limits);
      lacks = await setStrict(aws, true);
    });

    afterAll(async () => {
      await setStrict(aws, false);
      await lambda.remove('held');
    });

    test('stand still from an answer to the next request, with all that was started in them', async () => {
      const pids = (await lambda.invoke('held', { background: true })).body as number[];
      await stopped(pids);

      await sleep(500);

      expect((await lambda.invoke('held', { longest: true })).body).toBeGreaterThan(0.5);
      await stopped(pids);
      await lambda.update('held', { Description: 'changed' });
      await ended(pids);
    });

    test('write below their own /tmp alone, as much as they have there', async () => {
      if (lacks.files !== undefined) {
        expect([lacks.files, await write('beside.txt')]).toEqual([
          expect.stringContaining('does not let'),
          'written',
        ]);
        return;
      }
      expect(await write('beside.txt')).toBe('Read-only file system');
      expect(await write('/var/tmp/terragate-note')).toBe('Read-only file system');
      const megabyte = 1_000_000;
      expect(await write('/tmp/terragate-note', 400 * megabyte)).toBe('written');
      expect(await write('/tmp/terragate-note', 600 * megabyte)).toBe('No space left on device');
      expect(await write('/tmp/terragate-note', 1)).toBe('written');
      expect(existsSync('/tmp/terragate-note')).toBe(false);
      expect((await aboutHeld()).folder).toBe('/tmp');
    });

    test('end where they take more memory than they have, and keep /tmp', async () => {
      await aboutHeld();
      expect((await lambda.invoke('held', { megabytes: 50 })).body).toBe(50_000_000);
      const tooMuch = await lambda.invoke('held', { megabytes: 1000 });

      expect(tooMuch).toMatchObject({
        error: 'Unhandled',
        body: {
          errorType: 'Runtime.OutOfMemory',
          errorMessage: expect.stringMatching(
            /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/,
          ),
        },
      });
      expect(aws.logs('held')).toMatch(
        /signal: killed\nRuntime\.OutOfMemory\nEND .*\nREPORT .*\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime\.OutOfMemory\n/,
      );
      expect((await aboutHeld()).seen).toBe(true);
    });

    test('are plain processes again when that is over', async () => {
      const before = await aboutHeld();
      await setStrict(aws, false);
      const after = await aboutHeld();
      expect(after.process).not.toBe(before.process);
      expect(after.folder).toContain(aws.dataDir);
      expect(await write(join(after.folder, 'note'))).toBe('written');
    });
  });

  describe('are three at most where that is the limit', () => {
    const handlers = () => below(aws.pid).filter(({ command }) => / \S+ main\.handler$/.test(command));

    beforeAll(async () => {
      await lambda.update('app', { Timeout: 20, Environment: { Variables: {} } });
      await lambda.create('other', zip, { Timeout: 5 });
    });

    test('more requests wait for one, and the log says why', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => about({ sleep: 0.5 })));
      expect(new Set(answers.map(({ process }) => process)).size).toBe(3);
      expect(handlers().length).toBe(3);
      expect(
        aws.logs('app').match(/^All 3 execution environments .*TERRAGATE_LOCAL_ENVIRONMENTS/gm),
      ).toHaveLength(1);
    });

    test('those of another function that wait give way', async () => {
      expect((await lambda.invoke('other')).error).toBeUndefined();
      expect(handlers().length).toBe(3);
    });

    test('functions that wait for each other are refused in the end, in words', async () => {
      const answers = await Promise.all(
        Array.from({ length: 3 }, () => lambda.invoke('app', { ask: 'other', event: { sleep: 0 } })),
      );
      // Who is refused makes room for the others
      const bodies = answers.map(({ error, body }) =>
        error ? 'failed' : typeof body === 'string' ? body : 'served',
      );
      expect(bodies).toContain('TooManyRequestsException');
      expect(bodies).not.toContain('failed');
      expect(aws.logs('other')).toMatch(
        /^A request is refused with 429 TooManyRequestsException: no environment became free within 5 s/m,
      );
      expect((await lambda.invoke('other')).error).toBeUndefined();
    });
  });

  test('of a version that no alias names any more end, and those of the named one stay', async () => {
    await lambda.release('app', 'live', true);
    const first = (await lambda.invoke('app', {}, 'live')).body as About;
    await lambda.replace('app', packageOf({ 'main.py': `${MAIN}#`, 'offspring.py': OFFSPRING }).zip);
    await lambda.release('app', 'live');
    const second = (await lambda.invoke('app', {}, 'live')).body as About;
    await ended([first.process]);
    expect(isRunning(second.process)).toBe(true);
  });
});
