import { UserError } from '../../src/errors';
import { type ApiReport, type Inspection, inspect, type OperationReport } from '../../src/inspect';
import { readProject } from '../../src/project';
import { call, inspected, ORDERS, projectFolder } from './project';

function api({ apis }: Inspection): ApiReport {
  const [first] = apis;
  if (!first || apis.length !== 1) throw new Error(`${apis.length} APIs`);
  return first;
}

async function one(id: string, ...project: Parameters<typeof inspected>): Promise<OperationReport> {
  const found = api(await inspected(...project)).operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
}

function limit({ limits }: ApiReport, name: string) {
  return limits.find((each) => each.name === name);
}

describe('inspect, from files alone', () => {
  test('a call without inputs is the module by its defaults', async () => {
    const report = api(await inspected(call()));
    expect(report).toMatchObject({
      name: 'my-api',
      kind: 'rest',
      call: { address: 'module.my_api', file: 'infra/main.tf' },
      stage: 'prod',
      auth: 'IAM',
      integrationPattern: 'shared',
      routes: 'proxy',
      functions: [{ name: 'my-api', shared: true, operations: 4, memory: 512, timeout: 30 }],
      everythingElse: { callers: 'IAM', public: false },
      undecided: {},
    });
    expect(report.operations.map(({ id, callers, route }) => [id, callers, route])).toEqual(
      Object.values(ORDERS).map(({ operationId }) => [operationId, 'IAM', null]),
    );
  });

  test('each operation has a route and a function of its own in the isolated pattern', async () => {
    const report = api(await inspected(call('name = "shop"\n integration_pattern = "isolated"')));
    expect(report.functions.map(({ name }) => name)).toEqual([
      ...['shop-health', 'shop-list-orders', 'shop-create-order', 'shop-get-order'],
    ]);
    expect(report.operations.map(({ route }) => route)).toEqual([
      ...['/health', '/orders', '/orders', '/orders/{order_id}'],
    ]);
    expect(report.everythingElse).toBeUndefined();
    expect(limit(report, 'resources')).toMatchObject({ used: 4, limit: 300, about: false });
  });

  test('schedules, queues and buckets have a function of their own, by the names that the root gives them', async () => {
    const inputs = `name = "shop"
      memory_size  = 1024
      schedules    = { nightly = { schedule_expression = "rate(1 day)" }, often = {} }
      queues       = { mails = { arn = aws_sqs_queue.mails.arn } }
      events_path  = var.path`;
    const report = api(await inspected(call(inputs)));
    expect(report.events).toEqual({
      path: null,
      function: { name: 'shop_events', memory: 1024, timeout: 300 },
      sources: [
        { type: 'schedule', name: 'nightly' },
        { type: 'schedule', name: 'often' },
        { type: 'queue', name: 'mails' },
      ],
    });
    expect(report.undecided).toEqual({ events_path: 'var.path' });
    expect(report.functions.map(({ name }) => name)).toEqual(['shop']);
  });

  test('a prefix that Terraform decides is no part of names, and said as it is written', async () => {
    const prefix = 'var.environment == null ? "" : "${var.environment}-"';
    const undecided = api(
      await inspected(
        `locals {\n prefix = ${prefix}\n}\n${call('name = "shop"\n name_prefix = local.prefix')}`,
      ),
    );
    expect(undecided.name).toBe('shop');
    expect(undecided.functions.map(({ name }) => name)).toEqual(['shop']);
    expect(undecided.undecided).toEqual({ name_prefix: prefix });
    const known = api(await inspected(call('name = "shop"\n name_prefix = "dev-"')));
    expect([known.name, known.undecided]).toEqual(['dev-shop', {}]);
    const two = api(await inspected(call('name = "shop"\n name_prefix = "${var.a}-${var.b}-"')));
    expect(two.undecided).toEqual({ name_prefix: '"${var.a}-${var.b}-"' });
  });

  test('schedules that Terraform puts together are undecided, and none is guessed', async () => {
    const report = api(await inspected(call('schedules = local.made\n buckets = {}')));
    expect(report.events).toBeUndefined();
    expect(report.undecided).toEqual({ schedules: 'local.made' });
  });

  describe('a function URL', () => {
    const url = (more = '', arn = 'module.my_api.functions["$router"].alias_arn') =>
      `\nmodule "url" {\n  source = "./modules/function-url"\n  function_arn = ${arn}\n  ${more}\n}\n`;

    test.each([
      ['asks for signatures', '', { callers: 'IAM', public: false, distribution: false }],
      ['is open', 'auth = "NONE"', { callers: 'NONE', public: true, distribution: false }],
      [
        'is open by its distribution',
        'distribution_enabled = true',
        { callers: 'NONE', public: true, distribution: true },
      ],
      ['is decided in Terraform', 'auth = var.auth', { callers: null, public: null, distribution: false }],
      [
        'is open, whatever Terraform decides beside it',
        'auth = "NONE"\n distribution_enabled = var.cdn',
        { callers: 'NONE', public: true, distribution: null },
      ],
    ])('%s, as the root says', async (_, more, expected) => {
      const report = api(await inspected(`${call('')}${url(more)}`));
      expect(report.functionUrls).toEqual([
        {
          address: 'module.url',
          file: 'infra/main.tf',
          function: 'module.my_api.functions["$router"].alias_arn',
          ...expected,
        },
      ]);
    });

    test('of another function is a note, and of no API', async () => {
      const inspection = await inspected(`${call('')}${url('', 'module.my_api_2.alias_arn')}`);
      expect(api(inspection).functionUrls).toBeUndefined();
      expect(inspection.notes).toContain(
        'module.url in infra/main.tf is a URL of module.my_api_2.alias_arn, which is of none of these APIs: IAM',
      );
    });
  });

  describe('a function URL without an API', () => {
    const front = (url = '', own = '') => ({
      'main.tf': `module "function" {
  source = "./modules/lambda-function"
  name = "\${local.prefix}orders"
  ${own}
}
module "url" {
  source = "./modules/function-url"
  function_arn = module.function.alias_arn
  ${url}
}
`,
    });

    test('leads to every operation and every other path of its function', async () => {
      const streaming = {
        ...ORDERS,
        'GET /ticks': { responses: { 200: { description: 'OK', content: { 'text/event-stream': {} } } } },
      };
      const root = front('response_transfer_mode = "STREAM"', 'timeout = 60\n memory_size = 1024');
      const report = api(await inspected(root, streaming, 'function-url'));
      expect(report).toMatchObject({
        name: 'orders',
        kind: 'function-url',
        call: { address: 'module.url', file: 'infra/main.tf' },
        routes: 'proxy',
        authorizers: [{ name: 'IAM', operations: 5 }],
        functions: [{ name: 'orders', shared: true, operations: 5, memory: 1024, timeout: 60 }],
        everythingElse: { callers: 'IAM', public: false },
        undecided: {},
      });
      expect(report.operations.map(({ callers, streamed, timeout }) => [callers, streamed, timeout])).toEqual(
        [...Object.keys(ORDERS).map(() => ['IAM', false, 60]), ['IAM', true, 60]],
      );
      expect(limit(report, 'time')).toMatchObject({ used: 60, limit: 900 });
    });

    test.each([
      ['is open by its distribution', 'distribution_enabled = true', 'NONE', true, {}],
      ['is decided in Terraform', 'auth = var.auth', null, null, { auth: 'var.auth' }],
      ['is of one piece by default', '', 'IAM', false, {}],
    ])('%s', async (_, more, callers, open, undecided) => {
      const report = api(await inspected(front(more), ORDERS, 'function-url'));
      expect(report).toMatchObject({ auth: callers, everythingElse: { callers, public: open }, undecided });
      expect(report.operations.map((one) => one.public)).toEqual([open, open, open, open]);
      expect(limit(report, 'answer')).toMatchObject({ limit: 6 * 1024 * 1024 });
    });
  });

  test('an operation that is open is public, and it alone', async () => {
    const report = api(await inspected(call('operations = { health = { authorization = "NONE" } }')));
    expect(report.operations.filter((operation) => operation.public).map(({ id }) => id)).toEqual(['health']);
    expect(report.authorizers).toEqual([
      { name: 'IAM', operations: 3 },
      { name: 'NONE', operations: 1 },
    ]);
  });

  test('auth = "NONE" opens all operations, and what has no route of its own', async () => {
    const report = api(await inspected(call('auth = "NONE"')));
    expect(report.operations.every((operation) => operation.public)).toBe(true);
    expect(report.everythingElse?.public).toBe(true);
  });

  test('a value that Terraform decides is not guessed: its expression is given', async () => {
    const report = api(
      await inspected(call('auth = var.auth\n operations = { health = { authorization = "NONE" } }')),
    );
    expect(report.auth).toBeNull();
    expect(report.undecided).toEqual({ auth: 'var.auth' });
    const [health, list] = report.operations;
    expect(health).toMatchObject({ callers: 'NONE', public: true, undecided: {} });
    expect(list).toMatchObject({ callers: null, public: null, undecided: { callers: 'var.auth' } });
  });

  test('operations that are put together by Terraform leave no operation decided', async () => {
    const report = api(await inspected(call('operations = merge(local.open, { health = {} })')));
    expect(report.operations.map((operation) => operation.public)).toEqual([null, null, null, null]);
    expect(limit(report, 'resources')?.about).toBe(true);
  });

  test('literal local values are looked up, in any file of the root', async () => {
    const files = {
      'main.tf': call('operations = local.operations'),
      'locals.tf':
        'locals {\n  operations = { health = { authorization = local.open } }\n  open = "NONE"\n}\n',
    };
    expect(await one('health', files)).toMatchObject({ public: true });
    expect(await one('list_orders', files)).toMatchObject({ public: false, callers: 'IAM' });
  });

  test.each(['main.tf', 'api.tf'])(
    'a module that the settings do not name is of the kind that its %s calls',
    async (file) => {
      const { apis } = await inspected({
        'main.tf': call().replace('modules/my-api', 'modules/other'),
        'modules/other/operations.json': JSON.stringify({ operations: {} }),
        [`modules/other/${file}`]: 'module "http_api" {\n  source = "../http-api"\n}\n',
      });
      expect(apis).toContainEqual(expect.objectContaining({ name: 'other', kind: 'http' }));
    },
  );

  test("a root in Terraform's JSON is read as one in HCL", async () => {
    const module = { my_api: { source: './modules/my-api', auth: 'COGNITO', stage_name: '${var.stage}' } };
    const report = api(await inspected({ 'cdk.tf.json': JSON.stringify({ module }) }));
    expect(report).toMatchObject({ auth: 'COGNITO', stage: null, undecided: { stage_name: 'var.stage' } });
  });

  test('a setting that is open in a comment or a text opens nothing', async () => {
    const text = call('# auth = "NONE"\n api_description = "auth = \\"NONE\\""');
    expect(await one('health', text)).toMatchObject({ public: false });
  });

  test.each([
    [
      '{ type = "http_proxy", uri = "https://example.com" }',
      { type: 'http_proxy', name: 'https://example.com' },
    ],
    ['{ type = "mock" }', { type: 'mock', name: 'fixed answer 200' }],
    ['{ type = "aws", service = "s3", path = "bucket/{x}" }', { type: 'aws', name: 's3 bucket/{x}' }],
    ['{ type = "lambda" }', { type: 'function', name: 'my-api-health', shared: false }],
    [
      '{ type = "lambda", arn = "arn:aws:lambda:us-east-1:123456789012:function:old:live" }',
      { type: 'lambda', name: 'old:live' },
    ],
    [
      '{ type = "lambda", arn = aws_lambda_alias.old.arn }',
      { type: 'lambda', name: 'aws_lambda_alias.old.arn' },
    ],
  ])('an integration %s is what answers', async (integration, runsOn) => {
    const operation = await one('health', call(`operations = { health = { integration = ${integration} } }`));
    expect(operation.runsOn).toEqual(runsOn);
  });

  test('an operation without a route says why', async () => {
    const off = await one(
      'health',
      call('routes = "operations"\n operations = { health = { enabled = false } }'),
    );
    expect(off).toMatchObject({ route: null, callers: null, public: false, runsOn: { type: 'nothing' } });
    const trace = { 'TRACE /x': { operationId: 'trace_x' }, ...ORDERS };
    const none = await one('trace_x', call('routes = "operations"'), trace);
    expect(none.runsOn).toEqual({ type: 'nothing', name: 'API Gateway has no method TRACE' });
  });

  describe('of operations that can have no route', () => {
    const verbs = (prefix: string) => ({
      'GET /health': { operationId: 'health' },
      [`GET ${prefix}/jobs`]: { operationId: 'list_jobs' },
      [`POST ${prefix}/jobs/{job}:start`]: { operationId: 'start_job' },
      [`POST ${prefix}/jobs/{job}:stop`]: { operationId: 'stop_job' },
    });
    const notes = async (inputs: string, prefix = '', kind: 'rest' | 'http' = 'rest') =>
      api(await inspected(call(inputs), verbs(prefix), kind)).notes;
    const ISOLATED = 'integration_pattern = "isolated"';
    const OFF = 'set enabled = false for start_job, stop_job in operations';

    test('says that the plan will fail, and what works for this API', async () => {
      const said = '2 operations without a route, and the plan will fail: ';
      expect(await notes('')).toEqual([]);
      expect(await notes(ISOLATED)).toEqual([`${said}set routes = "proxy", or ${OFF}`]);
      expect(await notes('routes = "operations"', '/{team}')).toEqual([
        `${said}set routes = "proxy", or ${OFF}`,
      ]);
      expect(await notes(ISOLATED, '/{team}')).toEqual([
        `${said}set integration_pattern = "shared" and routes = "proxy", or ${OFF}`,
      ]);
      expect(await notes(ISOLATED, '/{team}', 'http')).toEqual([`${said}set routes = "proxy", or ${OFF}`]);
      expect(await notes(`${ISOLATED}\n operations = { health = { memory_size = 1024 } }`)).toEqual([
        `${said}${OFF}`,
      ]);
      const off = '{ start_job = { enabled = false }, stop_job = { enabled = false } }';
      expect(await notes(`${ISOLATED}\n operations = ${off}`)).toEqual([]);
      expect(await notes(`${ISOLATED}\n routes = var.routes`)).toEqual([]);
    });

    test('says what can not be beside one route for all', async () => {
      expect(await notes(`${ISOLATED}\n routes = "proxy"`, '/{team}')).toEqual([
        expect.stringMatching(
          /begin with a variable.*: set routes = "operations" and enabled = false for start_job, stop_job/,
        ),
      ]);
      expect(await notes(`${ISOLATED}\n routes = "proxy"`)).toEqual([]);
      expect(await notes('operations = { stop_job = { timeout = 5 } }')).toEqual([
        'operations.stop_job can have no route for its settings, and the plan will fail: leave them out',
      ]);
    });
  });

  test('an operation that differs from another one in the slash at the end is on its route', async () => {
    const operations = { ...ORDERS, 'GET /orders/': { operationId: 'again', tags: ['orders'] } };
    const inputs =
      'integration_pattern = "isolated"\n operations = { list_orders = { authorization = "NONE" } }';
    const report = api(await inspected(call(inputs), operations));
    expect(report.operations.find(({ id }) => id === 'again')).toMatchObject({
      path: '/orders/',
      route: '/orders',
      callers: 'NONE',
      public: true,
      runsOn: { name: 'my-api-list-orders' },
      shadowedBy: 'list_orders',
    });
    expect(report.functions.map(({ name }) => name)).not.toContain('my-api-again');
    expect(limit(report, 'resources')).toMatchObject({ used: 4 });
    expect(await one('again', call(), operations)).toMatchObject({ route: null, callers: 'IAM' });
    const off = 'routes = "operations"\n operations = { list_orders = { enabled = false } }';
    expect((await one('again', call(off), operations)).runsOn).toMatchObject({ type: 'nothing' });
  });

  test('waiting ends where the gateway ends it: 29 s for whole answers, 900 s in pieces, 30 s of an HTTP API', async () => {
    expect((await one('health', call('timeout = 600'))).timeout).toBe(600);
    expect((await one('health', call('timeout = 600\n handler = "a.b.handler"'))).timeout).toBe(29);
    expect((await one('health', call('timeout = 600'), ORDERS, 'http')).timeout).toBe(30);
  });

  test('a REST API passes pieces on, an HTTP API does not', async () => {
    const lines = { description: 'OK', content: { 'application/jsonl': { itemSchema: {} } } };
    const events = { 'GET /events': { operationId: 'events', responses: { 200: lines } } };
    expect(await one('events', call(), events)).toMatchObject({ streams: 'jsonl', streamed: true });
    expect(await one('events', call(), events, 'http')).toMatchObject({ streams: 'jsonl', streamed: false });
  });

  test('an HTTP API counts routes and integrations, by method where all paths lead to one function', async () => {
    const shared = api(await inspected(call(), ORDERS, 'http'));
    expect(limit(shared, 'routes')).toMatchObject({ used: 12, limit: 300 });
    expect(limit(shared, 'integrations')).toMatchObject({ used: 1 });
    const isolated = api(await inspected(call('integration_pattern = "isolated"'), ORDERS, 'http'));
    expect(limit(isolated, 'routes')).toMatchObject({ used: 4 });
  });

  test('several calls are several APIs; a module that nothing calls is shown, and said', async () => {
    const two = `${call()}module "second" {\n  source = "./modules/my-api"\n  name = "second"\n}\n`;
    expect((await inspected(two)).apis.map(({ name }) => name)).toEqual(['my-api', 'second']);
    const none = await inspected('');
    expect(none.apis[0]?.call).toBeUndefined();
    expect(none.notes[0]).toMatch(/nothing in the Terraform root calls it/);
  });

  test('settings of an operation that the app does not have are reported', async () => {
    const report = api(await inspected(call('operations = { helth = {} }')));
    expect(report.notes).toEqual(['operations.helth: the app has no such operation, and the plan will fail']);
  });

  test('a module that was written for another document is reported', async () => {
    const table = JSON.stringify({ operations: { health: {}, gone: {} } });
    const { notes } = await inspected({ 'main.tf': call(), 'modules/my-api/operations.json': table });
    expect(notes[0]).toBe(
      'infra/modules/my-api: older than openapi.json (without list_orders, create_order, get_order; still with gone): terragate synth',
    );
  });

  test('without a document the fix is the command that writes it', async () => {
    const workspace = projectFolder(call());
    workspace.write('empty/terragate.json', '{"root": "."}');
    const reading = inspect(readProject(workspace.at('empty')));
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow('terragate openapi');
  });

  test('a root that is not HCL is reported with file and line', async () => {
    await expect(inspected('module "my_api" {\n  source = \n}\n')).rejects.toThrow(
      /main\.tf:2: the file is not HCL/,
    );
  });
});
