import { readFileSync } from 'node:fs';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';

/** A website and its API, each of which has the address of the other one. */
const ROOT = `
variable "settings" { type = any }

module "website" {
  source = "./modules/website"

  name            = "shop"
  api_urls        = { MyApi = module.api.stage_invoke_url }
  aliases         = lookup(var.settings, "aliases", [])
  certificate_arn = lookup(var.settings, "certificate_arn", null)
  tags            = lookup(var.settings, "tags", {})
}

module "api" {
  source = "./modules/http-api"

  api_name           = "shop"
  cors_allow_origins = [module.website.url]
}

output "website" { value = module.website }
output "api_url" { value = module.api.stage_invoke_url }
`;
const ALIASES = {
  aliases: ['shop.example.com'],
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d',
};

interface Outputs {
  readonly website: Readonly<Record<string, string>>;
  readonly api_url: string;
}

describeOnAws('the website module on an emulated AWS', { tools: ['terraform'] }, (aws) => {
  const workspace = new Workspace('website-module');
  let tf: Terraform;

  beforeAll(async () => {
    workspace.copy('modules');
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

  test('is applied in one go with an API, each with the address of the other one, and a second plan is empty', async () => {
    const done = await change({});

    expect(done.every((action) => action.startsWith('create '))).toBe(true);
    const { website, api_url } = await outputs();
    expect(website.url).toBe(`https://${website.domain_name}`);
    expect(attributesOf('aws_apigatewayv2_api', 'this').cors_configuration[0].allow_origins).toEqual([
      website.url,
    ]);
    const settings = await fetch(`${aws.moto.url}/${website.bucket}/runtime-config.json`, {
      headers: { authorization: AUTHORIZATION },
    });
    expect(await settings.json()).toEqual({ apis: { MyApi: api_url } });
    expect(settings.headers.get('cache-control')).toBe('no-cache');
    const { Statement } = JSON.parse(attributesOf('aws_s3_bucket_policy', 'this').policy);
    expect(Statement[0].Condition.StringEquals['AWS:SourceArn']).toBe(website.distribution_arn);
  }, 120_000);

  test('gets a domain without being made anew, and the API allows that one', async () => {
    const done = await change(ALIASES);

    expect(done).toEqual([
      'update module.api.aws_apigatewayv2_api.this',
      'update module.website.aws_cloudfront_distribution.this',
    ]);
    expect((await outputs()).website.url).toBe('https://shop.example.com');
  }, 120_000);

  test('is destroyed, and nothing remains', async () => {
    // The provider waits most of a minute until a distribution may go
    await tf.run('state', 'rm', 'module.website.aws_cloudfront_distribution.this');
    await tf.destroy('-refresh=false');

    expect((await tf.run('state', 'list')).stdout).toBe('');
  }, 180_000);
});

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
