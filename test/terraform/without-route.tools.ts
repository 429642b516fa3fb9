import { moduleFiles } from '../../src/emit';
import { httpApi, lambdaFunction, restApi, routerModule } from '../../src/modules';
import { readApi } from '../../src/openapi';
import { withPaths } from '../openapi/document';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage } from './package';

// Operations that API Gateway can not hold as routes: what a plan says of them, and that what it names as a way out is one.

type Operations = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Inputs of a module that say which routes there are. */
interface Inputs {
  readonly integration_pattern?: 'shared' | 'isolated';
  readonly routes?: 'proxy' | 'operations';
  readonly route_quota?: number;
  readonly functions_enforce_routes?: boolean;
  readonly operations?: Operations;
}

/** Operations by id, as `METHOD /path`. */
const APPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  verbs: {
    health: 'GET /health',
    get_job: 'GET /jobs/{job}',
    start_job: 'POST /jobs/{job}:start',
    stop_job: 'POST /jobs/{job}:stop',
  },
  teams: {
    health: 'GET /health',
    get_job: 'GET /{team}/jobs/{job}',
    start_job: 'POST /{team}/jobs/{job}:start',
    stop_job: 'POST /{team}/jobs/{job}:stop',
  },
  plain: { health: 'GET /health', get_job: 'GET /jobs/{job}' },
  files: { get_file: 'GET /files/{path+}', get_meta: 'POST /files/{id}/meta', mark: 'GET /marks/#all' },
  greedy: { get_file: 'GET /files/{path+}', get_meta: 'POST /files/{id}/meta' },
  code: { 'a${b}%{c"': 'TRACE /a', ok: 'GET /ok' },
  nothing: { trace_all: 'TRACE /all', odd: 'GET /a//b' },
  slashes: {
    list_items: 'GET /items',
    list_items_again: 'GET /items/',
    create_item: 'POST /items/',
    health: 'GET /health',
    get_page: 'GET /{page}/',
  },
};

const ISOLATED: Inputs = { integration_pattern: 'isolated' };
const SHARED: Inputs = { integration_pattern: 'shared', routes: 'operations' };
const BOTH: Inputs = { integration_pattern: 'isolated', routes: 'proxy' };
const OFF = { enabled: false };

/** An app, a kind of API, and inputs. */
type Case = readonly [app: string, kind: 'rest' | 'http', inputs: Inputs];

/** Those with which a plan fails. */
const FAILING: readonly Case[] = [
  ...['verbs', 'teams', 'files', 'greedy', 'nothing'].flatMap((app) =>
    (['rest', 'http'] as const).flatMap((kind) =>
      app === 'greedy' && kind === 'http'
        ? []
        : [ISOLATED, SHARED].map((inputs) => [app, kind, inputs] as const),
    ),
  ),
  ['code', 'rest', ISOLATED],
  ['teams', 'rest', BOTH],
  ['teams', 'rest', { ...BOTH, operations: { get_job: { memory_size: 1024 } } }],
  ['teams', 'rest', { routes: 'proxy', operations: { get_job: { timeout: 10 } } }],
  ['verbs', 'rest', { routes: 'proxy', operations: { health: OFF } }],
  ['verbs', 'rest', { ...BOTH, operations: { health: OFF } }],
  ['verbs', 'http', { routes: 'proxy', operations: { start_job: OFF } }],
  ['verbs', 'rest', { routes: 'proxy', operations: { start_job: { timeout: 10 } } }],
  [
    'verbs',
    'rest',
    { routes: 'proxy', functions_enforce_routes: true, operations: { health: { api_key_required: true } } },
  ],
  ['verbs', 'rest', { ...ISOLATED, operations: { health: { memory_size: 1024 } } }],
  ['teams', 'rest', { ...ISOLATED, operations: { health: { memory_size: 1024 } } }],
  ['teams', 'rest', { ...ISOLATED, operations: { health: { response_transfer_mode: 'BUFFERED' } } }],
  ['teams', 'rest', { ...SHARED, operations: { get_job: { timeout: 10 } } }],
  ['greedy', 'rest', { ...ISOLATED, operations: { get_meta: { api_key_required: true } } }],
  ['verbs', 'rest', { ...ISOLATED, operations: { health: OFF, get_job: OFF } }],
  [
    'verbs',
    'rest',
    { ...ISOLATED, operations: { health: OFF, get_job: OFF, start_job: OFF, stop_job: OFF } },
  ],
  ['nothing', 'rest', { ...ISOLATED, operations: { odd: OFF, trace_all: OFF } }],
  ['nothing', 'rest', { ...ISOLATED, operations: { odd: { timeout: 10 } } }],
  ['nothing', 'http', { routes: 'proxy', operations: { odd: OFF } }],
  ['plain', 'rest', { ...ISOLATED, route_quota: 2 }],
  ['plain', 'rest', { ...BOTH, route_quota: 2 }],
  ['plain', 'http', { ...SHARED, route_quota: 1 }],
  ['plain', 'http', { ...BOTH, route_quota: 1 }],
];

/** The ways that a line of a plan names. */
function waysIn(line: string): readonly string[] {
  const [head = ''] = line.split('\n');
  const [, settings] = /(Leave the settings of \S+ out): it is served/.exec(head) ?? [];
  if (settings !== undefined) return [settings];
  const [, said = ''] =
    /: ((?:set|use|leave|ask|enable) .*)\.$/.exec(head) ?? /\. (Set .*)\.$/.exec(head) ?? [];
  return said.split(', or ').filter((way) => way && !way.startsWith('ask AWS'));
}

/** The ways out of all problems: the first of each, the second of each and so on. */
function waysOut(
  from: Case | undefined,
  problems: readonly string[],
): { way: readonly string[]; to: Case }[] {
  if (!from) return [];
  const ways = problems.map(waysIn);
  return Array.from({ length: Math.max(0, ...ways.map(({ length }) => length)) }, (_, i) => {
    const way = ways.flatMap((all) => all[i] ?? all.at(-1) ?? []);
    return { way, to: way.reduce(followed, from) };
  });
}

/** What a user has after doing what a way says. */
function followed([app, kind, inputs]: Case, way: string): Case {
  const without = (ids: readonly string[]) =>
    Object.fromEntries(Object.entries(inputs.operations ?? {}).filter(([id]) => !ids.includes(id)));
  if (way.startsWith('use an HTTP API')) return [app, 'http', inputs];
  if (way === 'leave enabled out') return [app, kind, { ...inputs, operations: {} }];
  const [, enabled] = /^enable an operation, such as (\S+)$/.exec(way) ?? [];
  if (enabled !== undefined) return [app, kind, { ...inputs, operations: without([enabled]) }];
  const [, left = ''] = /leave the settings of (.*) out/i.exec(way) ?? [];
  const [, off] = /operations = (\{.*\})/.exec(way) ?? [];
  const [, pattern] = /integration_pattern = "(\w+)"/.exec(way) ?? [];
  const [, routes] = /routes = "(\w+)"/.exec(way) ?? [];
  if (![left, off, pattern, routes].some(Boolean)) throw new Error(`no way out: ${way}`);
  const disabled = off
    ? JSON.parse(
        off
          .replaceAll(' = ', ': ')
          .replaceAll('enabled', '"enabled"')
          .replace(/[$%](?=[$%]\{)/g, ''),
      )
    : {};
  return [
    app,
    kind,
    {
      ...inputs,
      ...(pattern === undefined ? {} : { integration_pattern: pattern as 'shared' }),
      ...(routes === undefined ? {} : { routes: routes as 'proxy' }),
      operations: { ...without(left.split(', ')), ...disabled },
    },
  ];
}

describeOnAws('operations without a route', { tools: ['terraform'] }, (aws) => {
  const workspace = new Workspace('without-route');
  let tf: Terraform;
  /** What is wrong with each of the failing inputs, and with what each of their ways leads to. */
  let failing: readonly (readonly string[])[];
  let after: readonly (readonly { way: readonly string[]; problems: readonly string[] }[])[];

  beforeAll(async () => {
    const calls: string[] = [];
    const zip = emptyPackage(workspace);
    const modules = [restApi(), httpApi(), lambdaFunction()];
    for (const [app, operations] of Object.entries(APPS)) {
      const paths: Record<string, Record<string, object>> = {};
      for (const [operationId, line] of Object.entries(operations)) {
        const [method = '', path = ''] = line.split(' ');
        paths[path] = { ...paths[path], [method.toLowerCase()]: { operationId, responses: {} } };
      }
      const api = readApi(withPaths(paths), 'openapi.json');
      for (const kind of ['rest', 'http'] as const) {
        const name = `${app}-${kind}`;
        modules.push(routerModule({ name, kind, api }));
        calls.push(`module "${name}" {
  source                   = "./modules/${name}"
  for_each                 = { for i, each in var.cases : tostring(i) => each.inputs if each.module == "${name}" }
  name                     = "a\${each.key}"
  lambda_zip               = "${zip}"
  integration_pattern      = lookup(each.value, "integration_pattern", "shared")
  routes                   = lookup(each.value, "routes", null)
  route_quota              = lookup(each.value, "route_quota", 300)
  functions_enforce_routes = lookup(each.value, "functions_enforce_routes", false)
  operations               = lookup(each.value, "operations", {})
}`);
      }
    }
    for (const module of modules) {
      for (const [path, text] of moduleFiles(module)) {
        if (!/\.(?:tf|json)$/.test(path)) continue;
        // An output in place of a condition: one plan tells what is wrong with all modules
        const told = text.replaceAll('length(local.problems) == 0', 'length(local.problems) >= 0');
        workspace.write(`modules/${module.stack.moduleName}/${path}`, told);
      }
    }
    const names = Object.keys(APPS).flatMap((app) => [`${app}-rest`, `${app}-http`]);
    for (const name of names)
      workspace.write(`modules/${name}/problems.tf`, 'output "problems" {\n  value = local.problems\n}\n');
    workspace.write(
      'main.tf',
      `${calls.join('\n')}
variable "cases" { type = any }
output "problems" {
  value = merge([for modules in [${names.map((name) => `module.${name}`).join(', ')}] : { for i, module in modules : i => module.problems }]...)
}
`,
    );
    tf = new Terraform('terraform', workspace.path, aws.provider.env);
    tf.writeProvider();
    await tf.init();
    failing = await problemsOf(FAILING);
    const ways = failing.map((problems, i) => waysOut(FAILING[i], problems));
    const left = [...(await problemsOf(ways.flat().map(({ to }) => to)))];
    after = ways.map((all) => all.map(({ way }) => ({ way, problems: left.shift() ?? ['no plan'] })));
  }, 600_000);

  /** What a plan says is wrong with each of these: the lines of one problem stay together. */
  async function problemsOf(cases: readonly Case[]): Promise<readonly string[][]> {
    tf.setVariables({ cases: cases.map(([app, kind, inputs]) => ({ module: `${app}-${kind}`, inputs })) });
    const { problems } = (await tf.plan()).outputs as { problems: Record<string, string[]> };
    return cases.map((_, i) => problems[i] ?? ['no plan']);
  }

  test.each(FAILING.map((each, i) => [...each, i] as const))(
    'in %s, as %s with %j: each way that the plan names leads to a plan that passes',
    (_app, _kind, _inputs, i) => {
      expect(failing[i]).not.toEqual([]);
      expect([failing[i], after[i]]).not.toEqual([failing[i], []]);
      expect([failing[i], after[i]?.filter(({ problems }) => problems.length > 0)]).toEqual([failing[i], []]);
    },
  );

  const problemIn = (app: string, kind: string, inputs: Inputs): string =>
    failing[FAILING.findIndex((each) => each[0] === app && each[1] === kind && each[2] === inputs)]?.[0] ??
    '';

  test('a plan says all of them in one problem, with a line for each reason and the ways once', () => {
    expect(problemIn('verbs', 'rest', ISOLATED)).toBe(
      `2 operations can not have a route while routes is "operations": set routes = "proxy", or set operations = { "start_job" = { enabled = false }, "stop_job" = { enabled = false } }.
  POST /jobs/{job}:start ("start_job"): API Gateway can hold "{job}:start" only as a variable, and its route would take requests of POST /jobs/{job}:stop ("stop_job")
  POST /jobs/{job}:stop ("stop_job"): API Gateway can hold "{job}:stop" only as a variable, and its route would take requests of POST /jobs/{job}:start ("start_job")`,
    );
  });

  test('an id that looks like code of Terraform is quoted in what is to be copied', () => {
    expect(waysIn(problemIn('code', 'rest', ISOLATED))).toContain(
      'set operations = { "a$${b}%%{c\\"" = { enabled = false } }',
    );
  });

  test('where paths begin with a variable, it names what a REST API can be', () => {
    expect(waysIn(problemIn('teams', 'rest', ISOLATED))).toEqual([
      'set integration_pattern = "shared" and routes = "proxy"',
      'set operations = { "start_job" = { enabled = false }, "stop_job" = { enabled = false } }',
    ]);
    expect(waysIn(problemIn('teams', 'http', ISOLATED))[0]).toBe('set routes = "proxy"');
  });

  test('what an HTTP API can hold is said', () => {
    expect(waysIn(problemIn('greedy', 'rest', ISOLATED))).toContain(
      'use an HTTP API ("kind": "http" in terragate.json), which can hold them',
    );
    expect(waysIn(problemIn('files', 'rest', ISOLATED)).join()).not.toContain('HTTP API');
  });

  test('an operation that differs from another one in the slash at the end is on its route, and asks for the same', async () => {
    const open = { authorization: 'NONE' };
    const cases: Case[] = [
      ['slashes', 'rest', ISOLATED],
      ['slashes', 'http', ISOLATED],
      ['slashes', 'rest', { operations: { list_items_again: { timeout: 10 } } }],
      ['slashes', 'rest', { ...ISOLATED, operations: { list_items: OFF } }],
      ['slashes', 'rest', { ...ISOLATED, operations: { list_items_again: OFF } }],
      ['slashes', 'rest', { ...ISOLATED, functions_enforce_routes: true, operations: { list_items: open } }],
      [
        'slashes',
        'rest',
        {
          ...ISOLATED,
          functions_enforce_routes: true,
          operations: { list_items: open, list_items_again: open },
        },
      ],
    ];
    expect(await problemsOf(cases)).toEqual([
      [],
      [],
      [
        'operations.list_items_again.timeout has no effect: /items/ takes the route of list_items (/items) and what answers it. Give the setting to list_items.',
      ],
      [
        'operations.list_items_again takes the route of list_items (/items), which is not enabled: leave list_items_again out too, or enable list_items.',
        'operations.list_items is not enabled, and requests to /items take the route of get_page (/{page}/): leave get_page out too, or answer it by something that is not the app.',
      ],
      [
        'operations.list_items_again is not enabled, and requests to /items/ take the route of list_items (/items): leave list_items out too, or answer it by something that is not the app.',
      ],
      [
        'operations.list_items_again asks for IAM, and takes the route of list_items (/items), which asks for NONE: let both ask for the same.',
      ],
      [],
    ]);
  }, 120_000);

  test('a route that takes a request of another operation for a slash at the end asks for the same, or functions refuse it', async () => {
    const operations = { health: { authorization: 'NONE' } };
    const cases: Case[] = [
      ['slashes', 'http', { ...ISOLATED, operations }],
      ['slashes', 'http', { ...ISOLATED, operations, functions_enforce_routes: true }],
    ];
    const [[refused = '', ...more] = [], enforced] = await problemsOf(cases);
    expect(refused).toMatch(
      /^operations\.health asks for NONE, and its route takes \/health\/, a request of get_page \(\/\{page\}\/\), which asks for IAM: let both/,
    );
    expect([more, enforced]).toEqual([[], []]);
  }, 120_000);
});
