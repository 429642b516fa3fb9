import { describeOnAws } from '../support/on-aws';
import { awsEnvironment, Terraform, type TerraformBinary, WHOLE_PROVIDER } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage, moduleCall } from './package';

// How the modules are called: twice in one root, in for_each, after others, bare; on the oldest and the newest tools.
const ZIP = 'lambda_zip = "lambda.zip"';

const TOGETHER = `${moduleCall('account', 'api-gateway-account')}
${moduleCall('one', 'my-api', [ZIP, 'name = "one"', 'access_log_enabled = true', 'execution_log_level = "ERROR"', 'resource_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*" }] })', 'depends_on = [module.account]'])}
${moduleCall('two', 'my-http-api', [ZIP, 'name = "two"', 'stage_auto_deploy = false'])}
${moduleCall('each', 'my-api', [ZIP, 'for_each = toset(["blue", "green"])', 'name_prefix = "${each.key}-"'])}
${moduleCall('dir', 'my-http-api', ['name = "dir"', 'lambda_source_dir = "code"'])}
${moduleCall('url', 'function-url', ['function_arn = module.two.functions["$router"].alias_arn', 'cors_allow_origins = []'])}
output "names" { value = [for api in module.each : api.lambda_function_name] }
output "count" { value = length(module.one.operations) }
`;

const BARE = `${moduleCall('rest', 'rest-api', ['api_name = "bare"'])}
resource "aws_api_gateway_resource" "items" {
  rest_api_id = module.rest.api_id
  parent_id   = module.rest.api_root_resource_id
  path_part   = "items"
}
resource "aws_api_gateway_method" "items" {
  rest_api_id   = module.rest.api_id
  resource_id   = aws_api_gateway_resource.items.id
  http_method   = "GET"
  authorization = "AWS_IAM"
}
${moduleCall('http', 'http-api', ['api_name = "bare"'])}
resource "aws_apigatewayv2_integration" "site" {
  api_id             = module.http.api_id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com"
}
resource "aws_apigatewayv2_route" "site" {
  api_id    = module.http.api_id
  route_key = "GET /site"
  target    = "integrations/\${aws_apigatewayv2_integration.site.id}"
}
`;

const CASES: readonly (readonly [string, TerraformBinary, string])[] = [
  ['several instances', 'terraform', TOGETHER],
  ['several instances', 'terraform-1.5.7', TOGETHER],
  ['several instances', 'tofu', TOGETHER],
  ['bare APIs', 'terraform', BARE],
];

describe.each(CASES)('%s with %s', (title, binary, root) => {
  describeOnAws(`on an emulated AWS`, { tools: [binary], provider: false }, (aws) => {
    test('are applied side by side, planned again without a change, and destroyed', async () => {
      const workspace = new Workspace(title.replace(' ', '-'));
      workspace.copy('modules');
      emptyPackage(workspace);
      workspace.write('code/run.sh', '#!/bin/sh\n', 0o755);
      workspace.write('main.tf', root);
      const tf = new Terraform(binary, workspace.path, awsEnvironment(aws.moto.url));
      tf.writeProvider();
      await tf.init();
      await tf.apply();
      expect(await tf.differences()).toBe('');
      if (root === TOGETHER) {
        expect((await tf.output()).names).toEqual(['blue-my-api', 'green-my-api']);
      }
      await tf.destroy();
      expect((await tf.run('state', 'list')).stdout).toBe('');
    }, 400_000);
  });
});

describeOnAws('the Terraform example', { tools: ['terraform'], provider: false }, (aws) => {
  test('is applied as it stands, gives its outputs, and is destroyed', async () => {
    const workspace = new Workspace('example');
    workspace.copy('modules');
    workspace.copy('examples/terraform');
    emptyPackage(workspace, 'modules/my-api/lambda.zip');
    // Nothing stands between Terraform and the provider here: the whole life of an API as a user has it
    const env = { ...awsEnvironment(aws.moto.url), ...WHOLE_PROVIDER };
    const tf = new Terraform('terraform', workspace.at('examples/terraform'), env);
    await tf.init();
    await tf.apply();
    expect(await tf.differences()).toBe('');
    expect(await tf.output()).toMatchObject({
      api_url: expect.stringMatching(/^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod$/),
      lambda_function_name: 'my-api',
    });
    await tf.destroy();
    expect((await tf.run('state', 'list')).stdout).toBe('');
  }, 300_000);
});
