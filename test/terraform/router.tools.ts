import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage, moduleCall } from './package';

// A router module on an emulated AWS: applied, planned again, changed by one input after the other, destroyed.
const KINDS = [
  { kind: 'rest', name: 'my-api', resources: 10 },
  { kind: 'http', name: 'my-http-api', resources: 10 },
] as const;

const DEFAULTS = {
  cors_allow_origins: ['https://myapp.com', 'https://staging.myapp.com'],
  env: { LOG_LEVEL: 'INFO' },
  tags: { team: 'orders' },
  auth: 'IAM',
  memory_size: 512,
};

const VARIABLES = `variable "cors_allow_origins" { type = list(string) }
variable "env" { type = map(string) }
variable "tags" { type = map(string) }
variable "auth" { type = string }
variable "memory_size" { type = number }
`;

const CALL = Object.keys(DEFAULTS).map((name) => `${name} = var.${name}`);

describe.each(KINDS)('$name on an emulated AWS', ({ kind, name, resources }) => {
  describeOnAws(`${kind} API`, { tools: ['terraform'] }, (aws) => {
    const workspace = new Workspace(name);
    let tf: Terraform;

    const change = async (values: Partial<typeof DEFAULTS>) => {
      tf.setVariables({ ...DEFAULTS, ...values });
      const done = await tf.applied();
      expect(await tf.differences()).toBe('');
      // Without the module's address
      return done
        .map((action) => action.replace(/ (module\.\w+(\[[^\]]*\])?\.)+/, ' ').replace(/\[0\]$/, ''))
        .sort();
    };
    const deployed = async () => (await tf.output()).deployment as string;

    beforeAll(async () => {
      workspace.copy('modules');
      // Named in full: the shared provider runs in a folder of its own.
      const zip = emptyPackage(workspace);
      const deployment = kind === 'rest' ? 'module.api.deployment_id' : 'module.api.stage_id';
      workspace.write(
        'main.tf',
        `${VARIABLES}\n${moduleCall('api', name, [`lambda_zip = "${zip}"`, ...CALL])}
output "deployment" { value = ${deployment} }
output "all" { value = module.api }
`,
      );
      tf = new Terraform('terraform', workspace.path, aws.provider.env);
      tf.writeProvider();
      tf.setVariables(DEFAULTS);
      await tf.init();
    }, 300_000);

    test(`is applied as ${resources} resources, and a second plan is empty`, async () => {
      expect(await tf.applied()).toHaveLength(resources);
      expect(await tf.differences()).toBe('');
      const { all } = (await tf.output()) as { all: Record<string, unknown> };
      expect(all.stage_invoke_url).toMatch(/^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\//);
      expect(all.lambda_invoke_arn).toContain(`:function:${name}:live/invocations`);
      expect(all.lambda_execution_role_name).toMatch(new RegExp(`^${name}-[0-9]+$`));
    }, 180_000);

    test('a change of the origins reaches the gateway and the app', async () => {
      const before = await deployed();
      const gateway =
        kind === 'rest'
          ? [
              'replace aws_api_gateway_deployment.this',
              'update aws_api_gateway_rest_api.this',
              'update aws_api_gateway_stage.this',
            ]
          : [
              'replace aws_apigatewayv2_deployment.this',
              'update aws_apigatewayv2_api.this',
              'update aws_apigatewayv2_stage.this',
            ];
      expect(await change({ cors_allow_origins: ['https://other.example'] })).toEqual(
        [...gateway, 'update aws_lambda_alias.live', 'update aws_lambda_function.this'].sort(),
      );
      if (kind === 'rest') expect(await deployed()).not.toBe(before);
    }, 180_000);

    test('a change of who may call it is deployed', async () => {
      const before = await deployed();
      expect(await change({ auth: 'NONE' })).toEqual(
        kind === 'rest'
          ? [
              'replace aws_api_gateway_deployment.this',
              'update aws_api_gateway_rest_api.this',
              'update aws_api_gateway_stage.this',
              // back to the default origins, which the change before had replaced
              'update aws_lambda_alias.live',
              'update aws_lambda_function.this',
            ].sort()
          : [
              'replace aws_apigatewayv2_deployment.this',
              'update aws_apigatewayv2_api.this',
              'update aws_apigatewayv2_stage.this',
              'update aws_lambda_alias.live',
              'update aws_lambda_function.this',
            ],
      );
      if (kind === 'rest') expect(await deployed()).not.toBe(before);
    }, 180_000);

    test('a change of the environment touches the function alone', async () => {
      await change({});
      expect(await change({ env: { LOG_LEVEL: 'DEBUG' } })).toEqual([
        'update aws_lambda_alias.live',
        'update aws_lambda_function.this',
      ]);
    }, 240_000);

    test('a change of the memory touches the function alone', async () => {
      expect(await change({ env: { LOG_LEVEL: 'DEBUG' }, memory_size: 1024 })).toEqual([
        'update aws_lambda_alias.live',
        'update aws_lambda_function.this',
      ]);
    }, 180_000);

    test('a change of the tags deploys nothing', async () => {
      const before = await deployed();
      const done = await change({
        env: { LOG_LEVEL: 'DEBUG' },
        memory_size: 1024,
        tags: { team: 'shipping' },
      });
      expect(done.filter((action) => action.startsWith('replace'))).toEqual([]);
      expect(done).toEqual(
        expect.arrayContaining(['update aws_lambda_function.this', 'update aws_iam_role.this']),
      );
      expect(await deployed()).toBe(before);
    }, 180_000);

    test('a change of the code publishes a version that the alias leads to', async () => {
      emptyPackage(workspace, 'lambda.zip', '#!/bin/sh\n# changed\n');
      const { all: before } = (await tf.output()) as { all: Record<string, string> };
      const same = { env: { LOG_LEVEL: 'DEBUG' }, memory_size: 1024, tags: { team: 'shipping' } };
      expect(await change(same)).toEqual(['update aws_lambda_alias.live', 'update aws_lambda_function.this']);
      const { all: after } = (await tf.output()) as { all: Record<string, string> };
      expect(Number(after.lambda_version)).toBe(Number(before.lambda_version) + 1);
    }, 180_000);

    test('wrong inputs fail the plan, all of them at once, and say what to do', async () => {
      tf.setVariables({
        ...DEFAULTS,
        auth: 'OAUTH',
        cors_allow_origins: ['https://a.example/path'],
        memory_size: 1,
      });
      const { code, stderr } = await tf.run('plan', '-no-color', '-input=false');
      const text = stderr.replace(/\s+/g, ' ');
      expect(code).toBe(1);
      expect(text).toContain('auth is "OAUTH": give one of IAM, COGNITO');
      expect(text).toContain('cors_allow_origins has "https://a.example/path": give scheme://host');
      expect(text).toContain('memory_size is 1: give a whole number of MB from 128 to 10240.');
      tf.setVariables(DEFAULTS);
    }, 120_000);

    test('destroying it leaves nothing', async () => {
      await tf.destroy();
      expect((await tf.run('state', 'list')).stdout).toBe('');
    }, 180_000);
  });
});
