import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage, packageInBucket } from '../terraform/package';
import { readState, type StateResource } from '../terraform/state';
import { TYPES_OF_SHOP } from './shop-types';

const ROOT = 'examples/shop/terraform';

// The stand-in of AWS runs no function. Terraform's provider waits half a minute for each queue, and for one after the other
// where one names the other
const overrides = (inBucket: readonly string[]) => `module "shop" {
  ${inBucket.join('\n  ')}
}

resource "aws_lambda_invocation" "migrations" {
  count = 0
}

resource "aws_sqs_queue" "tasks" {
  redrive_policy = null
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  s3_use_path_style           = true
  max_retries                 = 3
}
`;

const PROXY = 'module.database[0].aws_db_proxy.this';
const GROUP_RULE = /^module\.database\[0\]\.aws_vpc_security_group_ingress_rule\./;

describeOnAws(
  'the root of the example shop on an emulated AWS',
  { tools: ['terraform'], provider: { types: TYPES_OF_SHOP } },
  (aws) => {
    const workspace = new Workspace('shop-aws');
    let tf: Terraform;
    let state: ReadonlyMap<string, StateResource>;

    const values = (address: string) => state.get(address)?.values ?? {};

    beforeAll(async () => {
      const inBucket = await packageInBucket(aws.moto.url, emptyPackage(workspace));
      workspace.copy('examples/shop/migrations');
      tf = new Terraform('terraform', workspace.copy(ROOT), aws.provider.env);
      workspace.write(`${ROOT}/test_override.tf`, overrides(inBucket));
      tf.setVariables({
        environment: 'prod',
        database: { internet_access: true, deletion_protection: false },
      });
      await tf.init();
      await tf.apply('-parallelism=30');
      state = await readState(tf);
    }, 300_000);

    test('is applied, and a second plan is empty', async () => {
      expect(await tf.differences()).toBe('');
    }, 120_000);

    test.each(['$router', '$events'])(
      'has a function that reaches the database by its proxy alone: %s',
      (key) => {
        const { vpc_config, environment } = values(
          `module.shop.module.function["${key}"].aws_lambda_function.this`,
        );
        const { endpoint, arn } = values(PROXY);
        expect(vpc_config).toMatchObject([
          {
            subnet_ids: expect.arrayContaining(
              [0, 1].map((n) => values(`module.database[0].aws_subnet.private[${n}]`).id),
            ),
            security_group_ids: [values('module.database[0].aws_security_group.functions').id],
          },
        ]);
        expect(environment).toMatchObject([
          {
            variables: {
              DATABASE_URL: `postgresql+asyncpg://shop@${endpoint}:5432/shop`,
              DATABASE_AUTH: 'iam',
              DATABASE_POOL_SIZE: '1',
            },
          },
        ]);
        const { policy } = values(`module.shop.module.function["${key}"].aws_iam_role_policy.this[0]`);
        const proxyId = String(arn).split(':').at(-1);
        expect(JSON.parse(String(policy)).Statement).toContainEqual({
          Sid: 'UseDatabase',
          Effect: 'Allow',
          Action: ['rds-db:connect'],
          Resource: [`arn:aws:rds-db:us-east-1:123456789012:dbuser:${proxyId}/shop`],
        });
      },
    );

    test('has a database that the proxy alone may call, and a proxy that functions alone may call', () => {
      const group = (name: string) => values(`module.database[0].aws_security_group.${name}`).id;
      const rules = [...state]
        .filter(([address]) => GROUP_RULE.test(address))
        .map(([, { values }]) => values);
      const from = (name: string) =>
        rules
          .filter(({ security_group_id }) => security_group_id === group(name))
          .map(({ referenced_security_group_id, from_port, cidr_ipv4 }) => [
            referenced_security_group_id,
            from_port,
            cidr_ipv4 || null,
          ]);
      expect(from('database')).toEqual([[group('proxy'), 5432, null]]);
      expect(from('proxy')).toEqual([[group('functions'), 5432, null]]);
      expect(from('functions')).toEqual([]);
      expect(values(PROXY)).toMatchObject({ require_tls: true, auth: [{ iam_auth: 'REQUIRED' }] });
    });

    test('keeps the password out of the state: RDS has it, and the proxy reads it', async () => {
      const { auth } = values(PROXY) as { auth: readonly { secret_arn: string }[] };
      const SecretId = auth[0]?.secret_arn ?? '';
      const answer = await fetch(aws.moto.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'secretsmanager.GetSecretValue',
          authorization:
            'AWS4-HMAC-SHA256 Credential=123456789012/20250101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
        },
        body: JSON.stringify({ SecretId }),
      });
      const { SecretString } = (await answer.json()) as { SecretString: string };
      const { password } = JSON.parse(SecretString) as { password: string };
      expect(password).toMatch(/.{8}/);
      expect(readFileSync(join(tf.cwd, 'terraform.tfstate'), 'utf8')).not.toContain(password);
    });

    test('has a database in production that nobody deletes by an apply, and that leaves a snapshot', async () => {
      const { changes, resource } = await tf.plan('-var-file=envs/prod.tfvars');
      expect(changes.map(({ address }) => address)).toEqual(['module.database[0].aws_rds_cluster.this']);
      expect(resource('module.database[0].aws_rds_cluster.this').change.after).toMatchObject({
        deletion_protection: true,
        skip_final_snapshot: false,
        final_snapshot_identifier: 'prod-shop-last',
      });
    }, 60_000);

    test('is destroyed, and nothing remains', async () => {
      // The provider waits half a minute for each of them to go
      for (const name of ['aws_rds_cluster_instance', 'aws_rds_cluster'])
        await tf.run('state', 'rm', `module.database[0].${name}.this`);
      await tf.destroy('-parallelism=30', '-refresh=false');
      expect((await tf.run('state', 'list')).stdout).toBe('');
    }, 180_000);
  },
);
