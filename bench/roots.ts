import { zipSync } from 'fflate';
import { moduleFiles, writeTree } from '../src/emit';
import { routerModule } from '../src/modules';
import { readApi } from '../src/openapi';
import type { Workspace } from '../test/support/workspace';
import { appDocument, gatewayDocument, INTEGRATION_URI, routes } from './document';

/** A way to say an API with some number of operations in Terraform. */
export interface Form {
  readonly key: 'body' | 'rest' | 'http' | 'settings' | 'isolated' | 'each';
  readonly name: string;
  /** The most operations that it is measured with. */
  readonly most: number;
  /** The most resources that it may have. @default - no target */
  readonly target?: number;
  /** Writes the root module. */
  write(workspace: Workspace, operations: number): void;
}

const ORIGINS = `["https://app.example.com", "https://staging.example.com"]`;

export const FORMS: readonly Form[] = [
  {
    key: 'body',
    name: 'one document',
    most: Number.POSITIVE_INFINITY,
    write: writeBody,
  },
  {
    key: 'rest',
    name: 'REST router module',
    most: Number.POSITIVE_INFINITY,
    target: 14,
    write: (workspace, operations) => writeRouter(workspace, { name: `rest-${operations}`, operations }),
  },
  {
    key: 'http',
    name: 'HTTP router module',
    most: Number.POSITIVE_INFINITY,
    target: 10,
    write: (workspace, operations) =>
      writeRouter(workspace, { name: `http-${operations}`, operations, kind: 'http' }),
  },
  {
    key: 'settings',
    name: 'REST, each operation set',
    most: Number.POSITIVE_INFINITY,
    target: 14,
    write: (workspace, operations) =>
      writeRouter(workspace, { name: `settings-${operations}`, operations, more: SHARED }),
  },
  // Each function takes five seconds to apply, and the provider makes one at a time from a local zip
  {
    key: 'isolated',
    name: 'REST, isolated, each operation set',
    most: 150,
    write: (workspace, operations) =>
      writeRouter(workspace, { name: `isolated-${operations}`, operations, more: ISOLATED }),
  },
  // Terraform needs minutes for more
  { key: 'each', name: 'resources for each operation', most: 300, write: writeEach },
];

/** Something set for every operation: who may call it and how long it may take, and, of a function of its own, its memory. */
const SHARED = settings(
  '{ authorization = "IAM", timeout = 20, request_validation = "BODY" }',
  'routes = "operations"',
);
const ISOLATED = settings(
  '{ timeout = 20, memory_size = 1024, env = { OPERATION = id } }',
  'integration_pattern = "isolated"',
);

function settings(of: string, line: string): string {
  return `
  ${line}
  route_quota = 10000
  operations  = { for id in keys(jsondecode(file("operations.json")).operations) : id => ${of} }`;
}

/** What everything is compared with: a root that holds one role. */
export function writeRole(workspace: Workspace): void {
  workspace.write(
    'main.tf',
    `resource "aws_iam_role" "this" {
  name = "bench"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
`,
  );
}

function writeBody(workspace: Workspace, operations: number): void {
  workspace.copy('modules/rest-api');
  workspace.write('document.json', JSON.stringify(gatewayDocument(operations)));
  workspace.write(
    'main.tf',
    `module "api" {
  source = "./modules/rest-api"

  api_name           = "body-${operations}"
  body               = jsondecode(file("document.json"))
  cors_allow_origins = ${ORIGINS}
}
`,
  );
}

interface Router {
  /** One account holds all the APIs that are measured: each has a name of its own. */
  readonly name: string;
  readonly operations: number;
  /** @default 'rest' */
  readonly kind?: 'rest' | 'http';
  /** Further arguments of the module's call. @default - none */
  readonly more?: string;
}

function writeRouter(workspace: Workspace, { name, operations, kind = 'rest', more = '' }: Router): void {
  const api = readApi(JSON.stringify(appDocument(operations)), 'openapi.json');
  workspace.copy(`modules/${kind}-api`);
  workspace.copy('modules/lambda-function');
  const files = moduleFiles(routerModule({ name, kind, api }));
  writeTree(workspace.at('modules', name), files);
  if (more) workspace.write('operations.json', files.get('operations.json') ?? '');
  const script = new TextEncoder().encode('#!/bin/sh\n');
  workspace.write('lambda.zip', Buffer.from(zipSync({ 'run.sh': [script, { attrs: 0o755 << 16, os: 3 }] })));
  workspace.write(
    'main.tf',
    `module "api" {
  source = "./modules/${name}"

  lambda_zip         = "lambda.zip"
  cors_allow_origins = ${ORIGINS}${more}
}
`,
  );
}

/** Without CORS, which would take four more resources for each path. */
function writeEach(workspace: Workspace, operations: number): void {
  const table = routes(operations).map(({ id, method, collection, ofItem }) => ({
    id,
    method: method.toUpperCase(),
    collection: `things-${collection}`,
    ofItem,
  }));
  workspace.write('operations.json', JSON.stringify(table));
  workspace.write(
    'main.tf',
    `locals {
  operations  = { for operation in jsondecode(file("operations.json")) : operation.id => operation }
  collections = toset([for operation in local.operations : operation.collection])
  items       = toset([for operation in local.operations : operation.collection if operation.ofItem])
}

resource "aws_api_gateway_rest_api" "this" {
  name = "each-${operations}"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "collection" {
  for_each = local.collections

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.key
}

resource "aws_api_gateway_resource" "item" {
  for_each = local.items

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.collection[each.key].id
  path_part   = "{thing_id}"
}

resource "aws_api_gateway_method" "this" {
  for_each = local.operations

  rest_api_id   = aws_api_gateway_rest_api.this.id
  http_method   = each.value.method
  authorization = "AWS_IAM"
  resource_id = (
    each.value.ofItem
    ? aws_api_gateway_resource.item[each.value.collection].id
    : aws_api_gateway_resource.collection[each.value.collection].id
  )
}

resource "aws_api_gateway_integration" "this" {
  for_each = local.operations

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_method.this[each.key].resource_id
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = "${INTEGRATION_URI}"
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  triggers    = { definition = sha1(jsonencode(local.operations)) }
  depends_on  = [aws_api_gateway_integration.this]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = "prod"
}
`,
  );
}
