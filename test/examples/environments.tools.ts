import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import packageJson from '../../package.json';
import { stepsOf } from '../docs/page';
import { Reader } from '../docs/reader';
import { CommandLine, lendInstalled } from '../support/cli';
import { describeOnAws } from '../support/on-aws';
import { awsEnvironment, Terraform, type TerraformBinary } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { emptyPackage } from '../terraform/package';
import { TYPES_OF_SHOP } from './shop-types';

const MINUTES = 60_000;
const EXAMPLE = 'examples/environments';
const README = `${EXAMPLE}/README.md`;
const PAGE = 'docs/team.md';
const ACCOUNT = '123456789012';
const PROD = '210987654321';
const REGION = 'eu-central-1';
// For the commands of readers, too
process.env.TERRAGATE_MORE_SCHEMAS = [...TYPES_OF_SHOP, 'aws_wafv2_web_acl'].join();

// The stand-in of AWS runs no function, and the database is that of test/examples/shop-aws.tools.ts: RDS takes a minute for an instance
const OVERRIDE = `resource "aws_lambda_invocation" "migrations" {
  count = 0
}

provider "aws" {
  s3_use_path_style = true
  max_retries       = 3
}
`;
const NO_INSTANCE = `resource "aws_rds_cluster_instance" "this" {
  count = 0
}
`;

/** Copies what a reader of the example has: a checkout, with what the example has installed here. */
function checkout(workspace: Workspace): string {
  for (const path of [EXAMPLE, 'examples/shop/terraform']) workspace.copy(path, `checkout/${path}`);
  workspace.write('checkout/package.json', JSON.stringify(packageJson));
  symlinkSync(join(REPOSITORY, 'node_modules'), workspace.at('checkout/node_modules'));
  lendInstalled(workspace.at(`checkout/${EXAMPLE}`), EXAMPLE);
  return workspace.at('checkout');
}

describeWithTools('the roots of the example environments', ['terraform', 'terraform-1.5.7', 'tofu'], () => {
  const workspace = new Workspace('environments-roots');

  beforeAll(() => {
    for (const path of [EXAMPLE, 'examples/shop/terraform/database']) workspace.copy(path);
    emptyPackage(workspace, `${EXAMPLE}/terraform/modules/board/lambda.zip`);
  });

  test.each(['terraform', 'terraform-1.5.7', 'tofu'] satisfies TerraformBinary[])(
    'are valid: %s',
    async (binary) => {
      for (const root of ['terraform', 'terraform/pipeline']) {
        const tf = new Terraform(binary, workspace.at(EXAMPLE, root));
        await tf.init('-backend=false');
        expect(await tf.validate()).toMatchObject({ valid: true, diagnostics: [] });
      }
    },
    2 * MINUTES,
  );

  test(
    'are protected in prod, and larger, and a canary gets its share',
    async () => {
      // A plan without AWS, as the tests of the root make them
      const tf = new Terraform('terraform', workspace.at(EXAMPLE, 'terraform'));
      await tf.init('-backend=false');
      const path = `${EXAMPLE}/terraform/tests/prod.tftest.hcl`;
      const [mocks = ''] = readFileSync(workspace.at(path), 'utf8').split(/^run /m);
      workspace.write(
        path,
        `${mocks}run "prod" {
  command = plan

  variables {
    canary = { stable_version = "7", weight = 0.1 }
  }
}
`,
      );
      const { stdout } = await tf.run(
        ...['test', '-json', '-verbose', '-var-file=envs/prod.tfvars', '-filter=tests/prod.tftest.hcl'],
      );
      const changes = stdout
        .split('\n')
        .filter((line) => line.includes('"test_plan"'))
        .flatMap((line) => JSON.parse(line).test_plan.resource_changes as PlannedChange[]);
      const after = (address: string) => changes.find((one) => one.address === address)?.change.after;

      expect(after('module.database[0].aws_rds_cluster.this')).toMatchObject({
        deletion_protection: true,
        backup_retention_period: 35,
        serverlessv2_scaling_configuration: [{ min_capacity: 1, max_capacity: 8 }],
      });
      expect(after('module.website.aws_s3_bucket.this')).toMatchObject({ force_destroy: false });
      const router = 'module.board.module.function["$router"]';
      expect(after(`${router}.aws_lambda_function.this`)).toMatchObject({ memory_size: 1024 });
      expect(after(`${router}.aws_lambda_alias.live[0]`)).toMatchObject({ function_version: '7' });
      expect(after(`${router}.aws_cloudwatch_log_group.this[0]`)).toMatchObject({ retention_in_days: 365 });
      expect(
        after('module.board.module.rest_api.aws_api_gateway_method_settings.this[0]')?.settings,
      ).toMatchObject([{ throttling_rate_limit: 200, throttling_burst_limit: 400 }]);
    },
    2 * MINUTES,
  );
});

interface PlannedChange {
  readonly address: string;
  readonly change: { readonly after: Readonly<Record<string, unknown>> };
}

describeWithTools(
  'a reader of the README of the example environments',
  ['terraform', 'python3.13', 'lambda-adapter'],
  () => {
    const workspace = new Workspace('environments-readme');
    let reader: Reader;

    beforeAll(() => {
      const folder = checkout(workspace);
      const file = JSON.stringify(workspace.at('board.db'));
      workspace.write(`checkout/${EXAMPLE}/terraform/terraform.tfvars`, `database_file = ${file}\n`);
      reader = new Reader(workspace, folder);
    });
    afterAll(() => reader.run(`npx terragate down --cwd ${EXAMPLE}`), MINUTES);

    test(
      'posts a notice on this machine, and runs the tests of the root',
      async () => {
        await reader.follow(README, stepsOf(README));
      },
      8 * MINUTES,
    );
  },
);

describeOnAws(
  'a team that does what docs/team.md says',
  { tools: ['terraform', 'python3.13'], provider: false },
  (aws) => {
    const workspace = new Workspace('team');
    const steps = stepsOf(PAGE);
    const done = new Set<string>();
    let reader: Reader;
    let env: Record<string, string>;
    /** A colleague, with a clone. */
    let colleague: CommandLine;
    let clients: { s3: S3Client; lambda: LambdaClient; iam: IAMClient };

    const follow = (...sections: string[]) => {
      const there = new Set(steps.map(({ section }) => section));
      expect(sections.filter((one) => !there.has(one))).toEqual([]);
      for (const section of sections) done.add(section);
      return reader.follow(
        PAGE,
        steps.filter(({ section }) => sections.includes(section)),
      );
    };
    const board = (...path: string[]) => workspace.at('board', ...path);
    const edit = (path: string, change: (text: string) => string) =>
      workspace.write(`board/${path}`, change(readFileSync(board(path), 'utf8')));
    const byColleague = async (...args: string[]) => {
      const { code, stdout, stderr } = await colleague.run(
        [...args, '--aws', '--env', 'staging', '--json'],
        env,
      );
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
      return JSON.parse(stdout);
    };
    const functions = async () => {
      const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand({}));
      return Functions.map(({ FunctionName }) => FunctionName).sort();
    };

    beforeAll(async () => {
      const settings = {
        endpoint: aws.moto.url,
        region: REGION,
        credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
      };
      clients = {
        s3: new S3Client({ ...settings, forcePathStyle: true }),
        lambda: new LambdaClient(settings),
        iam: new IAMClient(settings),
      };
      const { Credentials } = await new STSClient(settings).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${PROD}:role/admin`, RoleSessionName: 'prod' }),
      );
      env = {
        ...awsEnvironment(aws.moto.url, ACCOUNT),
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_CONFIG_FILE: workspace.write('config', `[profile board-prod]\nregion = ${REGION}\n`),
        AWS_SHARED_CREDENTIALS_FILE: workspace.write(
          'credentials',
          [
            '[board-prod]',
            `aws_access_key_id = ${Credentials?.AccessKeyId}`,
            `aws_secret_access_key = ${Credentials?.SecretAccessKey}`,
            `aws_session_token = ${Credentials?.SessionToken}`,
          ].join('\n'),
        ),
      };
      reader = new Reader(workspace, checkout(workspace), env);
    }, MINUTES);

    test(
      'copies the example, and gives it states, secrets, a pipeline and its roles',
      async () => {
        await follow('Copy it');
        edit('terraform/database.tf', (text) =>
          text.replace(/"\.\.\/\.\.\/shop\/terraform\/database".*/, '"./database"'),
        );
        await follow('Accounts and states', 'A secret', 'The pipeline and its roles');

        // The files of the example are what these commands write. Only an emulated AWS has use_path_style
        const text = (path: string, folder = join(REPOSITORY, EXAMPLE)) =>
          readFileSync(join(folder, path), 'utf8')
            .replace(/^use_path_style.*\n/m, '')
            .replace(/ +=/g, ' =');
        const written = [
          ...['backend.tf', 'pipeline/main.tf', 'pipeline/roles.tf', 'pipeline/permissions.tf'],
          ...['dev', 'staging', 'prod'].flatMap((name) => [
            `envs/${name}.tfvars`,
            `envs/${name}.s3.tfbackend`,
          ]),
          ...[ACCOUNT, PROD].map((account) => `pipeline/${account}.s3.tfbackend`),
        ].map((name) => `terraform/${name}`);
        for (const path of [...written, '.github/workflows/terragate.yml'])
          expect([path, text(path, board())]).toEqual([path, text(path)]);
      },
      4 * MINUTES,
    );

    test(
      'has policies for its roles that are no longer than AWS takes',
      async () => {
        const { iam } = clients;
        for (const name of ['dev', 'staging']) {
          for (const policy of ['read', 'functions']) {
            const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/terragate/board-${name}-${policy}`;
            const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
            const { PolicyVersion } = await iam.send(
              new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
            );
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
            expect(lengthOf(PolicyVersion?.Document)).toBeLessThanOrEqual(6144);
          }
          const { PolicyDocument } = await iam.send(
            new GetRolePolicyCommand({ RoleName: `board-${name}-apply`, PolicyName: 'write' }),
          );
          expect(lengthOf(PolicyDocument)).toBeLessThanOrEqual(10_240);
        }
      },
      MINUTES,
    );

    test(
      'deploys dev and staging side by side, and has nothing to do after that',
      async () => {
        workspace.write('board/terraform/test_override.tf', OVERRIDE);
        workspace.write('board/terraform/database/test_override.tf', NO_INSTANCE);
        const zone = await hostedZone(aws.moto.url, 'staging.example.com');
        edit('terraform/envs/staging.tfvars', (text) => text.replaceAll('Z0STAGINGEXAMPLE', zone));
        await reader.run('npx terragate build');
        const own = /\/\.(?:venv|terragate\/(?:aws|lock))$/;
        cpSync(board(), workspace.at('clone'), {
          recursive: true,
          verbatimSymlinks: true,
          filter: (path) => !own.test(path),
        });
        symlinkSync(board('.venv'), workspace.at('clone/.venv'));
        colleague = new CommandLine(workspace.at('clone'));

        const [, staging] = await Promise.all([follow('The first deployment'), byColleague('up', '--yes')]);

        expect(staging).toMatchObject({ environment: 'staging', changed: true });
        const names = ['dev-board', 'dev-board_events', 'staging-board', 'staging-board_events'];
        expect(await functions()).toEqual(names);
        const [again] = await Promise.all([
          byColleague('up', '--check'),
          reader.run('npx terragate up --aws --env dev --check'),
        ]);
        expect(again).toMatchObject({ changed: false });
      },
      8 * MINUTES,
    );

    test('has no resource in two environments, and the firewall and the domains where they belong', async () => {
      const [dev, staging] = await Promise.all(
        ['dev', 'staging'].map((name) => resourcesOf(clients.s3, name)),
      );
      const arns = (of = dev) => of?.flatMap(({ values }) => (values.arn ? [String(values.arn)] : [])) ?? [];
      const both = arns(dev).filter((arn) => arns(staging).includes(arn));
      expect(arns(dev).length).toBeGreaterThan(15);
      expect(both).toEqual([]);
      const typesOf = (of = dev) => new Set(of?.map(({ type }) => type));
      const ofStaging = [
        'aws_acm_certificate',
        'aws_api_gateway_domain_name',
        'aws_cloudwatch_metric_alarm',
        'aws_route53_record',
        'aws_sns_topic',
        'aws_wafv2_web_acl',
        'aws_wafv2_web_acl_association',
      ];
      expect([...typesOf(staging)].filter((type) => !typesOf(dev).has(type)).sort()).toEqual([
        'aws_acm_certificate',
        'aws_acm_certificate_validation',
        'aws_api_gateway_base_path_mapping',
        ...ofStaging.slice(1, 4),
        'aws_sns_topic',
        'aws_sns_topic_subscription',
        ...ofStaging.slice(5),
      ]);
      const find = (type: string) => staging?.find((one) => one.type === type)?.values;
      expect(find('aws_wafv2_web_acl_association')).toMatchObject({
        web_acl_arn: find('aws_wafv2_web_acl')?.arn,
        resource_arn: find('aws_api_gateway_stage')?.arn,
      });
    });

    test('changes a route, and goes back', () => follow('A change', 'A rollback'), 6 * MINUTES);

    test(
      'knows what it costs, and takes both away',
      async () => {
        await Promise.all([follow('Each month', 'Take it back'), byColleague('down', '--yes')]);
        expect(await functions()).toEqual([]);
        expect(await resourcesOf(clients.s3, 'dev')).toEqual([]);
        expect(await resourcesOf(clients.s3, 'staging')).toEqual([]);
      },
      6 * MINUTES,
    );

    test('has done all that the page says', () => {
      expect([...new Set(steps.map(({ section }) => section))].filter((one) => !done.has(one))).toEqual([]);
    });
  },
);

/** Characters of a policy as IAM counts them: without blanks. */
function lengthOf(document = ''): number {
  const text = decodeURIComponent(document);
  expect(JSON.parse(text).Statement.length).toBeGreaterThan(1);
  return text.replace(/\s/g, '').length;
}

/** The managed resources in the state of an environment. */
async function resourcesOf(s3: S3Client, name: string) {
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: `terragate-state-${ACCOUNT}-${REGION}`,
      Key: `board/${name}/terraform.tfstate`,
    }),
  );
  const { resources } = JSON.parse((await Body?.transformToString()) ?? '') as {
    readonly resources: readonly {
      readonly mode: string;
      readonly type: string;
      readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
    }[];
  };
  return resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ type, instances }) => instances.map(({ attributes }) => ({ type, values: attributes })));
}

/** Makes a hosted zone. @returns its id */
async function hostedZone(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/2013-04-01/hostedzone`, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml',
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20250101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${name}</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>`,
  });
  const text = await answer.text();
  const id = /\/hostedzone\/(\w+)</.exec(text)?.[1];
  if (!id) throw new Error(`no hosted zone: ${answer.status} ${text}`);
  return id;
}
