import type { Body } from '../hcl';
import { type Assertion, moduleTest, type Run, refuses } from './module-test';
import type { RouterProps } from './router';

const SHARED = ['aws_cloudwatch_log_group', 'aws_iam_role', 'aws_lambda_function', 'aws_lambda_alias'];
const ENVIRONMENT = 'aws_lambda_function.this.environment[0].variables';
const POLICY = 'jsondecode(aws_iam_role_policy.lambda.policy).Statement';

/** The tests that are emitted beside a router module. Any file stands for the package: nothing is uploaded. */
export function routerTests({ name, kind }: RouterProps): Readonly<Record<string, Body>> {
  const rest = kind === 'rest';
  const api = rest ? 'aws_api_gateway_rest_api' : 'aws_apigatewayv2_api';
  const data = [
    'aws_caller_identity',
    'aws_partition',
    'aws_region',
    ...(rest ? ['aws_api_gateway_resource'] : []),
  ];
  const test = (runs: readonly Run[]) =>
    moduleTest([api, ...SHARED], data, { lambda_zip: 'operations.json' }, runs);
  return {
    api: test(rest ? restRuns(name) : httpRuns(name)),
    function: test(functionRuns(name, rest)),
    inputs: test(refusals(rest)),
  };
}

function restRuns(name: string): Run[] {
  const route = (path: string) => `local.document.paths["${path}"]["x-amazon-apigateway-any-method"]`;
  const integration = `${route('/')}["x-amazon-apigateway-integration"]`;
  return [
    {
      name: 'both_routes_reach_the_alias_and_ask_for_signed_requests',
      command: 'apply',
      asserts: [
        {
          that: 'toset(keys(local.document.paths)) == toset(["/", "/{proxy+}"])',
          otherwise: 'The root of the app is not routed.',
        },
        {
          that: `endswith(${integration}.uri, ":function:mock:live/response-streaming-invocations") && ${integration}.responseTransferMode == "STREAM"`,
          otherwise: 'Answers are not streamed from the alias.',
        },
        {
          that: `${integration}.timeoutInMillis == 30000`,
          otherwise: 'The gateway does not wait as long as the function runs.',
        },
        {
          that: `${asks(route('/'), 'IAM')} && ${asks(route('/{proxy+}'), 'IAM')}`,
          otherwise: 'A route is open.',
        },
        {
          that: 'keys(local.document.components.securitySchemes) == ["IAM"]',
          otherwise: 'The document holds a scheme that was not asked for.',
        },
        {
          that: 'output.proxy_method_id == "agm-abcde12345-proxy-ANY"',
          otherwise: 'The id of the method is wrong.',
        },
        {
          that: `length(output.operations) > 0`,
          otherwise: 'The operations of the app are unknown.',
        },
        {
          that: `aws_lambda_function.this.function_name == "${name}"`,
          otherwise: 'The default name is not that of the module.',
        },
      ],
    },
    {
      name: 'buffered_answers_end_after_29_seconds',
      command: 'apply',
      variables: { response_transfer_mode: 'BUFFERED', timeout: 60 },
      asserts: [
        {
          that: `endswith(${integration}.uri, ":live/invocations") && ${integration}.responseTransferMode == "BUFFERED" && ${integration}.timeoutInMillis == 29000`,
          otherwise: 'The mode is not used.',
        },
        {
          that: `${ENVIRONMENT}.AWS_LWA_INVOKE_MODE == "buffered"`,
          otherwise: 'The adapter streams what the gateway buffers.',
        },
      ],
    },
    {
      name: 'cognito_takes_the_tokens_of_the_pool',
      variables: {
        auth: 'COGNITO',
        user_pool_id: 'eu-west-1_AbC',
        user_pool_client_ids: ['one', 'two'],
        authorization_scopes: ['orders/read'],
      },
      asserts: [
        {
          that: 'local.security_schemes.COGNITO["x-amazon-apigateway-authorizer"].providerARNs == ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC"]',
          otherwise: 'The pool is not the authorizer.',
        },
        {
          that: `jsonencode(local.security) == jsonencode([{ COGNITO = ["orders/read"] }])`,
          otherwise: 'The scopes are not asked for.',
        },
        {
          that: `${ENVIRONMENT}.COGNITO_CLIENT_IDS == "one,two"`,
          otherwise: 'The app does not know its clients.',
        },
      ],
    },
    NONE_IS_OPEN,
  ];
}

function httpRuns(name: string): Run[] {
  const route = (path: string, method: string) => `local.document.paths["${path}"].${method}`;
  return [
    {
      name: 'both_routes_reach_the_alias_and_ask_for_signed_requests',
      command: 'apply',
      asserts: [
        {
          that: 'toset(keys(local.document.paths)) == toset(["/", "/{proxy+}"])',
          otherwise: 'The root of the app is not routed.',
        },
        {
          that: 'endswith(local.integration.uri, ":function:mock:live/invocations")',
          otherwise: 'The alias is not called.',
        },
        {
          that: 'local.integration.payloadFormatVersion == "2.0"',
          otherwise: 'The event has the wrong form.',
        },
        {
          that: `${asks(route('/', 'get'), 'IAM')} && ${asks(route('/{proxy+}', 'delete'), 'IAM')}`,
          otherwise: 'A route is open.',
        },
        {
          that: 'alltrue([for item in local.document.paths : !contains(keys(item), "options")])',
          otherwise: 'Preflight requests are asked who they are.',
        },
        { that: 'output.stage_name == "$default"', otherwise: 'The API is not at the root of its address.' },
        {
          that: `${ENVIRONMENT}.AWS_LWA_INVOKE_MODE == "buffered"`,
          otherwise: 'The adapter streams what the gateway buffers.',
        },
        {
          that: `aws_lambda_function.this.function_name == "${name}"`,
          otherwise: 'The default name is not that of the module.',
        },
      ],
    },
    {
      name: 'tokens_of_a_pool_or_of_any_issuer',
      variables: { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC', user_pool_client_ids: ['one'] },
      asserts: [
        {
          that: 'local.security_schemes.COGNITO["x-amazon-apigateway-authorizer"].jwtConfiguration.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC"',
          otherwise: 'The pool is not the issuer.',
        },
      ],
    },
    {
      name: 'tokens_of_an_issuer',
      variables: {
        auth: 'JWT',
        jwt_issuer: 'https://login.example',
        jwt_audience: ['api'],
        authorization_scopes: ['read'],
      },
      asserts: [
        {
          that: 'local.security_schemes.JWT["x-amazon-apigateway-authorizer"].jwtConfiguration.audience == tolist(["api"]) && jsonencode(local.security) == jsonencode([{ JWT = ["read"] }])',
          otherwise: 'The issuer is not asked for.',
        },
      ],
    },
    {
      name: 'without_cors_the_app_answers_options',
      variables: { cors_allow_origins: [] },
      asserts: [{ that: 'contains(local.methods, "options")', otherwise: 'OPTIONS has no route.' }],
    },
    NONE_IS_OPEN,
  ];
}

/** A route asks for one scheme and no scopes. */
function asks(route: string, scheme: string): string {
  return `jsonencode(${route}.security) == jsonencode([{ ${scheme} = [] }])`;
}

const NONE_IS_OPEN: Run = {
  name: 'only_none_opens_the_api',
  variables: { auth: 'NONE' },
  asserts: [
    {
      that: 'length(local.security) == 0 && length(local.security_schemes) == 0',
      otherwise: 'NONE asks who calls.',
    },
  ],
};

function functionRuns(name: string, rest: boolean): Run[] {
  const defaults: Assertion[] = [
    {
      that: 'aws_lambda_function.this.architectures == tolist(["arm64"])',
      otherwise: 'The processor is not arm64.',
    },
    {
      that: 'aws_lambda_function.this.layers == tolist(["arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:30"])',
      otherwise: 'The layer of the adapter is wrong.',
    },
    {
      that: `${ENVIRONMENT}.AWS_LAMBDA_EXEC_WRAPPER == "/opt/bootstrap"`,
      otherwise: 'The adapter does not start the app.',
    },
    {
      that: 'aws_lambda_function.this.publish && aws_lambda_alias.live.function_version == "7"',
      otherwise: 'The alias is not at the version that was published.',
    },
    {
      that: 'aws_lambda_permission.api.qualifier == "live"',
      otherwise: 'The permission is not on the alias.',
    },
    {
      that: 'output.lambda_invoke_arn == aws_lambda_alias.live.invoke_arn',
      otherwise: 'The output leads around the alias.',
    },
    {
      that: `aws_lambda_function.this.logging_config[0].log_group == "/aws/lambda/${name}"`,
      otherwise: 'The function does not name its log group.',
    },
    {
      that: `length(${POLICY}) == 2 && !strcontains(aws_iam_role_policy.lambda.policy, "logs:CreateLogGroup")`,
      otherwise: 'The role may do more than it has to.',
    },
    { that: `${ENVIRONMENT}.ALLOWED_ORIGINS == "*"`, otherwise: 'The app does not know its origins.' },
  ];
  return [
    { name: 'defaults', command: 'apply', asserts: defaults },
    {
      name: 'every_setting_reaches_the_function',
      variables: {
        name: 'orders',
        name_prefix: 'dev-',
        architecture: 'x86_64',
        runtime: 'python3.12',
        memory_size: 1024,
        timeout: rest ? 60 : 20,
        reserved_concurrency: 5,
        layers: ['arn:aws:lambda:us-east-1:123456789012:layer:mine:1'],
        env: {
          LOG_LEVEL: 'DEBUG',
          PORT: '1',
          ALLOWED_ORIGINS: 'https://wrong.example',
          AWS_LWA_READINESS_CHECK_PROTOCOL: 'http',
        },
        cors_allow_origins: ['https://a.example', 'https://b.example'],
        vpc_subnet_ids: ['subnet-1', 'subnet-2'],
        vpc_security_group_ids: ['sg-1'],
        permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
        log_retention_in_days: 7,
        snap_start: true,
        lambda_tracing_enabled: false,
        additional_iam_policy_statements: [
          { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] },
        ],
        tags: { team: 'orders' },
      },
      asserts: [
        {
          that: `aws_lambda_function.this.function_name == "dev-orders" && aws_iam_role.lambda.name == "dev-orders-us-east-1" && aws_cloudwatch_log_group.lambda.name == "/aws/lambda/dev-orders"`,
          otherwise: 'Something is not named by name and name_prefix.',
        },
        {
          that: 'aws_lambda_function.this.layers[0] == "arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerX86:30" && length(aws_lambda_function.this.layers) == 2',
          otherwise: 'The layers are wrong.',
        },
        {
          that: 'aws_lambda_function.this.memory_size == 1024 && aws_lambda_function.this.runtime == "python3.12" && aws_lambda_function.this.reserved_concurrent_executions == 5',
          otherwise: 'A setting of the function is lost.',
        },
        {
          that: `${ENVIRONMENT}.PORT == "8000" && ${ENVIRONMENT}.LOG_LEVEL == "DEBUG" && ${ENVIRONMENT}.AWS_LWA_READINESS_CHECK_PROTOCOL == "http"`,
          otherwise: 'env is lost, or breaks how the app is started.',
        },
        {
          that: `${ENVIRONMENT}.ALLOWED_ORIGINS == "https://a.example,https://b.example"`,
          otherwise: 'App and gateway allow different origins.',
        },
        {
          that: 'length(aws_lambda_function.this.vpc_config[0].subnet_ids) == 2',
          otherwise: 'The function is not in the VPC.',
        },
        {
          that: 'aws_lambda_function.this.snap_start[0].apply_on == "PublishedVersions"',
          otherwise: 'SnapStart is off.',
        },
        {
          that: 'aws_iam_role.lambda.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"',
          otherwise: 'The role has no boundary.',
        },
        {
          that: 'aws_lambda_function.this.tags.team == "orders" && aws_iam_role.lambda.tags.team == "orders" && aws_cloudwatch_log_group.lambda.tags.team == "orders"',
          otherwise: 'Something has no tags.',
        },
      ],
    },
    {
      name: 'a_python_handler_runs_without_the_adapter',
      variables: { handler: 'app.main.handler' },
      asserts: [
        { that: 'length(aws_lambda_function.this.layers) == 0', otherwise: 'The adapter is in the way.' },
        {
          that: `!contains(keys(${ENVIRONMENT}), "AWS_LAMBDA_EXEC_WRAPPER")`,
          otherwise: 'The adapter starts the app.',
        },
        ...(rest
          ? [
              {
                that: 'local.integration.responseTransferMode == "BUFFERED"',
                otherwise: 'The gateway streams what the handler gives whole.',
              },
            ]
          : []),
      ],
    },
    {
      name: 'code_in_s3',
      variables: { lambda_zip: null, lambda_s3_bucket: 'bucket', lambda_s3_key: 'app.zip' },
      asserts: [
        {
          that: 'aws_lambda_function.this.filename == null && aws_lambda_function.this.s3_key == "app.zip"',
          otherwise: 'The object is not the code.',
        },
      ],
    },
  ];
}

function refusals(rest: boolean): Run[] {
  const both = [
    refuses('an unknown kind of auth', { auth: 'OAUTH' }, 'var.auth'),
    refuses('an empty name', { name: '' }, 'var.name'),
    refuses(
      'names that are too long together',
      { name: 'a'.repeat(40), name_prefix: `${'b'.repeat(8)}-` },
      'aws_lambda_function.this',
    ),
    refuses('an unknown architecture', { architecture: 'riscv' }, 'var.architecture'),
    refuses('an unknown runtime', { runtime: 'python2.7' }, 'var.runtime'),
    refuses('too little memory', { memory_size: 64 }, 'var.memory_size'),
    refuses('a timeout that no gateway waits for', { timeout: rest ? 901 : 31 }, 'var.timeout'),
    refuses('a handler that is neither', { handler: 'main' }, 'var.handler'),
    refuses('a package that is not there', { lambda_zip: 'missing.zip' }, 'aws_lambda_function.this'),
    refuses('two packages', { lambda_s3_bucket: 'b', lambda_s3_key: 'k' }, 'aws_lambda_function.this'),
    refuses(
      'a bucket without a key',
      { lambda_zip: null, lambda_s3_bucket: 'b' },
      'aws_lambda_function.this',
    ),
    refuses(
      'a folder that is not there',
      { lambda_zip: null, lambda_source_dir: 'missing' },
      'data.archive_file.lambda',
    ),
    refuses('a variable that Lambda keeps', { env: { AWS_REGION: 'x' } }, 'var.env'),
    refuses(
      'a statement with an unknown effect',
      { additional_iam_policy_statements: [{ Effect: 'Permit', Action: ['*'], Resource: ['*'] }] },
      'var.additional_iam_policy_statements',
    ),
    refuses('subnets without security groups', { vpc_subnet_ids: ['subnet-1'] }, 'aws_lambda_function.this'),
    refuses(
      'cognito without a pool',
      { auth: 'COGNITO', user_pool_client_ids: ['one'] },
      'aws_lambda_permission.api',
    ),
    refuses('scopes without tokens', { authorization_scopes: ['read'] }, 'aws_lambda_permission.api'),
    refuses('a pool that is not asked', { user_pool_id: 'eu-west-1_AbC' }, 'aws_lambda_permission.api'),
    refuses(
      'five layers beside the adapter',
      { layers: [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:us-east-1:123456789012:layer:mine:${n}`) },
      'var.layers',
    ),
  ];
  const own = rest
    ? [
        refuses(
          'streaming from a python handler',
          { handler: 'app.main.handler', response_transfer_mode: 'STREAM' },
          'aws_lambda_function.this',
        ),
        refuses('an unknown mode', { response_transfer_mode: 'CHUNKED' }, 'var.response_transfer_mode'),
        refuses('tokens of any issuer', { auth: 'JWT' }, 'var.auth'),
      ]
    : [
        refuses('tokens without an issuer', { auth: 'JWT' }, 'aws_lambda_permission.api'),
        refuses(
          'cognito without clients',
          { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC' },
          'aws_lambda_permission.api',
        ),
      ];
  return [...both, ...own];
}
