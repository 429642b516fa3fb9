import { type Moto, startMoto } from '../support/moto';
import { describeOnAws } from '../support/on-aws';
import { awsEnvironment, Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';

// The resource policy of a REST API in the snapshot that the stage serves. AWS clears the policy with each import. The
// provider up to 6.47 puts the one of its state back afterwards, and the one of 6.48 and newer leaves it at that.
const ROOT = `variable "settings" { type = any }
module "api" {
  source = "./modules/rest-api"

  api_name                   = "orders"
  body                       = { openapi = "3.0.1", info = { title = "orders", version = "1" }, paths = { "/" = { get = { responses = {}, x-amazon-apigateway-integration = { type = "mock" } } } } }
  cors_allow_origins         = try(var.settings.origins, ["*"])
  resource_policy            = try(var.settings.policy, null)
  resource_policy_statements = try(var.settings.statements, [])
  deployment_triggers        = try(var.settings.triggers, {})
}
output "all" { value = { api = module.api.api_id, deployment = module.api.deployment_id, arn = module.api.api_execution_arn } }
`;

const office = (address: string) => [
  { Effect: 'Allow', Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': [address] } } },
];
const TEXT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/GET/*' },
  ],
});

describe.each([
  ['up to 6.47, which puts a policy back', {}],
  ['of 6.48 and newer, which puts none back', { TERRAGATE_PROVIDER_RESTORES: '0' }],
])('a resource policy with the provider %s', (_title, env: Record<string, string>) => {
  describeOnAws('on an emulated AWS', { tools: ['terraform'], provider: false }, () => {
    const workspace = new Workspace('policy');
    let moto: Moto;
    let tf: Terraform;

    /** Applies the settings and tells the policy of the snapshot that the stage serves. */
    const served = async (settings: object): Promise<string> => {
      tf.setVariables({ settings });
      await tf.apply();
      expect(await tf.differences()).toBe('');
      const { all } = (await tf.output()) as { all: { api: string; deployment: string; arn: string } };
      const answer = await fetch(`${moto.url}/restapis/${all.api}/deployments/${all.deployment}`, {
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request',
        },
      });
      const { policyOfSnapshot } = (await answer.json()) as { policyOfSnapshot: string | null };
      return (policyOfSnapshot ?? 'none').replaceAll(all.arn, 'API');
    };

    beforeAll(async () => {
      moto = await startMoto(env);
      workspace.copy('modules');
      workspace.write('main.tf', ROOT);
      tf = new Terraform('terraform', workspace.path, awsEnvironment(moto.url));
      tf.writeProvider();
      await tf.init();
    }, 300_000);

    afterAll(() => moto?.stop());

    test('is served from when it is set, through changes of the API and of itself, until it is removed', async () => {
      expect(await served({})).toBe('none');
      expect(await served({ statements: office('192.0.2.0/24') })).toContain('192.0.2.0/24');
      expect(await served({ statements: office('192.0.2.0/24'), origins: ['https://a.example'] })).toContain(
        '192.0.2.0/24',
      );
      const other = await served({ statements: office('198.51.100.0/24'), origins: ['https://a.example'] });
      expect(other).toContain('198.51.100.0/24');
      expect(other).not.toContain('192.0.2.0/24');
      expect(
        await served({ statements: office('203.0.113.0/24'), origins: ['https://b.example'] }),
      ).toContain('203.0.113.0/24');
      expect(await served({ policy: TEXT })).toContain('"API/prod/GET/*"');
      const removed = await served({});
      // The provider that puts a policy back does so in the apply that removes it: the next deployment is without.
      if (env.TERRAGATE_PROVIDER_RESTORES === '0') expect(removed).toBe('none');
      else expect(removed).toContain('"API/prod/GET/*"');
      expect(await served({ triggers: { policy: 'removed' } })).toBe('none');
    }, 600_000);
  });
});
