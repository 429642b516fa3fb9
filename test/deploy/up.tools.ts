import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Down, Status, Up } from '../../src/deploy';
import { CliProject, rootOf, until } from '../support/cli';
import { openFiles } from '../support/modes';
import { stopped } from '../support/processes';
import { send } from '../support/raw-http';
import { openSockets, tellsSockets } from '../support/sockets';
import { describeWithTools } from '../support/tools';

const MINUTES = 60_000;

/** Routes that the example app does not have; the last one waits for a file, and then for ever. */
const GATED = `

@app.get("/held", include_in_schema=False)
async def held(megabytes: int = 0) -> dict[str, object]:
    """What a function can do that is held to what Lambda allows."""
    kept = [b"x" * 1_000_000 for _ in range(megabytes)]
    try:
        Path("beside.txt").touch()
    except OSError as error:
        return {"pid": os.getpid(), "megabytes": len(kept), "error": error.strerror}
    return {"pid": os.getpid(), "megabytes": len(kept)}


@app.get("/gated", include_in_schema=False)
async def gated(gate: str) -> StreamingResponse:
    async def pieces() -> AsyncIterator[str]:
        try:
            yield "before the gate"
            while not Path(gate).exists():
                await asyncio.sleep(0.01)
            yield ", after the gate"
            await asyncio.Event().wait()
        finally:
            Path(f"{gate}.left").touch()

    return StreamingResponse(pieces(), media_type="text/plain")
`;
const GATED_IMPORTS = `import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi.responses import StreamingResponse
`;

/** Ends a process that has to be there: number 0 would be this one and all beside it. */
function kill(pid: number | undefined): void {
  if (!pid) throw new Error('there is no such process');
  process.kill(pid, 'SIGKILL');
}

/** The lock file of the providers that a project runs with. */
function lockOf({ workspace }: CliProject): string {
  const overlay = workspace.at('.terragate/local/overlay');
  const [lock] = readdirSync(overlay, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.terraform.lock.hcl'),
  );
  return join(overlay, lock ?? '');
}

describeWithTools('terragate up', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const project = new CliProject('shop');
  const other = new CliProject('other');
  const log = project.workspace.at('.terragate/local/terraform.log');
  let first: Up;

  beforeAll(() => project.edit('app/app/main.py', (text) => GATED_IMPORTS + text + GATED));

  afterAll(async () => {
    await Promise.all([project.run(['down']), other.run(['down'])]);
  }, MINUTES);

  const says = (name: string) =>
    project.edit('app/app/main.py', (text) =>
      text.replace(/Welcome\(name=[^,]*,/, `Welcome(name="${name}",`),
    );

  test(
    'ends with an address that answers',
    async () => {
      first = await project.json<Up>('up');

      expect(first).toMatchObject({ project: 'shop', functions: ['shop'], resources: 10, changed: true });
      expect(first.apis).toEqual([expect.objectContaining({ name: 'shop', stage: 'prod' })]);
      await until(first.apis[0]?.url ?? '', '200 {"name":"My API"');
    },
    5 * MINUTES,
  );

  test(
    'says that nothing changed when nothing did, and checks callers from then on where that is asked for',
    async () => {
      rmSync(log);
      const { code, stdout } = await project.run(['up', '--callers', 'checked']);

      // Requests that were answered meanwhile have changed nothing
      expect([code, existsSync(log)]).toEqual([0, false]);
      expect(stdout).toContain('10 resources, nothing changed');
      expect(stdout).toContain('nothing changed since the last time');
      expect(stdout).toContain(first.apis[0]?.url);
      expect(stdout).toContain('Callers are checked as on AWS');
      expect(await project.json<Status>('status')).toMatchObject({ callers: 'checked' });
      const invoke = (...words: string[]) => project.run(['invoke', 'GET', '/?a=%2F&b=%20', ...words]);
      expect((await invoke()).stdout).toMatch(
        /^HTTP 403 .*\n\{"message": ?"Missing Authentication Token"\}\n$/,
      );
      expect((await invoke('--as', 'alice')).stderr).toContain('neither a user nor a role alice');
      expect((await invoke('--as', 'alice', '--create')).stdout).toContain('My API');
    },
    MINUTES,
  );

  test(
    'holds functions to what Lambda allows where that is asked for, also when the app is changed',
    async () => {
      const { stdout } = await project.run(['up', '--strict']);
      expect(stdout).toContain('Functions are as on Lambda: frozen between requests;');
      const { strict, apis } = (await project.json<Status>('status')) as Extract<Status, { running: true }>;
      const url = apis[0]?.url;
      const held = async (query = '') => (await fetch(`${url}held${query}`)).json();

      const { pid, error } = (await held()) as { pid: number; error?: string };
      expect(error).toBe(strict?.files === undefined ? 'Read-only file system' : undefined);
      await stopped([pid]);

      const steps = await (await fetch(`${url}reports/7/steps`)).text();
      expect(steps.trim().split('\n').at(-1)).toContain('"number":4,"of":4');
      await stopped([pid]);
      expect(await held('?megabytes=20')).toMatchObject({ pid, megabytes: 20 });
      const refused = await fetch(`${url}held?megabytes=2000`);
      expect([refused.status, await refused.json()]).toEqual([502, { message: 'Internal server error' }]);
      expect((await project.run(['logs'])).stdout).toContain('Error Type: Runtime.OutOfMemory');

      const { pid: next } = (await held()) as { pid: number };
      await stopped([next]);
      says('frozen');
      await project.run(['up', '--strict']);
      await until(url ?? '', '200 {"name":"frozen"');
      expect((await project.run(['up'])).stdout).not.toContain('as on Lambda');
    },
    2 * MINUTES,
  );

  describe('looks at all resources again', () => {
    const root = (name: string) => project.workspace.at('infra', name);
    /** Whether Terraform has run, and what is said of the apply. */
    const again = async (env: Record<string, string> = {}): Promise<[boolean, string | undefined]> => {
      rmSync(log, { force: true });
      const { code, stdout } = await project.run(['up'], env);
      expect([code, stdout]).toEqual([0, expect.any(String)]);
      return [existsSync(log), /apply (.*?) {2}/.exec(stdout)?.[1]];
    };
    const unchanged = '10 resources, nothing changed';

    test(
      'after a change by hand, and takes it back',
      async () => {
        await again(); // a user of the local IAM was made
        expect(await again()).toEqual([false, unchanged]);
        const answer = await fetch(first.aws, {
          method: 'POST',
          headers: {
            'x-terragate-secret': project.session()?.credentials?.secretAccessKey ?? '',
            'x-amz-target': 'Logs_20140328.DeleteRetentionPolicy',
            'content-type': 'application/x-amz-json-1.1',
          },
          body: JSON.stringify({ logGroupName: '/aws/lambda/shop' }),
        });
        expect(answer.status).toBe(200);

        expect(await again()).toEqual([true, '10 resources, 1 changed']);
        expect(await again()).toEqual([false, unchanged]);
      },
      2 * MINUTES,
    );

    test(
      'after a change of anything that Terraform reads',
      async () => {
        const state = `.terragate/local/${project.session()?.id}/terraform.tfstate`;
        const changes: Record<string, () => unknown> = {
          'variables in a file': () => writeFileSync(root('more.auto.tfvars'), '# none\n'),
          'variables of the environment': () => ({ TF_VAR_region: 'eu-west-1' }),
          'versions of providers': () => copyFileSync(lockOf(project), root('.terraform.lock.hcl')),
          'the state': () => project.edit(state, (text) => `${text}\n`),
          'what is read anew each time': () =>
            writeFileSync(root('time.tf'), 'output "at" {\n  value = timestamp()\n}\n'),
          'nothing, but that': () => undefined,
        };
        for (const [what, change] of Object.entries(changes)) {
          const env = change() as Record<string, string> | undefined;
          expect([what, ...(await again(env))]).toEqual([what, true, unchanged]);
        }
        for (const name of ['more.auto.tfvars', '.terraform.lock.hcl', 'time.tf']) rmSync(root(name));
        await again();
      },
      2 * MINUTES,
    );
  });

  test(
    'installs a provider again that a killed installation cut off',
    async () => {
      const providers = project.workspace.at('.terragate/local/terraform/providers');
      const [installed] = readdirSync(providers, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\/aws\/[^/]+\/[^/]+$/.test(path))
        .map((path) => join(providers, path));
      // A link to the machine's mirror, or a folder
      rmSync(installed ?? '', { recursive: true });
      mkdirSync(installed ?? '');
      writeFileSync(join(installed ?? '', 'terraform-provider-aws_v5.100.0_x5'), '', { mode: 0o755 });

      const { code, stdout } = await project.run(['up']);

      expect(code).toBe(0);
      expect(stdout).toContain('a provider is missing or was cut off: it is installed again');
      expect(stdout).toContain('10 resources, nothing changed');
    },
    MINUTES,
  );

  test(
    'is described by status',
    async () => {
      expect(await project.json<Status>('status')).toMatchObject({
        running: true,
        apis: first.apis,
        functions: ['shop'],
        resources: 10,
      });
    },
    MINUTES,
  );

  test(
    'gives the keys of its local AWS to its user alone',
    async () => {
      const variables = await project.json<Record<string, string>>('status', '--env');
      const secret = variables.AWS_SECRET_ACCESS_KEY ?? '';
      expect(variables).toMatchObject({
        AWS_ENDPOINT_URL: first.aws,
        AWS_ACCESS_KEY_ID: expect.stringMatching(/^TERRAGATE/),
      });
      const { stdout } = await project.run(['status', '--env']);
      expect(stdout).toContain(`export AWS_SECRET_ACCESS_KEY=${secret}\n`);

      expect((await fetch(`${first.aws}/_localstack/health`)).status).toBe(403);
      const headers = { 'x-terragate-secret': secret };
      expect((await fetch(`${first.aws}/_localstack/health`, { headers })).status).toBe(200);

      const holding = [...readdirSync(project.folder, { recursive: true, withFileTypes: true })]
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => readFileSync(path, 'latin1').includes(secret));
      expect(holding).toEqual([join(project.folder, '.terragate/local/session.json')]);
      expect(statSync(holding[0] ?? '').mode & 0o077).toBe(0);
      expect(execFileSync('ps', ['axww', '-o', 'command=']).toString()).not.toContain(secret);
    },
    MINUTES,
  );

  (tellsSockets ? test : test.skip)(
    'can be reached from this machine alone, and its background process by a name of it',
    async () => {
      const { pid = 0, control, endpoints = [] } = project.session() ?? {};
      const sockets = openSockets(pid);
      expect(sockets.length).toBeGreaterThan(3);
      expect(sockets.filter(({ address }) => !address.startsWith('loopback:'))).toEqual([]);

      const at = `http://127.0.0.1:${control?.port}/`;
      const token = ['Authorization', `Bearer ${control?.token}`];
      expect((await send(at, { headers: ['Host', 'example.com', ...token] })).status).toBe(421);
      expect((await send(at, { headers: ['Authorization', 'Bearer guess'] })).status).toBe(403);
      expect((await send(endpoints[0]?.url ?? '', { headers: ['Host', 'example.com'] })).status).toBe(421);
    },
    MINUTES,
  );

  test(
    'starts an API that invoke can call and logs shows',
    async () => {
      const created = await project.run([
        'invoke',
        'POST',
        '/items',
        '-d',
        '{"name": "chair", "price": 2, "category": "tool"}',
      ]);
      expect([created.code, JSON.parse(created.stdout)]).toEqual([
        0,
        expect.objectContaining({ name: 'chair' }),
      ]);

      const failed = await project.run(['invoke', 'GET', '/boom']);
      expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining('HTTP 500')]);

      const { stdout } = await project.run(['logs']);
      expect(stdout).toMatch(/RuntimeError: This route always fails/);
      expect(stdout).toMatch(/^REPORT RequestId: /m);
      expect(stdout).toContain('"message": "POST /items answered with 201"');
      expect(stdout).toContain('"message": "GET /boom answered with 500"');
    },
    MINUTES,
  );

  test(
    'starts an API whose streams invoke shows while they come, and ends when it is ended',
    async () => {
      const gate = project.workspace.at('gate');
      const invoke = project.start(['invoke', 'GET', `/gated?gate=${gate}`]);
      await invoke.said('before the gate');
      writeFileSync(gate, '');
      await invoke.said('after the gate');

      invoke.child.kill('SIGINT');
      while (!existsSync(`${gate}.left`)) await sleep(20);
    },
    MINUTES,
  );

  test(
    'follows the logs until Ctrl-C',
    async () => {
      const logs = project.start(['logs', '-f', 'shop']);
      await logs.said('REPORT');
      await project.run(['invoke', 'GET', '/boom']);
      await logs.said(/(RuntimeError: This route always fails[\s\S]*){2}/);
      logs.child.kill('SIGINT');

      expect((await logs.ended).code).toBe(0);
    },
    MINUTES,
  );

  test(
    'brings changed code and a changed variable with the next up',
    async () => {
      says('After a change');
      project.workspace.write('infra/main.tf', rootOf('shop', '  env = { LOG_LEVEL = "DEBUG" }\n'));

      const { code, stdout } = await project.run(['up']);

      expect([code, stdout]).toEqual([0, expect.stringMatching(/10 resources, .*changed/)]);
      await until(first.apis[0]?.url ?? '', 'After a change');
      await until(`${first.apis[0]?.url}echo`, '"log_level":"DEBUG"');
    },
    2 * MINUTES,
  );

  test(
    'with --watch, brings a saved file live, shows a mistake with its traceback, and goes on',
    async () => {
      const url = first.apis[0]?.url ?? '';
      const watch = project.start(['up', '--watch']);
      await watch.said('watching');
      for (const name of ['one', 'two']) {
        says(name);
        await until(url, `"name":"${name}"`);
      }
      project.edit('app/app/main.py', (text) => `${text}\nthis is no Python\n`);
      await until(url, '502');
      await watch.said('SyntaxError');
      project.edit('terragate.json', (text) => `${text}\n`);
      await watch.said(/terragate\.json is read at the start: .* run terragate up --watch again/);
      project.edit('app/app/main.py', (text) => text.replace('\nthis is no Python\n', ''));
      await until(url, '"name":"two"');
      watch.child.kill('SIGINT');

      expect((await watch.ended).code).toBe(0);
      await until(url, '"name":"two"');
    },
    2 * MINUTES,
  );

  test(
    'reports an app that cannot start with its log, and leaves it running for a look',
    async () => {
      const text =
        'import os\n\nif "AWS_LAMBDA_FUNCTION_NAME" in os.environ:\n    raise RuntimeError("no settings")\n';
      project.edit('app/app/main.py', (before) => before + text);
      const { code, stdout, stderr } = await project.run(['up']);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^shop: the function shop does not start:\n(?: {4}\| .*\n)*? {4}\| .*RuntimeError: no settings\n(?: {4}\| .*\n)* {2}fix: .*terragate logs shop/m,
      );
      expect(stdout).toMatch(/✘ start/);
      expect(await project.json<Status>('status')).toMatchObject({ running: true });

      project.edit('app/app/main.py', (after) => after.replace(text, ''));
      expect(await project.json<Up>('up')).toMatchObject({ apis: first.apis });
      await until(first.apis[0]?.url ?? '', '200 ');
    },
    3 * MINUTES,
  );

  test(
    'goes on after a function was killed',
    async () => {
      const server = project.processes().find(({ command }) => command.includes('uvicorn'));
      kill(server?.pid);

      await until(first.apis[0]?.url ?? '', '200 ');
    },
    MINUTES,
  );

  test(
    'runs again after the local AWS was killed',
    async () => {
      const [aws] = project.processes().filter(({ command }) => command.includes('-m terragate_local'));
      kill(aws?.pid);
      await project.gone();
      expect(await project.json<Status>('status')).toEqual({ project: 'shop', running: false });

      first = await project.json<Up>('up');

      expect(first.changes).toEqual({ added: 10, changed: 0, removed: 0 });
      await until(first.apis[0]?.url ?? '', '200 ');
    },
    2 * MINUTES,
  );

  test(
    'runs again after its process in the background was killed',
    async () => {
      kill(project.session()?.pid);
      await project.gone();

      first = await project.json<Up>('up');

      await until(first.apis[0]?.url ?? '', '200 ');
      expect(
        readdirSync(project.workspace.at('.terragate/local')).filter((name) => /^aws-/.test(name)),
      ).toHaveLength(1);
    },
    2 * MINUTES,
  );

  describe('beside another project, which has its state elsewhere on AWS', () => {
    const infra = () => readdirSync(other.workspace.at('infra')).sort();
    const backend = (text: string) => other.workspace.write('infra/backend.tf', `terraform {\n${text}\n}\n`);

    test(
      'writes nothing into its root, not even when it is killed, and so up --aws uses its backend',
      async () => {
        backend('  backend "s3" {\n    bucket = "b"\n  }');
        const up = other.start(['up']);
        await up.said('aws_iam_role_policy.this[0]: Creation complete');
        expect(infra()).toEqual(['backend.tf', 'main.tf']);
        up.child.kill('SIGKILL');
        await up.ended;

        const aws = await other.run(['up', '--aws', '--yes'], { AWS_REGION: 'us-east-1' });

        expect([aws.code, aws.stderr]).toEqual([1, expect.stringMatching(/"key" is required/)]);
        expect(aws.stderr).not.toMatch(/to add/);
      },
      3 * MINUTES,
    );

    test(
      'keeps the two apart, each with its address',
      async () => {
        const two = await other.json<Up>('up');

        expect(two.resources).toBe(10);
        expect(two.apis[0]?.port).not.toBe(first.apis[0]?.port);
        await until(two.apis[0]?.url ?? '', '200 {"name":"My API"');
        await until(first.apis[0]?.url ?? '', '200 {"name":');
      },
      3 * MINUTES,
    );

    test.each([
      ['HCP Terraform', () => void backend('  cloud {\n    organization = "o"\n  }')],
      ['no backend any more', () => rmSync(other.workspace.at('infra/backend.tf'))],
    ])(
      'goes on where it has %s',
      async (_, change) => {
        change();
        // What Terraform made for AWS is not this machine's
        other.workspace.write(
          'infra/.terraform/terraform.tfstate',
          '{"version": 3, "backend": {"type": "s3"}}',
        );
        const before = infra();

        expect(await other.json<Up>('up')).toMatchObject({ changes: { added: 0, changed: 0, removed: 0 } });
        expect(infra()).toEqual(before);
      },
      2 * MINUTES,
    );

    test(
      'keeps its files readable for its user alone',
      async () => {
        expect(openFiles(other.workspace.at('.terragate'))).toEqual([]);
      },
      MINUTES,
    );

    test(
      'is ended alone',
      async () => {
        expect(await other.json<Down>('down')).toEqual({ project: 'other', wasRunning: true });
        await other.gone();
        expect(infra()).toEqual(['.terraform', 'main.tf']);
        await until(first.apis[0]?.url ?? '', '200 ');
      },
      MINUTES,
    );
  });

  test(
    'refuses a wished port that is taken',
    async () => {
      const holder = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => holder.once('listening', done));
      const { port } = holder.address() as { port: number };
      try {
        const { code, stderr } = await project.run(['up', '--port', String(port)]);

        expect([code, stderr]).toEqual([
          1,
          expect.stringMatching(new RegExp(`taken[\\s\\S]*${port}[\\s\\S]*fix: `)),
        ]);
      } finally {
        holder.close();
      }
    },
    MINUTES,
  );

  test(
    'is left by down without a trace',
    async () => {
      await project.json<Up>('up');
      const { code, stderr } = await project.run(['remove', '--yes']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/shop: the project runs on this machine\n {2}fix: +end it: terragate down/),
      ]);
      expect(await project.json<Down>('down')).toEqual({ project: 'shop', wasRunning: true });

      await project.gone();
      expect(await project.json<Status>('status')).toEqual({ project: 'shop', running: false });
      expect(existsSync(project.workspace.at('.terragate/lock'))).toBe(false);
      expect(
        readdirSync(project.workspace.at('.terragate/local')).filter((name) => /^aws-|session/.test(name)),
      ).toEqual([]);
      expect(await project.json<Down>('down')).toEqual({ project: 'shop', wasRunning: false });
    },
    MINUTES,
  );

  describe('in the middle of an apply', () => {
    const middle = async () => {
      const up = project.start(['up']);
      await up.said('aws_iam_role_policy.this[0]: Creation complete');
      return up;
    };
    const terraform = () =>
      project.processes().filter(({ command }) => /terraform.* (?:apply|plan) /.test(command));

    afterEach(async () => {
      await project.run(['down']);
      await project.gone();
    }, MINUTES);

    test(
      'ended by Ctrl-C, leaves nothing',
      async () => {
        const up = await middle();
        up.child.kill('SIGINT');

        expect((await up.ended).code).toBe(130);
        await project.gone();
        expect(await project.json<Status>('status')).toEqual({ project: 'shop', running: false });
      },
      2 * MINUTES,
    );

    describe('or before it, while the local AWS starts', () => {
      const starting = async () => {
        const up = project.start(['up']);
        const server = () =>
          project.processes().some(({ command }) => command.includes('-m terragate_local'));
        while (!server()) await sleep(50);
        return up;
      };

      test(
        'ended by Ctrl-C, leaves nothing',
        async () => {
          const up = await starting();
          up.child.kill('SIGINT');

          expect([(await up.ended).code, (await up.ended).stderr]).toEqual([130, 'interrupted\n']);
          await project.gone();
        },
        MINUTES,
      );

      test(
        'killed, leaves nothing',
        async () => {
          // On a busy machine the start may be over before the kill: then it is another case
          for (let tries = 0; tries < 3; tries++) {
            const up = await starting();
            up.child.kill('SIGKILL');
            await up.ended;
            if (project.session() === undefined) break;
            await project.run(['down']);
          }
          await project.gone();
        },
        MINUTES,
      );
    });

    test(
      'killed, is continued by the next up',
      async () => {
        const up = await middle();
        up.child.kill('SIGKILL');
        await up.ended;

        const next = await project.json<Up>('up');

        expect(next.resources).toBe(10);
        await until(next.apis[0]?.url ?? '', '200 ');
        expect(terraform()).toEqual([]);
      },
      3 * MINUTES,
    );

    test(
      'killed with its Terraform, is begun again by the next up',
      async () => {
        const up = await middle();
        up.child.kill('SIGKILL');
        for (const { pid } of terraform()) kill(pid);
        await up.ended;

        const next = await project.json<Up>('up');

        expect(next.resources).toBe(10);
        await until(next.apis[0]?.url ?? '', '200 ');
      },
      3 * MINUTES,
    );

    test(
      'without its local AWS, ends with one message',
      async () => {
        const up = await middle();
        const [aws] = project.processes().filter(({ command }) => command.includes('-m terragate_local'));
        kill(aws?.pid);

        const { code, stderr } = await up.ended;

        expect([code, stderr]).toEqual([
          1,
          expect.stringContaining('the local AWS ended while Terraform was at work'),
        ]);
      },
      2 * MINUTES,
    );
  });

  describe('with a mistake', () => {
    const wrong = new CliProject('wrong');
    afterEach(async () => {
      // Nothing was started, or it was ended
      await wrong.gone();
      expect(await wrong.json<Status>('status')).toEqual({ project: 'wrong', running: false });
      wrong.settings({ name: 'wrong', app: 'app', root: 'infra', packages: ['modules/my-api/lambda.zip'] });
      wrong.workspace.write('infra/main.tf', rootOf('wrong'));
    }, MINUTES);

    const fails = async (env: Record<string, string> = {}) => {
      const { code, stderr, stdout } = await wrong.run(['up'], env);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
      return stderr || stdout;
    };

    test(
      'in the name of the app object, says which name does not exist',
      async () => {
        wrong.settings({
          name: 'wrong',
          app: 'app',
          root: 'infra',
          packages: ['lambda.zip'],
          appObject: 'app.main:api',
        });

        expect(await fails()).toMatch(/app\.main.*api/);
      },
      MINUTES,
    );

    test(
      'in the app, shows the import error',
      async () => {
        wrong.edit('app/app/main.py', (text) => `import nothing_of_that_name\n${text}`);
        try {
          expect(await fails()).toMatch(/No module named 'nothing_of_that_name'/);
        } finally {
          wrong.edit('app/app/main.py', (text) => text.replace('import nothing_of_that_name\n', ''));
        }
      },
      MINUTES,
    );

    test(
      'of a WebSocket API, says so in one sentence before it starts anything',
      async () => {
        const chat =
          'resource "aws_apigatewayv2_api" "chat" {\n  name          = "chat"\n  protocol_type = "WEBSOCKET"\n}\n';
        wrong.workspace.write('infra/main.tf', rootOf('wrong') + chat);

        expect(await fails()).toBe(
          [
            'infra: the local AWS serves REST and HTTP APIs, and no WebSocket API',
            '  fix:     keep it in a root of its own, or deploy it: terragate up --aws\n',
          ].join('\n'),
        );
        expect(wrong.session()).toBeUndefined();
      },
      MINUTES,
    );

    test(
      'of a machine without Terraform, says how to get it',
      async () => {
        expect(await fails({ TERRAGATE_TERRAFORM: '/nowhere/terraform' })).toMatch(
          /TERRAGATE_TERRAFORM: the program \S+ is not on this machine[\s\S]*install Terraform/,
        );
      },
      MINUTES,
    );

    test(
      'in a module input, shows the message of Terraform',
      async () => {
        wrong.workspace.write('infra/main.tf', rootOf('wrong', '  auth = "NOBODY"\n'));

        expect(await fails()).toMatch(/auth is "NOBODY"/);
        await wrong.run(['down']);
      },
      2 * MINUTES,
    );
  });
});
