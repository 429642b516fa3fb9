import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Backend, SecretList, SecretRemoved, SecretSet, StatusOnAws } from '../../src/deploy';
import { infraTerraform } from '../../src/generate/infra-terraform';
import { checkedOptions } from '../../src/generate/options';
import { Runner } from '../pipeline/runner';
import { makeRepository } from '../pipeline/support';
import { CliProject, CommandLine, PROGRAM } from '../support/cli';
import { filesBelow } from '../support/modes';
import { describeOnAws } from '../support/on-aws';
import { onTerminal } from '../support/terminal';
import { awsEnvironment } from '../support/terraform';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;
const ACCOUNT = '123456789012';
const VALUES = {
  first: 'postgres://hunter2-FIRST',
  second: 'postgres://hunter2-SECOND',
  key: 'KEY-OF-hunter2',
  typed: 'TYPED-hunter2',
};
const BUCKET = `terragate-state-${ACCOUNT}-us-east-1`;

// The root that a new project has, beside the modules of this repository
describeOnAws('environments of a project', { tools: ['terraform', 'python3.13'], provider: false }, (aws) => {
  const project = new CliProject('shop');
  const { workspace } = project;
  const elsewhere = new Workspace('environments-clone');
  let env: Record<string, string>;
  let clients: {
    s3: S3Client;
    lambda: LambdaClient;
    logs: CloudWatchLogsClient;
    ssm: SSMClient;
    manager: SecretsManagerClient;
    iam: IAMClient;
  };

  beforeAll(() => {
    const options = checkedOptions({ name: 'my-api', integrationPattern: 'shared', auth: 'None' });
    for (const [path, text] of infraTerraform(options))
      workspace.write(`infra/${path}`, text.replace('"./modules/', '"../modules/'));
    for (const name of ['staging', 'prod'])
      workspace.write(`infra/envs/${name}.tfvars`, `environment = "${name}"\n`);
    env = awsEnvironment(aws.moto.url, ACCOUNT);
    const settings = {
      endpoint: aws.moto.url,
      region: 'us-east-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
    };
    clients = {
      s3: new S3Client({ ...settings, forcePathStyle: true }),
      lambda: new LambdaClient(settings),
      logs: new CloudWatchLogsClient(settings),
      ssm: new SSMClient(settings),
      manager: new SecretsManagerClient(settings),
      iam: new IAMClient(settings),
    };
  });

  const run = <T>(at: CommandLine, ...args: string[]): Promise<T> => runWith(undefined, at, ...args);
  const runWith = async <T>(input: string | undefined, at: CommandLine, ...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await at.run([...args, '--aws', '--json'], env, input);
    for (const value of Object.values(VALUES)) expect(stdout + stderr).not.toContain(value);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const keys = async () => {
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    return Contents.map(({ Key }) => Key);
  };
  const functions = async () => {
    const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand({}));
    return Functions.map(({ FunctionName }) => FunctionName).sort();
  };

  test(
    'begin on one machine: the state of one is a file of its own',
    async () => {
      expect(await run(project, 'up', '--env', 'staging', '--yes')).toMatchObject({
        environment: 'staging',
        changed: true,
        functions: ['staging-my-api'],
        resources: 10,
      });
      expect(existsSync(workspace.at('infra/envs/staging.tfstate'))).toBe(true);
      expect(existsSync(workspace.at('infra/terraform.tfstate'))).toBe(false);
    },
    3 * MINUTES,
  );

  test(
    'keep their states in a bucket that is made closed, by one command each, which moves a state that is there',
    async () => {
      const made = await run<Backend>(project, 'backend', '--env', 'staging', '--yes');
      expect(made).toEqual({
        project: 'shop',
        environment: 'staging',
        done: true,
        account: ACCOUNT,
        region: 'us-east-1',
        bucket: BUCKET,
        key: 'shop/staging/terraform.tfstate',
        lock: 'file',
        files: ['infra/backend.tf', 'infra/envs/staging.s3.tfbackend'],
        moved: 10,
      });
      expect(await run(project, 'backend', '--env', 'prod', '--yes')).toMatchObject({
        files: ['infra/envs/prod.s3.tfbackend'],
        moved: 0,
      });
      const elsewhere = await project.run(
        ['backend', '--aws', '--env', 'staging', '--yes', '--region', 'eu-west-1'],
        env,
      );
      expect([elsewhere.code, elsewhere.stderr]).toEqual([
        1,
        expect.stringContaining(`the state is in s3://${BUCKET}/shop/staging/terraform.tfstate already`),
      ]);
      const { s3 } = clients;
      const of = { Bucket: BUCKET };
      expect(await s3.send(new GetBucketVersioningCommand(of))).toMatchObject({ Status: 'Enabled' });
      const closed = await s3.send(new GetPublicAccessBlockCommand(of));
      expect(Object.values(closed.PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
      const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand(of));
      expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ]);
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand(of));
      expect(JSON.parse(Policy).Statement).toMatchObject([
        { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ]);
    },
    2 * MINUTES,
  );

  test(
    'have secrets of their own, whose values come by standard input and whose ARNs stand in their variables',
    async () => {
      const set = (value: string, ...args: string[]) =>
        runWith<SecretSet>(`${value}\n`, project, 'secret', 'set', ...args, '--env', 'staging', '--yes');
      const path = '/terragate/shop/staging/DATABASE_URL';
      const arn = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter${path}`;
      const file = 'infra/envs/staging.tfvars';
      const made = { environment: 'staging', done: true, store: 'ssm', arn, file };
      expect(await set(VALUES.first, 'DATABASE_URL')).toMatchObject({
        ...made,
        replaced: false,
        fileChanged: true,
      });
      expect(await set(VALUES.second, 'DATABASE_URL')).toMatchObject({
        ...made,
        replaced: true,
        fileChanged: false,
      });
      const key = await set(VALUES.key, 'API_KEY', '--in', 'secrets-manager');
      expect(readFileSync(workspace.at(file), 'utf8')).toBe(
        `environment = "staging"\n\nsecrets = {\n  DATABASE_URL = "${arn}"\n  API_KEY      = "${key.arn}"\n}\n`,
      );
      const { Parameter } = await clients.ssm.send(
        new GetParameterCommand({ Name: path, WithDecryption: true }),
      );
      expect(Parameter).toMatchObject({ Type: 'SecureString', Value: VALUES.second, ARN: arn });
      expect(await clients.manager.send(new GetSecretValueCommand({ SecretId: key.arn }))).toMatchObject({
        Name: '/terragate/shop/staging/API_KEY',
        SecretString: VALUES.key,
      });

      const typing = ['secret', 'set', 'API_KEY', '--aws', '--env', 'staging', '--yes'];
      const { code, shown } = onTerminal([process.execPath, PROGRAM, ...typing], {
        awaited: 'The value of API_KEY',
        typed: `${VALUES.typed}\r`,
        cwd: project.folder,
        env: { ...process.env, ...env },
      });
      expect([code, shown]).toEqual([0, expect.stringContaining('functions that start from now on read')]);
      expect(shown).not.toContain(VALUES.typed);
      expect(await clients.manager.send(new GetSecretValueCommand({ SecretId: key.arn }))).toMatchObject({
        SecretString: VALUES.typed,
      });

      const { secrets } = await run<SecretList>(project, 'secret', 'list', '--env', 'staging');
      expect(secrets).toEqual([
        {
          name: 'API_KEY',
          store: 'secrets-manager',
          arn: key.arn,
          changedAt: expect.any(String),
          named: true,
        },
        { name: 'DATABASE_URL', store: 'ssm', arn, changedAt: expect.any(String), named: true },
      ]);
      expect(await run<SecretList>(project, 'secret', 'list', '--env', 'prod')).toMatchObject({
        secrets: [],
      });
    },
    2 * MINUTES,
  );

  test(
    'are up side by side under names of their own, and a change of one is none of the other',
    async () => {
      expect(await run(project, 'up', '--env', 'prod', '--yes')).toMatchObject({
        functions: ['prod-my-api'],
      });
      expect(await functions()).toEqual(['prod-my-api', 'staging-my-api']);
      expect(await keys()).toEqual(['shop/prod/terraform.tfstate', 'shop/staging/terraform.tfstate']);

      project.edit('infra/envs/staging.tfvars', (text) => `${text}\ntags = { team = "orders" }\n`);
      expect(await run(project, 'up', '--env', 'staging', '--yes')).toMatchObject({ changed: true });
      // Without --yes: it would ask, and nobody could answer
      expect(await run(project, 'up', '--env', 'prod')).toMatchObject({ changed: false, resources: 10 });
    },
    4 * MINUTES,
  );

  test(
    'are known to a fresh clone, which has nothing to do',
    async () => {
      const made = /\/(?:\.terragate\/(?:aws|local|lock)|\.terraform|[^/]*\.tfstate[^/]*)$/;
      const filter = (path: string) => !made.test(path);
      for (const part of ['app', 'modules', 'infra', 'terragate.json'])
        cpSync(workspace.at(part), elsewhere.at(part), { recursive: true, verbatimSymlinks: true, filter });
      const there = new CommandLine(elsewhere.path);
      expect(await run<StatusOnAws>(there, 'status', '--env', 'prod')).toMatchObject({
        deployed: true,
        environment: 'prod',
        functions: [{ name: 'prod-my-api', state: 'Active' }],
      });
      expect(await run(there, 'up', '--env', 'staging')).toMatchObject({ changed: false, resources: 10 });
    },
    3 * MINUTES,
  );

  test(
    'have a pipeline: roles that nobody raises, plans for a comment, applies, and a look for drift',
    async () => {
      makeRepository(workspace);
      const written = await project.run(['pipeline', 'github', '--yes', '--json'], env);
      expect(written).toMatchObject({ code: 0 });
      const roles = workspace.at('infra/pipeline');
      const terraform = (...args: string[]) =>
        promisify(execFile)('terraform', [`-chdir=${roles}`, ...args, '-input=false', '-no-color'], {
          env: { ...process.env, ...env },
        });
      await promisify(execFile)('terraform', ['fmt', '-check', '-diff', roles]);
      await terraform('init', `-backend-config=${ACCOUNT}.s3.tfbackend`);
      await terraform('apply', '-auto-approve');
      const boundary = `arn:aws:iam::${ACCOUNT}:policy/terragate/shop-staging-functions`;
      const policy = await policyOf(clients.iam, 'shop-staging-apply', 'write');
      const giving = policy.filter(
        ({ Action, Effect }) => Effect === 'Allow' && Action.includes('iam:CreateRole'),
      );
      expect(giving).toEqual([
        expect.objectContaining({
          Resource: ['staging-my-api-*', 'staging-my-api_events-*'].map(
            (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
          ),
          Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
        }),
      ]);
      expect(policy.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
        { Action: ['iam:*'], Resource: expect.arrayContaining([`arn:aws:iam::${ACCOUNT}:role/terragate/*`]) },
        { Action: ['iam:DeleteRolePermissionsBoundary'], Resource: ['*'] },
      ]);
      const { AttachedPolicies } = await clients.iam.send(
        new ListAttachedRolePoliciesCommand({ RoleName: 'shop-staging-plan' }),
      );
      const arn = `arn:aws:iam::${ACCOUNT}:policy/terragate/shop-staging-read`;
      expect(AttachedPolicies).toEqual([{ PolicyName: 'shop-staging-read', PolicyArn: arn }]);
      const { PolicyVersion } = await clients.iam.send(
        new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }),
      );
      const reading = statementsOf(PolicyVersion?.Document);
      const actions = reading.flatMap(({ Action }) => Action);
      expect(actions.filter((action) => !/^[\w-]+:(?:Describe|Get|List|GET$)/.test(action))).toEqual([]);
      const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: 'shop-prod-apply' }));
      expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement).toMatchObject([
        {
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': 'repo:acme/shop:environment:prod',
              'token.actions.githubusercontent.com:ref': 'refs/heads/main',
            },
          },
        },
      ]);

      const runner = new Runner(workspace.path, elsewhere.at('runner'));
      const matrix = { 'matrix.environment': 'staging' };
      const boundaryOfFunctions = async () => {
        const { Roles = [] } = await clients.iam.send(new ListRolesCommand({ PathPrefix: '/' }));
        const name = Roles.map((one) => one.RoleName ?? '').find((one) => one.startsWith('staging-my-api'));
        const found = await clients.iam.send(new GetRoleCommand({ RoleName: name }));
        return found.Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      };
      expect(await runner.job('plan', env, matrix)).toMatchObject({ code: 0 });
      const plan = readFileSync(elsewhere.at('runner/plan.md'), 'utf8');
      expect(plan).toMatch(/^### shop, staging\n\nResources: 0 to add, 1 to change, 0 to destroy\. /);
      elsewhere.write('comment/plans/plan-staging/plan.md', plan);
      const pull = {
        'github.token': 'token',
        'github.workflow': 'shop',
        'github.repository': 'acme/shop',
        'github.event.pull_request.number': '3',
      };
      for (const _ of ['new', 'changed'])
        expect(await runner.job('comment', {}, pull, elsewhere.at('comment'))).toMatchObject({ code: 0 });
      const { calls, text } = runner.commented;
      expect(text).toBe(`<!-- terragate pipeline: shop -->\n${plan}`);
      expect(calls.filter((call) => call.includes('--method'))).toEqual([
        expect.stringMatching(/POST repos\/acme\/shop\/issues\/3\/comments/),
        expect.stringMatching(/PATCH repos\/acme\/shop\/issues\/comments\/7/),
      ]);

      const drift = await runner.job('drift', env, matrix);
      expect([drift.code, drift.output]).toEqual([
        1,
        expect.stringContaining(
          'shop, environment staging: AWS is not as the files say: 0 to add, 1 to change',
        ),
      ]);
      expect(await boundaryOfFunctions()).toBeUndefined();
      expect(await runner.job('apply-staging', env)).toMatchObject({ code: 0 });
      expect(await boundaryOfFunctions()).toBe(boundary);
      // What reads alone waits for no lock, and takes none
      const lock = { Bucket: BUCKET, Key: 'shop/staging/terraform.tfstate.tflock' };
      await clients.s3.send(new PutObjectCommand({ ...lock, Body: '{}' }));
      expect(await runner.job('drift', env, matrix)).toMatchObject({ code: 0 });
      await clients.s3.send(new DeleteObjectCommand(lock));
    },
    5 * MINUTES,
  );

  test(
    'keep a secret as long as a function reads it, and have its value in no file',
    async () => {
      const remove = ['secret', 'remove', 'DATABASE_URL', '--env', 'staging'];
      expect(await run<SecretRemoved>(project, ...remove, '--yes')).toMatchObject({
        done: true,
        removed: [],
        usedBy: ['staging-my-api'],
        file: 'infra/envs/staging.tfvars',
      });
      expect(readFileSync(workspace.at('infra/envs/staging.tfvars'), 'utf8')).not.toContain('DATABASE_URL');
      const again = await project.run([...remove, '--aws', '--yes'], env);
      expect([again.code, again.stderr]).toEqual([
        1,
        'DATABASE_URL: staging-my-api read it when they start, and would not start without it\n  fix:     terragate up --aws --env staging, and then this command again\n',
      ]);
      const holding = filesBelow(project.folder).filter((path) =>
        Object.values(VALUES).some((value) => readFileSync(path).includes(value)),
      );
      expect(holding).toEqual([]);
    },
    2 * MINUTES,
  );

  test(
    'go one by one, and are named where none is',
    async () => {
      expect(await run(project, 'down', '--env', 'staging', '--yes')).toMatchObject({ resources: 0 });
      expect(await functions()).toEqual(['prod-my-api']);
      const remove = ['secret', 'remove', 'DATABASE_URL', '--env', 'staging', '--yes'];
      expect(await run<SecretRemoved>(project, ...remove)).toMatchObject({ removed: [expect.any(String)] });
      const { secrets } = await run<SecretList>(project, 'secret', 'list', '--env', 'staging');
      expect(secrets.map(({ name }) => name)).toEqual(['API_KEY']);

      await clients.logs.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/prod-my-api' }));
      const logs = await project.run(['logs', '--aws', '--env', 'prod'], env);
      expect([logs.code, logs.stderr]).toEqual([
        1,
        expect.stringMatching(/^\/aws\/lambda\/prod-my-api: there is no such log group yet\n {2}fix: .*\n$/),
      ]);

      const unnamed = await project.run(['up', '--aws'], env);
      expect([unnamed.code, unnamed.stderr]).toEqual([
        1,
        expect.stringMatching(
          /^--env: the states of this project are those of its environments.*\n {2}allowed: prod, staging\n/,
        ),
      ]);
    },
    2 * MINUTES,
  );
});

/** The statements of a role's policy. */
async function policyOf(iam: IAMClient, RoleName: string, PolicyName: string) {
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  return statementsOf(PolicyDocument);
}

/** The statements of a policy, as IAM answers with it. */
function statementsOf(document = '') {
  const { Statement } = JSON.parse(decodeURIComponent(document)) as {
    readonly Statement: readonly {
      readonly Effect: string;
      readonly Action: readonly string[];
      readonly Resource: readonly string[];
      readonly Condition?: object;
    }[];
  };
  return Statement;
}
