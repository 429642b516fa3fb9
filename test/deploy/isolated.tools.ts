import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Status, Up } from '../../src/deploy';
import { calling } from '../support/calling';
import { CliProject, rootOf } from '../support/cli';
import { describeWithTools } from '../support/tools';

const MINUTES = 60_000;
const OFF = [
  'boom',
  'checksum_file',
  'delete_item',
  'download_pixel',
  'get_file',
  'get_file_path',
  'get_item',
]
  .concat([
    'get_documentation',
    'get_report',
    'make_report',
    'health',
    'replace_item',
    'update_item',
    'list_items',
    'create_item',
  ])
  .map((id) => `    ${id} = { enabled = false }\n`)
  .join('');

const EVENTS = `@router.post("/events", include_in_schema=False)
async def take_event(event: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"took": event}
`;

const ISOLATED = `  integration_pattern = "isolated"
  auth                = "NONE"
  env                 = { LOG_LEVEL = "WARNING" }
  operations = {
    say_hello = { api_key_required = true }
    echo      = { env = { LOG_LEVEL = "DEBUG" } }
${OFF}  }
  api_keys = { partner = {} }
  schedules = { nightly = { schedule_expression = "rate(1 day)" } }
`;

describeWithTools(
  'terragate up of isolated operations',
  ['terraform', 'python3.13', 'lambda-adapter'],
  () => {
    const project = new CliProject('many', rootOf('many', ISOLATED));
    let up: Up;

    beforeAll(() => {
      project.edit('app/app/routers/diagnostics.py', (text) => `${text}\n\n${EVENTS}`);
    });

    afterAll(async () => {
      await project.run(['down']);
    }, MINUTES);

    const servers = () => project.processes().filter(({ command }) => command.includes('uvicorn'));
    const invoke = (...args: string[]) => project.run(['invoke', ...args]);

    test(
      'makes a function of each, on one package, and starts none',
      async () => {
        up = await project.json<Up>('up');

        expect(up.functions).toEqual([
          ...['many_events', 'many-echo', 'many-echo-post', 'many-read-root', 'many-say-hello'],
        ]);
        expect(up).toMatchObject({ authorized: false, apis: [{ name: 'many', docs: false }] });
        const localPackages = project.workspace.at(
          '.terragate/local',
          project.session()?.id ?? '',
          'local-packages',
        );
        expect(readdirSync(localPackages)).toEqual(['app.json']);
        expect(servers()).toEqual([]);
        expect((await project.json<Status>('status')) satisfies Status).toMatchObject({
          functions: up.functions,
        });
      },
      3 * MINUTES,
    );

    test(
      'sends a request to its function alone, whose lines are distinguished from those of others',
      async () => {
        const { stdout } = await invoke('GET', '/echo');
        expect(JSON.parse(stdout)).toMatchObject({ log_level: 'DEBUG' });
        expect(servers()).toHaveLength(1);
        await invoke('POST', '/echo', '-d', '{}');
        expect(servers()).toHaveLength(2);

        const all = (await project.run(['logs'])).stdout;
        expect(all).toMatch(/^many-echo \| REPORT RequestId: /m);
        expect(all).toMatch(/^many-echo-post \| REPORT RequestId: /m);
        expect((await project.run(['logs', 'many-echo'])).stdout).toMatch(/^REPORT RequestId: /m);
        // Functions that start alike are tried by one of them, and that start may be in its log
        expect((await project.run(['logs', 'many-read-root'])).stdout).not.toMatch(/RequestId|echo/);
        expect((await project.run(['logs', 'echo'])).stderr).toMatch(
          /has no function echo[\s\S]*many-echo, many-echo-post/,
        );
      },
      3 * MINUTES,
    );

    test(
      'hands an event to the function of events, and fails where the app refuses it',
      async () => {
        project.workspace.write('event.json', '{"schedule": "nightly"}');
        const taken = await project.run(['event', '--quiet', project.workspace.at('event.json')]);
        expect([taken.code, taken.stdout]).toEqual([0, '{"took":{"schedule":"nightly"}}\n']);

        project.workspace.write('event.json', '{"schedule": 7}');
        const refused = await project.run(['event', '--json', project.workspace.at('event.json')]);
        expect(refused.code).toBe(1);
        expect(JSON.parse(refused.stdout)).toMatchObject({ function: 'many_events', failed: true });

        project.workspace.write('event.json', '{"schedule": }');
        const broken = await project.run(['event', project.workspace.at('event.json')]);
        expect(broken.stderr).toMatch(/event\.json: the event is not JSON: [\s\S]*docs\/events\.md/);
        const other = await project.run(['event', '--function', 'many', project.workspace.at('event.json')]);
        expect(other.code).toBe(1);
      },
      MINUTES,
    );

    test(
      'asks for the API key, whose value an output of the module has',
      async () => {
        const refused = await invoke('GET', '/hello');
        expect([refused.code, refused.stdout + refused.stderr]).toEqual([1, expect.stringContaining('403')]);

        const { stateFile } = (await project.json<Status>('status')) as { stateFile: string };
        const key = /"value": "([A-Za-z0-9]{20,})"/.exec(readFileSync(stateFile, 'utf8'))?.[1] ?? '';
        const { code, stdout } = await invoke('GET', '/hello', '-H', `x-api-key: ${key}`);
        expect([code, stdout]).toEqual([0, expect.stringContaining('Hello, world!')]);
      },
      MINUTES,
    );

    test(
      'with --watch, brings a saved file live in all of them, and a change to one shared function',
      async () => {
        const watch = project.start(['up', '--watch']);
        await watch.said('watching');
        project.edit('app/app/routers/diagnostics.py', (text) =>
          text.replace('path=request.url.path', 'path="changed"'),
        );
        await watch.said('live');
        for (const method of ['GET', 'POST']) {
          expect((await invoke(method, '/echo')).stdout).toContain('"changed"');
        }

        const answers = calling(() => fetch(`${up.apis[0]?.url}/echo`));
        project.workspace.write('infra/main.tf', rootOf('many'));
        await watch.said(/\d+ resources, .*removed/);
        expect(await answers.end()).toEqual({ 200: expect.any(Number) });
        watch.child.kill('SIGINT');
        await watch.ended;
        expect(await project.json<Status>('status')).toMatchObject({
          functions: ['many'],
          apis: [{ docs: true }],
        });
        for (const path of ['/docs', '/echo']) expect((await invoke('GET', path)).code).toBe(0);
        // The functions that went took their processes with them
        expect(servers()).toHaveLength(1);
      },
      3 * MINUTES,
    );

    test(
      'is left by down without a trace',
      async () => {
        await project.run(['down']);
        expect(project.processes()).toEqual([]);
        expect(existsSync(project.workspace.at('.terragate/local/session.json'))).toBe(false);
      },
      MINUTES,
    );
  },
);
