import { readFileSync } from 'node:fs';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage } from './package';

/** A website and its APIs, each of which has the address of the other ones: an HTTP API, and a function URL. */
const ROOT = `
variable "settings" { type = any }

module "website" {
  source = "./modules/website"

  name            = "shop"
  api_urls        = { MyApi = module.api.stage_invoke_url, Reports = module.reports_url.url }
  aliases         = lookup(var.settings, "aliases", [])
  certificate_arn = lookup(var.settings, "certificate_arn", null)
  tags            = lookup(var.settings, "tags", {})
}

module "api" {
  source = "./modules/http-api"

  api_name           = "shop"
  cors_allow_origins = [module.website.url]
}

module "reports" {
  source = "./modules/lambda-function"

  name     = "reports"
  filename = abspath("lambda.zip")
}

module "reports_url" {
  source = "./modules/function-url"

  function_arn           = module.reports.alias_arn
  distribution_enabled   = true
  response_transfer_mode = lookup(var.settings, "response_transfer_mode", "BUFFERED")
  aliases                = lookup(var.settings, "url_aliases", [])
  certificate_arn        = lookup(var.settings, "certificate_arn", null)
  cors_allow_origins     = [module.website.url]
}

output "reports_url" { value = module.reports_url }
output "website" { value = module.website }
output "api_url" { value = module.api.stage_invoke_url }
`;
const ALIASES = {
  aliases: ['shop.example.com'],
  url_aliases: ['reports.example.com'],
  response_transfer_mode: 'STREAM',
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d',
};

interface Outputs {
  readonly website: Readonly<Record<string, string>>;
  readonly reports_url: Readonly<Record<string, string>>;
  readonly api_url: string;
}

describeOnAws('the website and function-url modules on an emulated AWS', { tools: ['terraform'] }, (aws) => {
  const workspace = new Workspace('website-module');
  let tf: Terraform;

  beforeAll(async () => {
    workspace.copy('modules');
    emptyPackage(workspace);
    workspace.write('main.tf', ROOT);
    tf = new Terraform('terraform', workspace.path, aws.provider.env);
    tf.writeProvider();
    await tf.init();
  }, 120_000);

  const outputs = async () => (await tf.output()) as unknown as Outputs;
  const change = async (settings: object) => {
    tf.setVariables({ settings });
    const done = await tf.applied();
    expect(await tf.differences()).toBe('');
    return done;
  };
  const attributesOf = (type: string, name: string) => {
    const state = JSON.parse(readFileSync(workspace.at('terraform.tfstate'), 'utf8'));
    const found = state.resources.find(
      (one: { type: string; name: string }) => one.type === type && one.name === name,
    );
    return found.instances[0].attributes;
  };
  const asked = async (path: string, service: string) => {
    const answer = await fetch(aws.moto.url + path, { headers: { authorization: authorization(service) } });
    return (await answer.json()) as Record<string, unknown>;
  };

  test('are applied in one go with an API, each with the address of the other one, and a second plan is empty', async () => {
    const done = await change({});

    expect(done.every((action) => action.startsWith('create '))).toBe(true);
    const { website, reports_url, api_url } = await outputs();
    expect(website.url).toBe(`https://${website.domain_name}`);
    expect(attributesOf('aws_apigatewayv2_api', 'this').cors_configuration[0].allow_origins).toEqual([
      website.url,
    ]);
    const settings = await fetch(`${aws.moto.url}/${website.bucket}/runtime-config.json`, {
      headers: { authorization: authorization('s3') },
    });
    expect(await settings.json()).toEqual({ apis: { MyApi: api_url, Reports: reports_url.url } });
    expect(reports_url.url).toBe(`https://${reports_url.domain_name}`);
    expect(settings.headers.get('cache-control')).toBe('no-cache');
    const { Statement } = JSON.parse(attributesOf('aws_s3_bucket_policy', 'this').policy);
    expect(Statement[0].Condition.StringEquals['AWS:SourceArn']).toBe(website.distribution_arn);
  }, 120_000);

  test('Lambda lets the distribution of a function URL in, and nobody else', async () => {
    const { reports_url } = await outputs();
    const { Policy } = await asked('/2015-03-31/functions/reports/policy?Qualifier=live', 'lambda');

    const { Statement } = JSON.parse(String(Policy)) as { Statement: Record<string, unknown>[] };
    const Condition = { ArnLike: { 'AWS:SourceArn': reports_url.distribution_arn } };
    const letIn = (Action: string) => ({ Action, Principal: CLOUDFRONT, Condition });
    expect(Statement.map(({ Action, Principal, Condition }) => ({ Action, Principal, Condition }))).toEqual(
      expect.arrayContaining(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map(letIn)),
    );
    expect(Statement).toHaveLength(2);
  }, 60_000);

  test('get domains without being made anew, answers in parts, and the APIs allow the new pages', async () => {
    const done = await change(ALIASES);

    expect(done).toEqual([
      'update module.api.aws_apigatewayv2_api.this',
      'update module.reports_url.aws_cloudfront_distribution.this[0]',
      'update module.reports_url.aws_lambda_function_url.this',
      'update module.website.aws_cloudfront_distribution.this',
      'update module.website.aws_s3_object.runtime_config',
    ]);
    const { website, reports_url } = await outputs();
    expect([website.url, reports_url.url]).toEqual([
      'https://shop.example.com',
      'https://reports.example.com',
    ]);
    expect(attributesOf('aws_lambda_function_url', 'this')).toMatchObject({
      invoke_mode: 'RESPONSE_STREAM',
      cors: [expect.objectContaining({ allow_origins: ['https://shop.example.com'] })],
    });
  }, 120_000);

  test('are destroyed, and nothing remains', async () => {
    // The provider waits most of a minute until a distribution may go
    const distribution = 'aws_cloudfront_distribution.this';
    await tf.run('state', 'rm', `module.website.${distribution}`, `module.reports_url.${distribution}[0]`);
    await tf.destroy('-refresh=false');

    expect((await tf.run('state', 'list')).stdout).toBe('');
  }, 180_000);
});

const CLOUDFRONT = { Service: 'cloudfront.amazonaws.com' };
const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
