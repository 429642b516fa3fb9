import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import {
  HTTP_INTEGRATIONS,
  HTTP_SCHEMES,
  OPEN,
  REST_INTEGRATIONS,
  REST_SCHEMES,
} from './operations-expected';
import { BESIDE, CHANGES, HTTP, REST, SHARED, writeModules } from './operations-roots';
import { emptyPackage } from './package';
import { documentOf, type Route, readState, type StateResource } from './state';

// Operations set to something of every kind, on an emulated AWS: what reaches the APIs, and what a change touches. One
// root for all, since most of an apply is moto waiting for the functions, of which Terraform makes ten at once.
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:';

const variable = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });

describeOnAws('operations on an emulated AWS', { tools: ['terraform'] }, (aws) => {
  const workspace = new Workspace('operations');
  let tf: Terraform;
  let root: string;
  let state: ReadonlyMap<string, StateResource>;
  let outputs: Record<string, Record<string, unknown>>;

  const read = async () => {
    state = await readState(tf);
    outputs = (await tf.output()) as typeof outputs;
  };
  const routesOf = (module: string) => documentOf(state, module).routes;
  const integration = (module: string, route: string): unknown =>
    routesOf(module)[route]?.['x-amazon-apigateway-integration'];
  const valuesOf = (address: string) => state.get(address)?.values ?? {};
  const permissionsOf = (module: string) =>
    Object.fromEntries(
      [...state]
        .filter(([address]) => address.startsWith(`module.${module}.aws_lambda_permission.`))
        .map(([address, { values }]) => [
          address.replace(/^.*aws_lambda_permission\./, ''),
          [
            String(values.function_name).replace(LAMBDA, ''),
            values.qualifier,
            String(values.source_arn).replace(String(outputs[module]?.api_execution_arn), 'API'),
          ],
        ]),
    );

  beforeAll(async () => {
    writeModules(workspace);
    // Named in full: the shared provider runs in a folder of its own.
    const zip = emptyPackage(workspace);
    root = [BESIDE, REST, HTTP, SHARED].map((part) => part(zip)).join('\n');
    workspace.write('main.tf', root);
    tf = new Terraform('terraform', workspace.path, aws.provider.env);
    tf.writeProvider();
    await tf.init();
    await tf.apply();
    await read();
  }, 400_000);

  test('a second plan is empty', async () => {
    expect(await tf.differences()).toBe('');
  }, 120_000);

  test.each(REST_INTEGRATIONS)('%s of the REST API runs on what it is set to', (route, expected) => {
    expect(integration('rest', route)).toMatchObject(expected);
  });

  test('the REST API has no other route, and asks each caller for what the operation is set to', () => {
    expect(securities('rest')).toEqual({
      'GET /hello': [{ IAM: [] }],
      'GET /documentation': [],
      'GET /file': [{ staff: ['files/read'] }],
      'GET /health': [{ api_key: [] }],
      'POST /orders': [{ tokens: [] }],
      'GET /orders/latest': [{ IAM: [] }],
      'GET /orders/{order_id}': [{ partners: [] }],
      'GET /reports/{report_id}': [{ COGNITO: ['reports/read'] }, { api_key: [] }],
    });
    expect(schemes('rest')).toEqual(REST_SCHEMES);
  });

  test('the REST API checks bodies of the app and parameters that are asked for', () => {
    const routes = routesOf('rest');
    expect(routes['POST /orders']).toMatchObject({
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
      },
      'x-amazon-apigateway-request-validator': 'body',
    });
    expect(routes['GET /file']).toMatchObject({
      parameters: [{ name: 'fileName', in: 'query', required: true }],
      'x-amazon-apigateway-request-validator': 'parameters',
    });
    expect(routes['GET /orders/{order_id}']?.parameters).toEqual([variable('order_id')]);
    expect(Object.keys(routes['GET /orders/{order_id}']?.responses as object)).toEqual(['200', '404']);
  });

  test('each function has the settings of its operation, and no other', () => {
    const hello = 'module.rest.module.function["say_hello"]';
    expect(valuesOf(`${hello}.aws_lambda_function.this`)).toMatchObject({
      function_name: 'rest-say-hello',
      memory_size: 1024,
      timeout: 10,
      reserved_concurrent_executions: 2,
      tracing_config: [{ mode: 'PassThrough' }],
      environment: [
        {
          variables: expect.objectContaining({
            GREETING: 'hello',
            TERRAGATE_SECRETS: JSON.stringify({
              TOKEN: 'arn:aws:ssm:us-east-1:123456789012:parameter/hello/token',
            }),
          }),
        },
      ],
    });
    expect(valuesOf(`${hello}.aws_cloudwatch_log_group.this[0]`).retention_in_days).toBe(7);
    const own = 'module.rest.module.function["say_hello"].aws_iam_role_policy.this[0]';
    const shared = 'module.rest.aws_iam_role_policy.functions[0]';
    const statements = (address: string) => {
      const { Statement } = JSON.parse(String(valuesOf(address).policy)) as {
        Statement: { Action: string[] }[];
      };
      return Statement.flatMap(({ Action }) => Action);
    };
    expect(statements(own)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ssm:GetParameters',
      'kms:Decrypt',
      's3:GetObject',
    ]);
    expect(statements(shared)).toEqual(expect.not.arrayContaining(['s3:GetObject']));
    expect(statements(shared).join()).not.toMatch(/ssm|kms/);
    const report = valuesOf('module.rest.module.function["get_report"].aws_lambda_function.this');
    expect(report).toMatchObject({ memory_size: 512, timeout: 30, reserved_concurrent_executions: -1 });
    expect(JSON.stringify(report.environment)).not.toMatch(/GREETING|TERRAGATE_SECRETS/);
    expect(Object.keys(outputs.rest?.functions as object)).toEqual(['get_report', 'say_hello']);
  });

  test('keys, plan and limits stand around the stage', () => {
    const stage = 'module.rest.module.rest_api';
    expect(valuesOf(`${stage}.aws_api_gateway_usage_plan.this["basic"]`)).toMatchObject({
      throttle_settings: [{ rate_limit: 5, burst_limit: 10 }],
      quota_settings: [{ limit: 1000, period: 'DAY' }],
    });
    expect(Object.keys(outputs.rest?.api_key_values as object)).toEqual(['partner']);
    expect(valuesOf(`${stage}.aws_api_gateway_method_settings.method["/hello/GET"]`)).toMatchObject({
      method_path: '~1hello/GET',
      settings: [{ throttling_rate_limit: 5, throttling_burst_limit: 7 }],
    });
    const [settings] = valuesOf('module.http.module.http_api.aws_apigatewayv2_stage.this')
      .route_settings as object[];
    expect(settings).toMatchObject({ route_key: 'GET /hello', throttling_rate_limit: 5 });
  });

  test('each function may be called by its API, for its operation only where it is a REST API', () => {
    expect(permissionsOf('rest')).toEqual({
      'api["get_report"]': ['rest-get-report', '', 'API/*/GET/reports/*'],
      'api["say_hello"]': ['rest-say-hello', '', 'API/*/GET/hello'],
      'authorizer["partners"]': ['beside', '', 'API/authorizers/*'],
      'authorizer["tokens"]': ['beside', 'stable', 'API/authorizers/*'],
      'existing["create_order"]': ['beside', 'stable', 'API/*/POST/orders'],
    });
    expect(permissionsOf('http')).toEqual({
      'api["get_report"]': ['http-get-report', '', 'API/*/*'],
      'api["say_hello"]': ['http-say-hello', '', 'API/*/*'],
      'authorizer["partners"]': ['beside', 'stable', 'API/authorizers/*'],
      'existing["get_file"]': ['beside', 'stable', 'API/*/*'],
    });
    for (const module of ['rest_routes', 'rest_proxy', 'http_routes', 'http_proxy']) {
      const name = module.replace('_', '-');
      expect(permissionsOf(module)).toEqual({ 'api["$router"]': [name, 'live', 'API/*/*'] });
    }
  });

  test.each(HTTP_INTEGRATIONS)('%s of the HTTP API runs on what it is set to', (route, expected) => {
    expect(integration('http', route)).toMatchObject(expected);
  });

  test('the HTTP API has no other route, and asks each caller for what the operation is set to', () => {
    expect(securities('http')).toEqual({
      'GET /hello': [{ JWT: [] }],
      'GET /documentation': [],
      'GET /file': [{ staff: ['files/read'] }],
      'POST /orders': [{ IAM: [] }],
      'GET /orders/latest': [{ IAM: [] }],
      'GET /orders/{order_id}': [{ partners: [] }],
      'GET /reports/{report_id}': [{ IAM: [] }],
    });
    expect(schemes('http')).toEqual(HTTP_SCHEMES);
  });

  test.each(['rest', 'http'])(
    '%s: with routes for the operations, each leads to the shared function',
    (kind) => {
      const routes = routesOf(`${kind}_routes`);
      expect(Object.keys(routes).sort()).toEqual([
        'GET /documentation',
        'GET /file',
        'GET /health',
        'GET /hello',
        'GET /orders/latest',
        'GET /orders/{order_id}',
        'GET /reports/{report_id}',
        'POST /orders',
      ]);
      for (const route of Object.values(routes)) expect(runsOn(route)).toContain(`:${kind}-routes:live/`);
    },
  );

  test('beside one route for all, an operation with a setting takes its own method alone', () => {
    const where = (module: string) =>
      Object.fromEntries(
        Object.entries(routesOf(module)).map(([route, of]) => [
          route,
          /:live\/|function$/.test(runsOn(of)) ? 'router' : runsOn(of),
        ]),
      );
    const set = {
      'GET /documentation': 'https://example.com/docs',
      'GET /orders/{order_id}': 'router',
      // The route before would take its requests, open as that is
      'GET /orders/latest': 'router',
    };
    const routed = ['/documentation', '/orders', '/orders/latest', '/orders/{order_id}'];
    const any = ['/', '/{proxy+}', ...routed].map((path) => [`ANY ${path}`, 'router']);
    expect(where('rest_proxy')).toEqual({ ...Object.fromEntries(any), ...set });
    // Here another method of the path is left to the route for all: API Gateway goes by method and path at once
    const methods = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
    const all = ['/', '/{proxy+}'].flatMap((path) =>
      methods.map((method) => [`${method} ${path}`, 'router']),
    );
    expect(where('http_proxy')).toEqual({ ...Object.fromEntries(all), ...set });
  });

  test.each(['rest', 'http', 'rest_routes', 'http_routes', 'rest_proxy', 'http_proxy'])(
    '%s: public_operations names all that is open, and nothing else',
    (module) => {
      const open = outputs[module]?.public_operations as Record<string, PublicOperation>;
      const all = outputs[module]?.operations as Record<string, { method: string; route: string }>;
      const documented = securities(module);
      for (const [id, { method, route }] of Object.entries(all)) {
        const security = documented[`${method} ${route}`];
        if (!security) continue;
        const asked = security.flatMap((each) => Object.keys(each));
        expect([id, asked.every((name) => name === 'api_key')]).toEqual([id, id in open]);
        if (module.startsWith('rest') && open[id])
          expect([id, asked.includes('api_key')]).toEqual([id, open[id].api_key_required]);
        delete documented[`${method} ${route}`];
      }
      // What is left are the routes for all
      for (const [route, security] of Object.entries(documented))
        expect([route, security]).toEqual([route, [{ IAM: [] }]]);
      expect(Object.keys(open).sort()).toEqual(OPEN[module]);
    },
  );

  test('a change of single operations touches them and the documents, and is deployed', async () => {
    for (const [from, to] of CHANGES) {
      expect(root).toContain(from);
      root = root.replaceAll(from, to);
    }
    workspace.write('main.tf', root);
    const plan = await tf.plan();
    const done = plan.changes
      .filter(({ mode }) => mode === 'managed')
      .map(({ change, address }) => `${change.actions.join('/')} ${address}`);
    expect(done.sort()).toEqual([
      'create/delete module.http.module.http_api.aws_apigatewayv2_deployment.this[0]',
      'create/delete module.rest.module.rest_api.aws_api_gateway_deployment.this[0]',
      'delete module.http.aws_lambda_permission.existing["get_file"]',
      'update module.http.module.function["say_hello"].aws_lambda_function.this',
      'update module.http.module.http_api.aws_apigatewayv2_api.this',
      'update module.http.module.http_api.aws_apigatewayv2_stage.this',
      'update module.rest.module.function["say_hello"].aws_lambda_function.this',
      'update module.rest.module.rest_api.aws_api_gateway_rest_api.this',
      'update module.rest.module.rest_api.aws_api_gateway_stage.this[0]',
    ]);
    await tf.apply('test.tfplan');
    expect(await tf.differences()).toBe('');
    await read();
    for (const module of ['rest', 'http']) {
      expect(integration(module, 'GET /file')).toMatchObject({ uri: 'https://files.example.com' });
      expect(routesOf(module)['GET /documentation']?.security).toEqual([{ IAM: [] }]);
      expect(outputs[module]?.public_operations).not.toHaveProperty('get_documentation');
    }
  }, 300_000);

  test('destroying them leaves nothing', async () => {
    await tf.destroy();
    expect((await tf.run('state', 'list')).stdout).toBe('');
  }, 180_000);

  const securities = (module: string) =>
    Object.fromEntries(Object.entries(routesOf(module)).map(([route, { security }]) => [route, security]));

  const schemes = (module: string) =>
    (documentOf(state, module).json.components as { securitySchemes: object }).securitySchemes;
});

interface PublicOperation {
  readonly api_key_required?: boolean;
}

/** The address behind a route, or where the document says that it stands. */
function runsOn({ 'x-amazon-apigateway-integration': { uri, $ref } }: Route): string {
  return String(uri ?? $ref);
}
