import { routerModule } from '../../src/modules';
import { readApi } from '../../src/openapi';
import { describeOnAws } from '../support/on-aws';
import { type Diagnostic, type ResourceChange, Terraform, type TerraformBinary } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { MOVED, oneFunctionModule } from './one-function';
import { MISTAKES } from './operations-mistakes';
import { appDocument, BESIDE, HTTP, REST, writeModule, writeModules } from './operations-roots';
import { emptyPackage, moduleCall } from './package';

// What a plan does with settings of operations: with values that only an apply knows, after an upgrade, and with mistakes.
describeOnAws('plans with operations', { tools: ['terraform', 'terraform-1.5.7', 'tofu'] }, (aws) => {
  const start = (binary: TerraformBinary, workspace: Workspace): Terraform => {
    const tf = new Terraform(binary, workspace.path, aws.provider.env);
    tf.writeProvider();
    return tf;
  };

  test.each<TerraformBinary>(['terraform', 'terraform-1.5.7', 'tofu'])(
    'what the same apply makes can be in every setting: %s',
    async (binary) => {
      const workspace = new Workspace('unknown');
      writeModules(workspace);
      const zip = emptyPackage(workspace);
      let root = [BESIDE, REST, HTTP].map((part) => part(zip)).join('\n') + MADE;
      for (const [known, made] of UNKNOWN) {
        expect(root).toContain(known);
        root = root.replaceAll(known, made);
      }
      workspace.write('main.tf', root);
      const tf = start(binary, workspace);
      await tf.init();
      const plan = await tf.plan();
      const functions = plan.changes.filter(({ type }) => type === 'aws_lambda_function');
      expect(functions.map(({ address }) => address)).toEqual([
        'aws_lambda_function.beside',
        'module.http.module.function["get_report"].aws_lambda_function.this',
        'module.http.module.function["say_hello"].aws_lambda_function.this',
        'module.rest.module.function["get_report"].aws_lambda_function.this',
        'module.rest.module.function["say_hello"].aws_lambda_function.this',
      ]);
    },
    120_000,
  );

  test.each<TerraformBinary>(['terraform', 'terraform-1.5.7', 'tofu'])(
    'a setting that only an apply knows hides nothing of those beside it: %s',
    async (binary) => {
      const workspace = new Workspace('beside-unknown');
      writeModules(workspace);
      const zip = emptyPackage(workspace);
      const boundary = 'arn:aws:iam::123456789012:policy/boundary';
      const root = (settings: string) =>
        `resource "terraform_data" "made" {}\n${moduleCall('rest', 'rest', [
          `lambda_zip = "${zip}"`,
          'integration_pattern = "isolated"',
          'function_roles = "own"',
          `permissions_boundary = "${boundary}"`,
          `operations = { say_hello = { env = { MADE = terraform_data.made.id }${settings} } }`,
        ])}`;
      workspace.write('main.tf', root(''));
      const tf = start(binary, workspace);
      await tf.init();
      const role = (await tf.plan()).resource(
        'module.rest.module.function["say_hello"].aws_iam_role.this[0]',
      );
      expect(role.change.after?.permissions_boundary).toBe(boundary);

      for (const [setting, sentence] of [
        ['enabled = "maybe"', 'operations.say_hello.enabled is "maybe": give true or false.'],
        ['layers = "one"', 'operations.say_hello.layers is "one": give a list.'],
        ['caching_enabled = "maybe"', 'operations.say_hello.caching_enabled is "maybe": give true or false.'],
        ['request_validation = "SOME"', 'operations.say_hello.request_validation is "SOME": give one of'],
      ]) {
        workspace.write('main.tf', root(`, ${setting}`));
        const { code, stderr } = await tf.run('plan', '-no-color', '-input=false');
        expect([code, stderr.replace(/[\n│ ]+/g, ' ')]).toEqual([1, expect.stringContaining(sentence ?? '')]);
      }
    },
    180_000,
  );

  test('an upgrade from the module that held its function itself moves it, with all that it has', async () => {
    const workspace = new Workspace('upgrade');
    writeModules(workspace);
    const zip = emptyPackage(workspace);
    const kinds = ['rest', 'http'] as const;
    const root = (module: (kind: string) => string) =>
      workspace.write(
        'main.tf',
        kinds
          .map((kind) => moduleCall(kind, module(kind), [`name = "${kind}"`, `lambda_zip = "${zip}"`]))
          .join('\n'),
      );
    for (const kind of kinds) workspace.write(`modules/${kind}-before/main.tf`, oneFunctionModule(kind));
    root((kind) => `${kind}-before`);
    const tf = start('terraform', workspace);
    await tf.init();
    await tf.apply();
    root((kind) => kind);
    await tf.init();
    const plan = await tf.plan();
    const lost = plan.changes.filter(({ change }) => change.actions.includes('delete'));
    expect(lost.map(({ address, change }) => `${change.actions.join('/')} ${address}`).sort()).toEqual([
      // permissions of another name, and the snapshots that the stages serve: all of them are made before
      'create/delete module.http.aws_lambda_permission.api["$router"]',
      'create/delete module.http.module.http_api.aws_apigatewayv2_deployment.this[0]',
      'create/delete module.rest.aws_lambda_permission.api["$router"]',
      'create/delete module.rest.module.rest_api.aws_api_gateway_deployment.this[0]',
    ]);
    for (const kind of kinds) {
      for (const [before, now] of Object.entries(MOVED)) {
        const moved: ResourceChange & { previous_address?: string } = plan.resource(`module.${kind}.${now}`);
        expect([now, moved.previous_address]).toEqual([now, `module.${kind}.${before}`]);
      }
    }
    await tf.apply('test.tfplan');
    expect(await tf.differences()).toBe('');
  }, 240_000);

  test.each(['rest', 'http'])(
    "an OPTIONS operation is the gateway's while pages may call, and the app's without CORS: %s",
    async (kind) => {
      const workspace = new Workspace(`options-${kind}`);
      writeModules(workspace);
      const zip = emptyPackage(workspace);
      const routes = async (origins: string) => {
        const inputs = [`lambda_zip = "${zip}"`, 'routes = "operations"', `cors_allow_origins = ${origins}`];
        workspace.write(
          'main.tf',
          `${moduleCall('api', `options-${kind}`, inputs)}\noutput "routes" {\n  value = module.api.routes\n}\n`,
        );
        await tf.init();
        const { code, stdout } = await tf.run('plan', '-no-color', '-input=false');
        expect(code).toBe(0);
        return [...stdout.matchAll(/\+ "?([A-Z]+ \/orders)"? +=/g)].map(([, route]) => route);
      };
      const tf = start('terraform', workspace);
      expect(await routes('["https://app.example.com"]')).toEqual(['POST /orders']);
      expect(await routes('[]')).toEqual(['OPTIONS /orders', 'POST /orders']);
    },
    120_000,
  );

  test('an existing function behind more operations than its policy can allow is refused, with the way out', async () => {
    const workspace = new Workspace('crowded');
    writeModules(workspace);
    const many = Array.from({ length: 70 }, (_, i) => ({
      id: `get_${i}`,
      method: 'get',
      path: `/part-${i}/{id}`,
    }));
    writeModule(
      workspace,
      routerModule({ name: 'many', kind: 'rest', api: readApi(appDocument(many), 'openapi.json') }),
    );
    const zip = emptyPackage(workspace);
    const root = (arn: string, permission: string) => {
      const settings = `{ for i in range(70) : "get_\${i}" => { integration = { type = "lambda", arn = ${arn}${permission} } } }`;
      const inputs = [`lambda_zip = "${zip}"`, 'route_quota = 1000', `operations = ${settings}`];
      workspace.write('main.tf', `resource "terraform_data" "made" {}\n${moduleCall('api', 'many', inputs)}`);
    };
    const tf = start('terraform', workspace);
    const planned = async () => {
      await tf.init();
      const { code, stderr } = await tf.run('plan', '-no-color', '-input=false');
      return [code, stderr.replace(/[\n│ ]+/g, ' ')];
    };
    root('"arn:aws:lambda:us-east-1:123456789012:function:orders:live"', '');
    expect(await planned()).toEqual([
      1,
      expect.stringMatching(
        /The function arn:aws:lambda:us-east-1:123456789012:function:orders:live answers 70 operations, and the permissions for them have 2\d{4} bytes .*: Lambda takes 20480 .* Set create_permission = false in the integration of get_0, /,
      ),
    ]);
    root('"arn:aws:lambda:us-east-1:123456789012:function:orders:live"', ', create_permission = false');
    expect(await planned()).toEqual([0, '']);
    // What only the apply knows is not counted, and does not break the plan
    root('"arn:aws:lambda:us-east-1:123456789012:function:${terraform_data.made.id}"', '');
    expect(await planned()).toEqual([0, '']);
  }, 180_000);

  describe('with mistakes', () => {
    const workspace = new Workspace('mistakes');
    let tf: Terraform;

    beforeAll(async () => {
      writeModules(workspace);
      const zip = emptyPackage(workspace);
      workspace.write(
        'main.tf',
        ['rest', 'http', 'twins', 'options-rest', 'options-http']
          .map(
            (name) => `module "${name}" {
  source              = "./modules/${name}"
  for_each            = { for name, inputs in { ${name} = var.inputs } : name => inputs if name == var.module }
  lambda_zip          = "${zip}"
  integration_pattern = lookup(each.value, "integration_pattern", "isolated")
  routes              = lookup(each.value, "routes", null)
  name                = lookup(each.value, "name", "${name}")
  name_prefix         = lookup(each.value, "name_prefix", "")
  authorizer_quota    = lookup(each.value, "authorizer_quota", 10)
  route_quota         = lookup(each.value, "route_quota", 300)
  authorizers         = lookup(each.value, "authorizers", {})
  operations          = lookup(each.value, "operations", {})
  user_pool_id        = lookup(each.value, "user_pool_id", null)
  auth                = lookup(each.value, "auth", "IAM")
  cors_allow_origins  = lookup(each.value, "cors_allow_origins", ["*"])
${name.endsWith('http') ? JWT_INPUTS : '  cache_cluster_size = lookup(each.value, "cache_cluster_size", null)'}
  authorization_scopes     = lookup(each.value, "authorization_scopes", [])
  functions_enforce_routes = lookup(each.value, "functions_enforce_routes", false)
}
`,
          )
          .concat('variable "module" { type = string }\nvariable "inputs" { type = any }\n')
          .join('\n'),
      );
      tf = start('terraform', workspace);
      await tf.init();
    }, 120_000);

    test.each(MISTAKES)(
      '%s: all of them at once, with the way out',
      async (_, module, inputs, problems) => {
        tf.setVariables({ module, inputs });
        const { code, stdout } = await tf.run('plan', '-json', '-input=false');
        const said = stdout
          .split('\n')
          .filter((line) => line.includes('"diagnostic"'))
          .map((line) => (JSON.parse(line) as { diagnostic: Diagnostic }).diagnostic)
          .flatMap(({ detail = '' }) => detail.split('\n'))
          .filter((line) => line && !line.startsWith('This was checked by the validation rule'));
        expect(said.sort()).toEqual([...problems].sort());
        expect(code).toBe(problems.length > 0 ? 1 : 0);
      },
      60_000,
    );
  });
});

const JWT_INPUTS = `  jwt_issuer          = lookup(each.value, "jwt_issuer", null)
  jwt_audience        = lookup(each.value, "jwt_audience", [])
`;

/** Values of the roots, and the same as other resources of the root make them. */
const UNKNOWN: readonly (readonly [string, string])[] = [
  ['"arn:aws:s3:::my-bucket/*"', '"${aws_s3_bucket.made.arn}/*"'],
  ['"https://example.com/docs"', '"${aws_apigatewayv2_api.made.api_endpoint}/docs"'],
  ['path = "my-bucket/{fileName}"', 'path = "${aws_s3_bucket.made.id}/{fileName}"'],
  ['"link01"', 'aws_apigatewayv2_api.made.id'],
  ['"link02"', 'aws_apigatewayv2_api.made.id'],
  ['"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Staff"', 'aws_s3_bucket.made.arn'],
  ['GREETING = "hello"', 'GREETING = aws_s3_bucket.made.arn'],
  ['"arn:aws:ssm:us-east-1:123456789012:parameter/hello/token"', 'aws_s3_bucket.made.arn'],
  ['"arn:aws:kms:us-east-1:123456789012:key/hello"', 'aws_s3_bucket.made.arn'],
  ['memory_size = 1024', 'memory_size = 1024, permissions_boundary = aws_iam_policy.made.arn'],
  [
    'QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"',
    'QueueUrl = aws_s3_bucket.made.id',
  ],
  ['issuer = "https://staff.example.com"', 'issuer = aws_apigatewayv2_api.made.api_endpoint'],
];

const MADE = `
resource "aws_s3_bucket" "made" {
  bucket_prefix = "made"
}

resource "aws_apigatewayv2_api" "made" {
  name          = "made"
  protocol_type = "HTTP"
}

resource "aws_iam_policy" "made" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`;
