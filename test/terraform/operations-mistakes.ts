const IDS = 'create_order, get_documentation, get_file, get_latest, get_order, get_report, health, say_hello';
const REST_SETTINGS =
  'api_key_required, authorization, authorization_scopes, cache_ttl_in_seconds, caching_enabled, canary, dead_letter_target_arn, enabled, env, ephemeral_storage_size, handler, iam_policy_statements, integration, lambda_tracing_enabled, layers, log_retention_in_days, memory_size, permissions_boundary, request_parameters, request_validation, reserved_concurrency, response_transfer_mode, secrets, secrets_kms_key_arns, snap_start, throttling_burst_limit, throttling_rate_limit, timeout, vpc_security_group_ids, vpc_subnet_ids';

const SECRET = 'arn:aws:ssm:us-east-1:123456789012:parameter/token';

/** The settings that an HTTP API does not have. */
const REST_ALONE = [
  ...['api_key_required', 'request_parameters', 'request_validation', 'response_transfer_mode'],
  ...['caching_enabled', 'cache_ttl_in_seconds'],
];
const HTTP_SETTINGS = REST_SETTINGS.split(', ')
  .filter((name) => !REST_ALONE.includes(name))
  .join(', ');

const noProtection = (name: string, path: string) =>
  `${name} would be no protection while routes is "proxy": callers could reach the app by another way of writing ${path}, with what auth asks for. Set routes = "operations".`;

const reaches = (id: string, path: string, asks: string, other: string, otherPath: string, more: string) =>
  `operations.${id} (${path}) asks for ${asks} and lets callers reach operations.${other} (${otherPath}), which asks for ${more}: what they write for a variable of its path decides which operation the app runs. Let both ask for the same, answer ${id} by an integration without the app, or set functions_enforce_routes = true if the functions refuse such requests, as those with a package of terragate bundle do.`;

/** Inputs of a module, and all that a plan says is wrong with them. */
export type Mistakes = readonly [
  title: string,
  module: 'rest' | 'http' | 'twins' | 'options-rest' | 'options-http',
  inputs: object,
  problems: readonly string[],
];

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:orders:live';

const answersOptions =
  'operations.describe_orders (OPTIONS /orders) has settings, and API Gateway answers OPTIONS itself while cors_allow_origins is not empty: leave the operation out, or set cors_allow_origins to [] and let the app answer.';

export const MISTAKES: readonly Mistakes[] = [
  [
    'more authorizers than AWS allows',
    'rest',
    {
      functions_enforce_routes: true,
      authorizer_quota: 1,
      authorizers: {
        one: { type: 'TOKEN', lambda_arn: FUNCTION_ARN },
        two: { type: 'TOKEN', lambda_arn: FUNCTION_ARN },
      },
      operations: { say_hello: { authorization: 'one' }, get_latest: { authorization: 'two' } },
    },
    [
      'The API has 2 authorizers (one, two), and authorizer_quota is 1: let operations share some, or ask AWS for more and give their number as authorizer_quota.',
    ],
  ],
  ...(['options-rest', 'options-http'] as const).flatMap((module): Mistakes[] => [
    [
      `settings of an OPTIONS operation that API Gateway answers: ${module}`,
      module,
      { operations: { describe_orders: { timeout: 5 } } },
      [answersOptions],
    ],
    [
      `the first way out of it: ${module}`,
      module,
      { operations: { describe_orders: { timeout: 5 } }, cors_allow_origins: [] },
      [],
    ],
    [`the second one: ${module}`, module, { operations: { describe_orders: { enabled: false } } }, []],
  ]),
  [
    'what a cache can not keep',
    'rest',
    {
      cache_cluster_size: '0.5',
      integration_pattern: 'shared',
      routes: 'operations',
      operations: {
        create_order: {
          caching_enabled: true,
          response_transfer_mode: 'BUFFERED',
          integration: { type: 'lambda' },
        },
        say_hello: { caching_enabled: true },
        get_report: { caching_enabled: true, integration: { type: 'lambda' } },
        health: { cache_ttl_in_seconds: 5 },
      },
    },
    [
      'operations.create_order.caching_enabled is true and its method is POST: API Gateway keeps answers to GET alone. Leave it out.',
      'operations.say_hello.caching_enabled is true and its answer streams, which API Gateway does not keep: set response_transfer_mode (of the shared function) to "BUFFERED", or leave it out.',
      'operations.get_report.caching_enabled is true and its answer streams, which API Gateway does not keep: set operations.get_report.response_transfer_mode to "BUFFERED", or leave it out.',
      'operations.health.cache_ttl_in_seconds is given and caching_enabled is not true: nothing is kept. Set operations.health.caching_enabled to true, or leave it out.',
    ],
  ],
  [
    'names, types and what they need, in a REST API',
    'rest',
    {
      functions_enforce_routes: true,
      authorizers: { saml: { type: 'SAML' }, tokens: { type: 'TOKEN', ttl: 5 } },
      operations: {
        say_helo: { memory_size: 1024 },
        say_hello: { memory_sise: 1024 },
        get_documentation: { integration: { type: 'htp_proxy', uri: 'https://example.com' } },
        health: { integration: { type: 'http_proxy' }, memory_size: 1024 },
        get_file: { integration: { type: 'aws', service: 's3', path: 'bucket/{name}', action: 'GetObject' } },
        create_order: { authorization: 'COGNITO' },
        get_order: { authorization: 'IAM', authorization_scopes: ['orders/read'] },
        get_report: { authorization: 'partner' },
      },
    },
    [
      `operations has "say_helo", which the app does not have: give one of ${IDS}.`,
      `operations.say_hello has "memory_sise", which is not a setting: give some of ${REST_SETTINGS}.`,
      'operations.get_documentation.integration has the type "htp_proxy": give one of aws, http, http_proxy, lambda, mock.',
      'operations.health.integration has the type http_proxy and no uri: give it.',
      'operations.health.memory_size is for a function of its own, and the operation runs on its integration: leave it out.',
      'operations.get_file.integration has the type aws and no credentials: give it.',
      'operations.get_file.integration calls a service by both path and action: give one of the two.',
      'operations.get_file.integration has {name} in its address, which is no variable of /file and no name of request_parameters: add "querystring.name" or "header.name" there.',
      'the authorization of an operation is COGNITO and user_pool_id is null: give the id of the user pool.',
      'operations.get_order.authorization_scopes are given and its authorization is IAM, which has no scopes: leave them out, or set authorization to one that has.',
      'operations.get_report.authorization is "partner": give one of IAM, COGNITO, NONE, saml, tokens.',
      'authorizers.saml has the type "SAML": give one of COGNITO, REQUEST, TOKEN.',
      'authorizers.tokens has "ttl", which the type TOKEN does not know: give some of credentials, identity_source, identity_validation_expression, lambda_arn, ttl_seconds, type.',
      'authorizers.tokens has the type TOKEN and no lambda_arn: give it.',
    ],
  ],
  [
    'what only routes for the operations can do, beside one route for all',
    'rest',
    {
      integration_pattern: 'shared',
      user_pool_id: 'eu-west-1_AbC',
      operations: {
        create_order: { authorization: 'COGNITO', authorization_scopes: ['orders/write'] },
        get_order: { api_key_required: true },
        health: { enabled: false },
        say_hello: { memory_size: 1024 },
      },
    },
    [
      noProtection('operations.create_order.authorization', '/orders'),
      noProtection('operations.create_order.authorization_scopes', '/orders'),
      noProtection('operations.get_order.api_key_required', '/orders/{order_id}'),
      'operations.health is not enabled and routes is "proxy", by which it is reached nevertheless: set routes = "operations".',
      'operations.say_hello.memory_size is for a function of its own, and the operation runs on the shared function: set integration = { type = "lambda" } to give it one.',
    ],
  ],
  [
    'an authorization that is no name, beside one route for all',
    'rest',
    {
      integration_pattern: 'shared',
      functions_enforce_routes: true,
      operations: { create_order: { authorization: '' } },
    },
    [
      noProtection('operations.create_order.authorization', '/orders'),
      'operations.create_order.authorization is "": give one of IAM, COGNITO, NONE.',
    ],
  ],
  [
    'an authorization of null, which is that of the API, beside one route for all',
    'rest',
    { integration_pattern: 'shared', operations: { create_order: { authorization: null } } },
    [],
  ],
  [
    'an API key that an HTTP API does not know, beside one route for all',
    'http',
    { integration_pattern: 'shared', operations: { create_order: { api_key_required: true } } },
    [
      `operations.create_order has "api_key_required", which is not a setting: give some of ${HTTP_SETTINGS}.`,
    ],
  ],
  [
    'paths that API Gateway has once, and more than it has',
    'twins',
    { route_quota: 3 },
    [
      'An operation can not have a route while routes is "operations": set routes = "proxy", or set operations = { "get_bill" = { enabled = false } }.',
      '  GET /orders/{bill} ("get_bill"): its path differs only in the names of variables from that of GET /orders/{order_id} ("get_order"), which has the route',
      'The operations need 10 resources, and route_quota is 3: ask AWS for more and give their number as route_quota, or set integration_pattern = "shared" and routes = "proxy".',
    ],
  ],
  ['the first way out of those', 'twins', { operations: { get_bill: { enabled: false } } }, []],
  [
    'the other way out of those',
    'twins',
    { routes: 'proxy', integration_pattern: 'shared', route_quota: 3 },
    [],
  ],
  [
    'what a REST API has and an HTTP API has not',
    'http',
    {
      functions_enforce_routes: true,
      operations: {
        health: { integration: { type: 'mock' } },
        get_order: { integration: { type: 'http', uri: 'https://example.com' } },
        get_file: {
          integration: { type: 'aws', service: 's3', credentials: 'arn:aws:iam::123456789012:role/a' },
        },
        get_report: { authorization: 'JWT' },
      },
    },
    [
      'operations.health.integration has the type "mock": give one of aws, http_proxy, lambda.',
      'operations.get_order.integration has the type "http": give one of aws, http_proxy, lambda.',
      'operations.get_file.integration has "service", which the type aws does not know: give some of credentials, request_parameters, subtype, timeout_milliseconds, type.',
      'operations.get_file.integration has the type aws and no subtype: give it.',
      'auth is JWT, which needs jwt_issuer and at least one jwt_audience: give both.',
    ],
  ],
  [
    'an open operation that would open another',
    'rest',
    {
      functions_enforce_routes: true,
      operations: { get_order: { authorization: 'NONE' }, get_latest: { enabled: false } },
    },
    [
      'operations.get_latest is not enabled, and requests to /orders/latest take the route of get_order (/orders/{order_id}): leave get_order out too, or answer it by something that is not the app.',
      'operations.get_order asks for NONE, and its path /orders/{order_id} takes requests of get_latest (/orders/latest) too, which has no route of its own: leave the authorization at IAM, or give get_latest a route.',
    ],
  ],
  [
    'an open operation whose variable may hold the path of another one',
    'rest',
    { operations: { get_order: { authorization: 'NONE' } } },
    [
      reaches(
        'get_order',
        'GET /orders/{order_id}',
        'NONE',
        'get_documentation',
        'GET /documentation',
        'IAM',
      ),
    ],
  ],
  [
    'the same for operations that ask for a key as well, or for more scopes',
    'rest',
    {
      auth: 'COGNITO',
      user_pool_id: 'eu-west-1_AbC',
      authorization_scopes: ['read'],
      operations: {
        get_order: { api_key_required: true },
        get_report: { authorization_scopes: ['read', 'reports/read'] },
      },
    },
    [
      reaches(
        'get_report',
        'GET /reports/{report_id}',
        'COGNITO (read, reports/read)',
        'get_order',
        'GET /orders/{order_id}',
        'COGNITO (read) with an API key',
      ),
      reaches(
        'get_report',
        'GET /reports/{report_id}',
        'COGNITO (read, reports/read)',
        'get_documentation',
        'GET /documentation',
        'COGNITO (read)',
      ),
    ],
  ],
  [
    'the same for tokens of one issuer',
    'http',
    {
      auth: 'JWT',
      jwt_issuer: 'https://issuer.example.com',
      jwt_audience: ['orders'],
      operations: {
        get_order: { authorization_scopes: ['orders/read'] },
        get_report: { authorization_scopes: ['orders/read', 'reports/read'] },
      },
    },
    [
      reaches(
        'get_report',
        'GET /reports/{report_id}',
        'JWT (orders/read, reports/read)',
        'get_order',
        'GET /orders/{order_id}',
        'JWT (orders/read)',
      ),
    ],
  ],
  [
    'the same beside one route for all',
    'rest',
    { integration_pattern: 'shared', operations: { get_order: { authorization: 'NONE' } } },
    [reaches('get_order', 'GET /orders/{order_id}', 'NONE', 'get_latest', 'GET /orders/latest', 'IAM')],
  ],
  [
    'the ways out of it',
    'rest',
    {
      operations: {
        get_order: { authorization: 'NONE', integration: { type: 'http_proxy', uri: 'https://example.com' } },
        get_report: { api_key_required: true },
        health: { authorization: 'NONE' },
      },
      functions_enforce_routes: false,
    },
    [],
  ],
  [
    'values out of their range',
    'rest',
    {
      operations: {
        say_hello: { memory_size: 1, timeout: 901 },
        health: { request_validation: 'SOME' },
        get_order: { response_transfer_mode: 'CHUNKED' },
        get_file: { integration: 's3' },
        create_order: { secrets: 'open sesame', secrets_kms_key_arns: 'alias/mine' },
      },
    },
    [
      'operations.say_hello.memory_size is 1: give a number from 128 to 10240.',
      'operations.say_hello.timeout is 901: give a number from 1 to 900.',
      'operations.get_order.response_transfer_mode is "CHUNKED": give one of STREAM, BUFFERED.',
      'operations.health.request_validation is "SOME": give one of ALL, BODY, PARAMETERS, NONE.',
      'operations.get_file.integration is "s3": give an object in braces, or leave it out.',
      'operations.create_order.secrets is "open sesame": give an object in braces, or leave it out.',
      'operations.create_order.secrets_kms_key_arns is "alias/mine": give a list.',
    ],
  ],
  [
    'secrets of one operation that its function refuses',
    'rest',
    {
      operations: {
        get_report: {
          secrets: { TOKEN: 'open sesame', 'A-B': SECRET },
          secrets_kms_key_arns: ['alias/mine'],
        },
      },
    },
    [
      'secrets.TOKEN is "open sesame": give the ARN of a secret (Secrets Manager) or of a parameter (SSM).',
      'secrets has the name "A-B": give two or more letters, digits and _, a letter first.',
      'secrets_kms_key_arns has "alias/mine": give ARNs of KMS keys, arn:aws:kms:<region>:<account>:key/<id>.',
    ],
  ],
  [
    'a secret in the place of a variable of Lambda',
    'rest',
    { operations: { get_report: { secrets: { AWS_REGION: SECRET } } } },
    ['env or secrets has AWS_REGION, which Lambda sets itself: leave it out.'],
  ],
];
