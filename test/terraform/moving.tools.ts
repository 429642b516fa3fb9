import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage } from './package';

const MINUTES = 60_000;

/** What docs/moving.md says, in roots as other tools make them: only what tells whether the API stays. */
const FROM: Readonly<Record<string, { before: string; after: string; api: string; stage: string }>> = {
  'a root of terraform-aws-modules, by moved and removed blocks': {
    api: 'module.my_http_api.module.http_api.aws_apigatewayv2_api.this',
    stage: 'module.my_http_api.module.http_api.aws_apigatewayv2_stage.this',
    before: `
module "api_gateway" {
  source = "./theirs/http"
}

module "lambda_function" {
  source = "./theirs/function"
}
`,
    after: `
module "my_http_api" {
  source = "./modules/my-http-api"

  name            = "shop"
  lambda_zip      = abspath("lambda.zip")
  domain_name     = "api.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
}

moved {
  from = module.api_gateway.aws_apigatewayv2_domain_name.this[0]
  to   = module.my_http_api.module.http_api.aws_apigatewayv2_domain_name.this[0]
}

moved {
  from = module.api_gateway.aws_apigatewayv2_api_mapping.this[0]
  to   = module.my_http_api.module.http_api.aws_apigatewayv2_api_mapping.this[0]
}

moved {
  from = module.api_gateway.aws_apigatewayv2_api.this[0]
  to   = module.my_http_api.module.http_api.aws_apigatewayv2_api.this
}

moved {
  from = module.api_gateway.aws_apigatewayv2_stage.this[0]
  to   = module.my_http_api.module.http_api.aws_apigatewayv2_stage.this
}

removed {
  from = module.api_gateway.aws_apigatewayv2_route.this
  lifecycle {
    destroy = false
  }
}

removed {
  from = module.api_gateway.aws_apigatewayv2_integration.this
  lifecycle {
    destroy = false
  }
}

removed {
  from = module.lambda_function
  lifecycle {
    destroy = false
  }
}
`,
  },
  'the modules of the Nx plugin, by the source and moved and removed blocks': {
    api: 'module.my_api.module.rest_api.aws_api_gateway_rest_api.this',
    stage: 'module.my_api.module.rest_api.aws_api_gateway_stage.this[0]',
    before: `
module "my_api" {
  source = "./theirs/app"
}
`,
    after: `
module "my_api" {
  source = "./modules/my-api"

  name       = "shop"
  lambda_zip = abspath("lambda.zip")
}

moved {
  from = module.my_api.module.rest_api.aws_api_gateway_rest_api.rest_api
  to   = module.my_api.module.rest_api.aws_api_gateway_rest_api.this
}

moved {
  from = module.my_api.aws_api_gateway_stage.api_stage
  to   = module.my_api.module.rest_api.aws_api_gateway_stage.this[0]
}

removed {
  from = module.my_api.aws_api_gateway_deployment.api_deployment
  lifecycle {
    destroy = false
  }
}

removed {
  from = module.my_api.aws_api_gateway_resource.proxy_resource
  lifecycle {
    destroy = false
  }
}

removed {
  from = module.my_api.aws_api_gateway_method.proxy_method
  lifecycle {
    destroy = false
  }
}

removed {
  from = module.my_api.aws_api_gateway_integration.lambda_integration
  lifecycle {
    destroy = false
  }
}
`,
  },
};

/** An HTTP API with one route, whose resources are called as those of terraform-aws-modules' apigateway-v2. */
const THEIR_HTTP = `
resource "aws_apigatewayv2_api" "this" {
  count         = 1
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "this" {
  for_each           = toset(["$default"])
  api_id             = aws_apigatewayv2_api.this[0].id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "https://example.com"
}

resource "aws_apigatewayv2_route" "this" {
  for_each  = toset(["$default"])
  api_id    = aws_apigatewayv2_api.this[0].id
  route_key = each.key
  target    = "integrations/\${aws_apigatewayv2_integration.this[each.key].id}"
}

resource "aws_apigatewayv2_stage" "this" {
  count       = 1
  api_id      = aws_apigatewayv2_api.this[0].id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_domain_name" "this" {
  count       = 1
  domain_name = "api.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count       = 1
  api_id      = aws_apigatewayv2_api.this[0].id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this[0].id
}
`;

/** The role of a function, for all that such a module makes. */
const THEIR_FUNCTION = `
resource "aws_iam_role" "lambda" {
  count              = 1
  name               = "shop"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`;

/** A REST API whose resources are called as those of the Nx plugin; and the core module in it. */
const THEIR_APP = `
module "rest_api" {
  source = "../core"
}

resource "aws_api_gateway_resource" "proxy_resource" {
  rest_api_id = module.rest_api.id
  parent_id   = module.rest_api.root
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "proxy_method" {
  rest_api_id   = module.rest_api.id
  resource_id   = aws_api_gateway_resource.proxy_resource.id
  http_method   = "ANY"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "lambda_integration" {
  rest_api_id = module.rest_api.id
  resource_id = aws_api_gateway_resource.proxy_resource.id
  http_method = aws_api_gateway_method.proxy_method.http_method
  type        = "MOCK"
}

resource "aws_api_gateway_deployment" "api_deployment" {
  rest_api_id = module.rest_api.id
  depends_on  = [aws_api_gateway_integration.lambda_integration]
}

resource "aws_api_gateway_stage" "api_stage" {
  deployment_id = aws_api_gateway_deployment.api_deployment.id
  rest_api_id   = module.rest_api.id
  stage_name    = "prod"
}
`;
const THEIR_CORE = `
resource "aws_api_gateway_rest_api" "rest_api" {
  name = "shop"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

output "id" {
  value = aws_api_gateway_rest_api.rest_api.id
}

output "root" {
  value = aws_api_gateway_rest_api.rest_api.root_resource_id
}
`;

/** What a tool without a Terraform state has made: an API with a domain and a table. */
const ELSEWHERE = `
module "app" {
  source = "./theirs/app"
}

resource "aws_api_gateway_domain_name" "theirs" {
  domain_name              = "api.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "theirs" {
  api_id      = module.app.id
  stage_name  = module.app.stage
  domain_name = aws_api_gateway_domain_name.theirs.domain_name
}

resource "aws_dynamodb_table" "theirs" {
  name         = "todo"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

output "id" {
  value = module.app.id
}
`;
const IMPORTED = (id: string) => `
module "my_api" {
  source = "./modules/my-api"

  name            = "shop"
  lambda_zip      = abspath("lambda.zip")
  domain_name     = "api.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
}

resource "aws_dynamodb_table" "todo" {
  name         = "todo"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

import {
  to = module.my_api.module.rest_api.aws_api_gateway_rest_api.this
  id = "${id}"
}

import {
  to = module.my_api.module.rest_api.aws_api_gateway_stage.this[0]
  id = "${id}/prod"
}

import {
  to = module.my_api.module.rest_api.aws_api_gateway_domain_name.this[0]
  id = "api.example.com"
}

import {
  to = module.my_api.module.rest_api.aws_api_gateway_base_path_mapping.this[0]
  id = "api.example.com/"
}

import {
  to = aws_dynamodb_table.todo
  id = "todo"
}
`;

describeOnAws('an API that moves here', { tools: ['terraform'] }, (aws) => {
  const root = (name: string) => {
    const workspace = new Workspace(`moving-${name}`);
    workspace.copy('modules');
    emptyPackage(workspace);
    workspace.write('theirs/http/main.tf', THEIR_HTTP);
    workspace.write('theirs/function/main.tf', THEIR_FUNCTION);
    workspace.write('theirs/core/main.tf', THEIR_CORE);
    workspace.write(
      'theirs/app/main.tf',
      `${THEIR_APP}\noutput "id" {\n  value = module.rest_api.id\n}\n\noutput "stage" {\n  value = aws_api_gateway_stage.api_stage.stage_name\n}\n`,
    );
    const tf = new Terraform('terraform', workspace.path, aws.provider.env);
    tf.writeProvider();
    const made = async (text: string) => {
      workspace.write('main.tf', text);
      await tf.init();
      return tf.applied();
    };
    return { workspace, tf, made };
  };

  beforeEach(() => aws.moto.reset());

  test.each(Object.entries(FROM))(
    'keeps its id and its stage, coming from %s',
    async (_, { before, after, api, stage }) => {
      const { tf, made, workspace } = root('terraform');
      await made(before);
      const ids = async () =>
        (await tf.plan()).resourceChanges.flatMap(({ type, change }) =>
          /^aws_api(?:_gateway_rest_api|gatewayv2_api)$/.test(type) ? [change.before?.id] : [],
        );
      const [id] = await ids();
      expect(id).toMatch(/^\w{6,}$/);

      workspace.write('main.tf', after);
      await tf.init();
      const plan = await tf.plan();
      for (const address of [api, stage]) expect(plan.resource(address).change.actions).toEqual(['update']);
      expect(plan.changes.filter(({ change }) => change.actions.includes('delete'))).toEqual([]);
      const madeTypes = plan.changes
        .filter(({ change }) => change.actions.includes('create'))
        .map(({ type }) => type);
      expect(
        madeTypes.filter((type) => /_(?:domain_name|api_mapping|base_path_mapping)$/.test(type)),
      ).toEqual([]);
      await tf.apply();
      expect(await ids()).toEqual([id]);
      expect(await tf.differences()).toBe('');
    },
    3 * MINUTES,
  );

  test(
    'keeps its id, its stage, its domain and its table, coming from a tool that has no state of Terraform',
    async () => {
      const elsewhere = root('elsewhere');
      await elsewhere.made(ELSEWHERE);
      const { id } = await elsewhere.tf.output();
      const { tf, workspace } = root('imported');
      workspace.write('main.tf', IMPORTED(String(id)));
      await tf.init();
      const plan = await tf.plan();
      expect(plan.changes.filter(({ change }) => change.actions.includes('delete'))).toEqual([]);
      await tf.apply();
      expect(await tf.differences()).toBe('');
      const now = await tf.plan();
      expect(
        now.resource('module.my_api.module.rest_api.aws_api_gateway_rest_api.this').change.before?.id,
      ).toBe(id);
    },
    3 * MINUTES,
  );
});
