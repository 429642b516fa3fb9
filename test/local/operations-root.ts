import { moduleCall } from '../terraform/package';

// Single operations of the example app, set to what an operation can run on, behind the local API Gateway.
export const ORIGIN = 'https://myapp.com';

/** A root with two APIs: `api` for single operations, `mapped` for one behind templates. */
export const ROOT = `variable "api" { type = any }
variable "mapped" { type = any }
${moduleCall('api', 'my-api', [
  'name                = "ops"',
  'lambda_zip          = "lambda.zip"',
  'architecture        = "x86_64"',
  `cors_allow_origins  = ["${ORIGIN}"]`,
  'env                 = { LOG_LEVEL = "WARNING" }',
  'api_keys            = { partner = {} }',
  'integration_pattern = var.api.pattern',
  'functions_enforce_routes = true',
  'operations          = var.api.operations',
])}
${moduleCall('mapped', 'my-api', [
  'name               = "mapped"',
  'lambda_zip         = "lambda.zip"',
  'binary_media_types = ["image/png", "image/gif"]',
  'routes             = "operations"',
  'functions_enforce_routes = true',
  `operations         = merge({ for id in keys(module.api.operations) : id => { enabled = false } }, var.mapped)`,
])}
resource "aws_s3_bucket" "files" {
  bucket = "files"
}
output "id" { value = module.api.api_id }
output "mapped" { value = module.mapped.api_id }
output "mapped_functions" { value = keys(module.mapped.functions) }
output "functions" { value = { for key, one in module.api.functions : key => one.function_name } }
output "key" {
  value     = module.api.api_key_values["partner"]
  sensitive = true
}
`;

export interface Outputs {
  readonly id: string;
  readonly mapped: string;
  readonly mapped_functions: string[];
  readonly key: string;
  readonly functions: Record<string, string>;
}

/** What the other server saw. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

const OFF = { enabled: false };
export const ISOLATED = (server: string) => ({
  pattern: 'isolated',
  operations: {
    read_root: OFF,
    boom: OFF,
    delete_item: OFF,
    replace_item: OFF,
    checksum_file: OFF,
    download_pixel: OFF,
    make_report: OFF,
    echo: { env: { LOG_LEVEL: 'DEBUG' } },
    get_report: { api_key_required: true },
    get_item: { integration: { type: 'http_proxy', uri: `${server}/things/{item_id}` } },
    say_hello: {
      request_parameters: { 'querystring.name': true },
      integration: {
        type: 'http',
        uri: `${server}/hi/{name}`,
        timeout_milliseconds: 1000,
        responses: { '404': { status_code: '410' }, default: { status_code: '200' } },
      },
    },
    get_documentation: {
      authorization: 'IAM',
      integration: {
        type: 'mock',
        status_code: 202,
        content_type: 'text/plain',
        body: "page $input.params('page') for $context.identity.user",
      },
    },
    health: { integration: { type: 'mock', body: '{"status":"mocked"}' } },
    get_file: {
      request_parameters: { 'querystring.fileName': true },
      integration: {
        type: 'aws',
        service: 's3',
        method: 'GET',
        path: 'files/{fileName}',
        credentials: 'arn:aws:iam::000000000000:role/reader',
      },
    },
  },
});
export const SHARED = {
  pattern: 'shared',
  operations: { echo: { integration: { type: 'lambda' }, env: { LOG_LEVEL: 'DEBUG' } } },
};
export const MAPPED = (server: string) => ({
  replace_item: {
    integration: {
      type: 'http',
      method: 'POST',
      uri: `${server}/things/{item_id}`,
      request_templates: { 'application/json': `{"title": $input.json('$.name')}` },
      responses: {
        '200': { response_templates: { 'application/json': `{"sent": $input.json('$.body')}` } },
      },
    },
  },
});
