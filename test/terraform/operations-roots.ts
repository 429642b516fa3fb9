import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { moduleFiles } from '../../src/emit';
import { httpApi, lambdaFunction, restApi, routerModule } from '../../src/modules';
import type { Module } from '../../src/modules/shared/module';
import { readApi } from '../../src/openapi';
import type { Workspace } from '../support/workspace';

// A small app, and roots that set each of its operations to something else.

interface Described {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly body?: boolean;
}

const OPERATIONS: readonly Described[] = [
  { id: 'say_hello', method: 'get', path: '/hello' },
  { id: 'get_documentation', method: 'get', path: '/documentation' },
  { id: 'get_file', method: 'get', path: '/file' },
  { id: 'health', method: 'get', path: '/health' },
  { id: 'create_order', method: 'post', path: '/orders', body: true },
  { id: 'get_latest', method: 'get', path: '/orders/latest' },
  { id: 'get_order', method: 'get', path: '/orders/{order_id}' },
  { id: 'get_report', method: 'get', path: '/reports/{report_id}' },
];

/** Two paths that differ in the names of their variables only. */
const TWINS: readonly Described[] = [{ id: 'get_bill', method: 'get', path: '/orders/{bill}' }];

/** An OPTIONS operation of the app's own. */
const OWN_OPTIONS: readonly Described[] = [{ id: 'describe_orders', method: 'options', path: '/orders' }];

/** The app's document, with further operations. */
export function appDocument(more: readonly Described[] = []): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const { id, method, path, body } of [...OPERATIONS, ...more]) {
    paths[path] ??= {};
    paths[path][method] = {
      operationId: id,
      parameters: [...path.matchAll(/{(\w+)}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...(body ? { requestBody: ORDER_BODY } : {}),
      responses: { '200': { description: 'ok' } },
    };
  }
  const order = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths,
    components: { schemas: { Order: order } },
  });
}

const ORDER_BODY = {
  required: true,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
};

/**
 * Writes the modules of the app as this code emits them: `rest` and `http`, `twins` of the document that has some, and
 * `options-rest` and `options-http` of the one with an OPTIONS operation.
 */
export function writeModules(workspace: Workspace): void {
  const api = readApi(appDocument(), 'openapi.json');
  const twins = readApi(appDocument(TWINS), 'openapi.json');
  const options = readApi(appDocument(OWN_OPTIONS), 'openapi.json');
  for (const module of [
    restApi(),
    httpApi(),
    lambdaFunction(),
    routerModule({ name: 'rest', kind: 'rest', api }),
    routerModule({ name: 'http', kind: 'http', api }),
    routerModule({ name: 'twins', kind: 'rest', api: twins }),
    routerModule({ name: 'options-rest', kind: 'rest', api: options }),
    routerModule({ name: 'options-http', kind: 'http', api: options }),
  ])
    writeModule(workspace, module);
}

/** Writes a module below `modules/`. */
export function writeModule(workspace: Workspace, module: Module): void {
  for (const [path, text] of moduleFiles(module)) {
    const file = workspace.at('modules', module.stack.moduleName, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What exists beside the APIs: a function with an alias, which answers one operation and says who calls. */
export const BESIDE = (zip: string) => `
resource "aws_iam_role" "beside" {
  name               = "beside"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_lambda_function" "beside" {
  function_name = "beside"
  role          = aws_iam_role.beside.arn
  filename      = "${zip}"
  handler       = "main.handler"
  runtime       = "python3.13"
  publish       = true
}

resource "aws_lambda_alias" "beside" {
  name             = "stable"
  function_name    = aws_lambda_function.beside.function_name
  function_version = aws_lambda_function.beside.version
}

locals {
  read_bucket = { Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::my-bucket/*"] }
}
`;

/** A REST API with settings of every kind. */
export const REST = (zip: string) => `
module "rest" {
  source              = "./modules/rest"
  name                = "rest"
  lambda_zip          = "${zip}"
  integration_pattern = "isolated"
  cors_allow_origins  = ["https://app.example.com"]
  user_pool_id        = "eu-west-1_AbC"
  api_keys            = { partner = {} }
  usage_plans         = { basic = { rate_limit = 5, burst_limit = 10, quota_limit = 1000 } }

  functions_enforce_routes = true

  authorizers = {
    staff    = { type = "COGNITO", user_pool_arns = ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Staff"] }
    tokens   = { type = "TOKEN", lambda_arn = aws_lambda_alias.beside.arn, identity_source = "method.request.header.X-Token", identity_validation_expression = "^v1[.]", ttl_seconds = 60 }
    partners = { type = "REQUEST", lambda_arn = aws_lambda_function.beside.arn, identity_sources = ["method.request.header.X-Partner", "context.identity.sourceIp"], ttl_seconds = 0 }
  }

  operations = {
    say_hello         = { memory_size = 1024, timeout = 10, env = { GREETING = "hello" }, secrets = { TOKEN = "arn:aws:ssm:us-east-1:123456789012:parameter/hello/token" }, secrets_kms_key_arns = ["arn:aws:kms:us-east-1:123456789012:key/hello"], reserved_concurrency = 2, log_retention_in_days = 7, lambda_tracing_enabled = false, iam_policy_statements = [local.read_bucket], throttling_rate_limit = 5, throttling_burst_limit = 7, response_transfer_mode = "BUFFERED" }
    get_documentation = { integration = { type = "http_proxy", uri = "https://example.com/docs" }, authorization = "NONE" }
    get_file          = { integration = { type = "aws", service = "s3", method = "GET", path = "my-bucket/{fileName}", credentials = aws_iam_role.beside.arn }, request_parameters = { "querystring.fileName" = true }, authorization = "staff", authorization_scopes = ["files/read"] }
    health            = { integration = { type = "mock", status_code = 203, body = jsonencode({ ok = true }) }, authorization = "NONE", api_key_required = true }
    create_order      = { integration = { type = "lambda", arn = aws_lambda_alias.beside.arn }, authorization = "tokens" }
    get_order         = { integration = { type = "http", uri = "http://orders.internal/v1/{order_id}", vpc_link_id = "link01", timeout_milliseconds = 5000, responses = { default = { status_code = "200" }, "4\\\\d{2}" = { status_code = "404", response_templates = { "application/json" = "{}" } } } }, authorization = "partners" }
    get_latest        = { integration = { type = "mock" } }
    get_report        = { authorization = "COGNITO", authorization_scopes = ["reports/read"], api_key_required = true }
  }
}

output "rest" {
  value     = module.rest
  sensitive = true
}
`;

/** An HTTP API with settings of every kind. */
export const HTTP = (zip: string) => `
module "http" {
  source              = "./modules/http"
  name                = "http"
  lambda_zip          = "${zip}"
  integration_pattern = "isolated"
  jwt_issuer          = "https://issuer.example.com"
  jwt_audience        = ["orders"]

  functions_enforce_routes = true

  authorizers = {
    staff    = { type = "JWT", issuer = "https://staff.example.com", audience = ["staff"] }
    partners = { type = "REQUEST", lambda_arn = aws_lambda_alias.beside.arn, identity_sources = ["$request.header.X-Partner"] }
  }

  operations = {
    say_hello         = { memory_size = 1024, authorization = "JWT", throttling_rate_limit = 5 }
    get_documentation = { integration = { type = "http_proxy", uri = "https://example.com/docs" }, authorization = "NONE" }
    get_file          = { integration = { type = "lambda", arn = aws_lambda_alias.beside.arn }, authorization = "staff", authorization_scopes = ["files/read"] }
    health            = { enabled = false }
    create_order      = { integration = { type = "aws", subtype = "SQS-SendMessage", credentials = aws_iam_role.beside.arn, request_parameters = { QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/orders", MessageBody = "$request.body.amount" } } }
    get_order         = { integration = { type = "http_proxy", uri = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/orders/1/2", method = "ANY", vpc_link_id = "link02" }, authorization = "partners" }
    get_latest        = { integration = { type = "http_proxy", uri = "https://orders.example.com/latest" } }
    get_report        = { timeout = 9 }
  }
}

output "http" {
  value = module.http
}
`;

/** Other settings of single operations of both: memory, what they run on, and who may call them. */
export const CHANGES: readonly (readonly [string, string])[] = [
  ['memory_size = 1024', 'memory_size = 2048'],
  [
    '{ type = "http_proxy", uri = "https://example.com/docs" }, authorization = "NONE" }\n    get_file ',
    '{ type = "http_proxy", uri = "https://example.com/docs" } }\n    get_file ',
  ],
  [
    'integration = { type = "aws", service = "s3", method = "GET", path = "my-bucket/{fileName}", credentials = aws_iam_role.beside.arn }',
    'integration = { type = "http_proxy", uri = "https://files.example.com" }',
  ],
  [
    'get_file          = { integration = { type = "lambda", arn = aws_lambda_alias.beside.arn }',
    'get_file          = { integration = { type = "http_proxy", uri = "https://files.example.com" }',
  ],
];

/** The shared function, by routes of its own for the operations and by one for all, in both kinds. */
export const SHARED = (zip: string) =>
  ['rest', 'http']
    .map(
      (kind) => `
module "${kind}_routes" {
  source     = "./modules/${kind}"
  name       = "${kind}-routes"
  lambda_zip = "${zip}"
  routes     = "operations"
  auth       = "NONE"
  operations = { get_report = { authorization = "IAM" } }

  functions_enforce_routes = true
}

module "${kind}_proxy" {
  source     = "./modules/${kind}"
  name       = "${kind}-proxy"
  lambda_zip = "${zip}"
  operations = { get_documentation = { integration = { type = "http_proxy", uri = "https://example.com/docs" }, authorization = "NONE" }, get_order = { authorization = "NONE" } }

  functions_enforce_routes = true
}

output "${kind}_routes" {
  value     = module.${kind}_routes
  sensitive = true
}

output "${kind}_proxy" {
  value     = module.${kind}_proxy
  sensitive = true
}
`,
    )
    .join('');
