import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Aspects } from 'cdktf';
import type { IConstruct } from 'constructs';
import { LambdaFunction } from '../../src';
import { typescriptClass } from '../../src/emit/typescript/module-class';
import { App, Construct, Fn, TerraformOutput, type TerraformStack } from '../../src/framework';
import { raw } from '../../src/hcl';
import { markdown } from '../../src/language';
import { ModuleStack } from '../../src/module-stack/module-stack';
import { MyApi } from '../types/bindings/my-api/my-api';
import { inputs, refused, synthesized } from './synthesized';

const integrations = (stack: TerraformStack) => MyApi.defaultIntegrations(stack).build();
const role = (stack: TerraformStack, id = 'caller') =>
  new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });

describe('the call of a module', () => {
  test('has the name of the construct, and a source that is relative to the folder of the stack', () => {
    const { module } = synthesized(
      (stack) => new MyApi(stack, 'MyApi', { integrations: integrations(stack) }),
    );
    expect(Object.keys(module)).toEqual(['MyApi']);
    const source = String(module.MyApi?.source);
    expect(source).toMatch(/^\.\.\/.*\/test\/types\/bindings\/my-api$/);
  });

  test('has the source that it is given', () => {
    const { module } = synthesized((stack) => {
      new MyApi(stack, 'MyApi', { integrations: integrations(stack), source: '../../modules/my-api' });
    });
    expect(module.MyApi?.source).toBe('../../modules/my-api');
  });

  test('needs a source where its class knows no folder', () => {
    const orphan = new Construct(undefined as never, '');
    expect(() => new MyApi(orphan, 'MyApi', { integrations: integrations(orphan as never) })).toThrow(
      /cannot find the folder of the module my-api: the construct is not in an App/,
    );
    expect(App.isApp(orphan)).toBe(false);
  });

  test('has its inputs under the names of Terraform, inside of objects, too', () => {
    const written = inputs((stack) => {
      new MyApi(stack, 'MyApi', {
        memorySize: 256,
        snapStart: false,
        corsAllowOrigins: [],
        additionalIamPolicyStatements: [{ Sid: 'S', Action: ['a:B'] }],
        usagePlans: { 'Gold plan': { quotaLimit: 10, throttle: { rateLimit: 1 } } },
        authorizers: {
          my_partners: { type: 'REQUEST', lambdaArn: 'arn', identitySources: ['a'], ttlSeconds: 0 },
        },
        integrations: integrations(stack),
      });
    });
    expect(written).toEqual({
      memory_size: 256,
      snap_start: false,
      cors_allow_origins: [],
      additional_iam_policy_statements: [{ Sid: 'S', Action: ['a:B'] }],
      usage_plans: { 'Gold plan': { quota_limit: 10, throttle: { rate_limit: 1 } } },
      authorizers: {
        my_partners: { type: 'REQUEST', lambda_arn: 'arn', identity_sources: ['a'], ttl_seconds: 0 },
      },
      integration_pattern: 'isolated',
    });
  });

  test('waits for its dependencies, and has outputs of their types', () => {
    const { module, output } = synthesized((stack) => {
      const caller = role(stack);
      const api = new MyApi(stack, 'MyApi', { integrations: integrations(stack), dependsOn: [caller] });
      new TerraformOutput(stack, 'id', { value: `api-${api.apiId}` });
      new TerraformOutput(stack, 'size', { value: api.lambdaSourceCodeSize });
      new TerraformOutput(stack, 'open', { value: api.publicOperations });
    });
    expect(module.MyApi?.depends_on).toEqual(['aws_iam_role.caller']);
    expect(output?.id?.value).toBe('api-${module.MyApi.api_id}');
    expect(output?.size?.value).toBe('${module.MyApi.lambda_source_code_size}');
    expect(output?.open?.value).toBe('${module.MyApi.public_operations}');
  });

  test('refuses an option of the integrations that is an input, too, but adds environments and permissions up', () => {
    const builder = (stack: TerraformStack) =>
      MyApi.defaultIntegrations(stack).withDefaultOptions({ memorySize: 1 });
    expect(
      refused((stack) => new MyApi(stack, 'A', { memorySize: 512, integrations: builder(stack).build() })),
    ).toMatch(/^stack\/A: memory_size is given twice: as an input, and as an option of the integrations/);
    const written = inputs((stack) => {
      const statement = { actions: ['a:B'], resources: ['*'] };
      const built = MyApi.defaultIntegrations(stack, { pattern: 'shared' })
        .withDefaultOptions({ environment: { B: 'b' }, iamPolicyStatements: [statement] })
        .build();
      const more = [{ Sid: 'S', Action: ['c:D'] }];
      new MyApi(stack, 'A', { env: { A: 'a' }, additionalIamPolicyStatements: more, integrations: built });
    });
    expect(written.env).toEqual({ A: 'a', B: 'b' });
    expect(written.additional_iam_policy_statements).toEqual([
      { Sid: 'S', Action: ['c:D'] },
      { Effect: 'Allow', Action: ['a:B'], Resource: ['*'] },
    ]);
  });
});

describe('an aspect that adds tags', () => {
  /** The aspect of CDKTF's own page on aspects. */
  const tagging = (added: Record<string, string>) => ({
    visit(node: IConstruct) {
      const taggable = node as IConstruct & { tags?: object; tagsInput?: object };
      if ('tags' in node && 'tagsInput' in node) taggable.tags = { ...added, ...taggable.tagsInput };
    },
  });

  test('reaches the tags of the module, beside those that it was given', () => {
    const { module } = synthesized((stack) => {
      const tags = { app: 'my-api' };
      const api = new MyApi(stack, 'Tagged', { tags, integrations: integrations(stack) });
      expect(api.tagsInput).toEqual(tags);
      new MyApi(stack, 'Bare', { integrations: integrations(stack) });
      Aspects.of(stack).add(tagging({ owner: 'team', app: 'none' }));
    });
    expect(module.Tagged?.tags).toEqual({ owner: 'team', app: 'my-api' });
    expect(module.Bare?.tags).toEqual({ owner: 'team', app: 'none' });
  });

  test('passes over a module that has no input of this name', () => {
    const stack = new ModuleStack('plain', {
      description: 'A module.',
      requiredVersion: '>= 1.5.7',
      providers: {},
    });
    const module = { stack, readme: { about: markdown``, usage: [], diagram: [] }, tests: {} };
    expect(typescriptClass(module).text).not.toMatch(/tagsInput/);
    stack.variable('tags', { type: raw('map(string)'), description: 'Tags.', default: {} });
    expect(typescriptClass(module).text).toMatch(/get tagsInput\(\): terragate\.Tags/);
  });
});

describe('the handler of a function', () => {
  test('adds permissions and environment to its operation, before and after there is an API', () => {
    const written = inputs((stack) => {
      const built = MyApi.defaultIntegrations(stack)
        .withOperationOptions({ getFile: { memorySize: 128, environment: { A: 'a', B: 'b' } } })
        .build();
      built.getFile.handler.addEnvironment('B', 'c');
      built.getReport.handler.addEnvironment('C', 'c');
      const api = new MyApi(stack, 'MyApi', { integrations: built });
      api.integrations.sayHello.handler
        .addToRolePolicy({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/${aws:username}/*'] })
        .addToRolePolicy({
          sid: 'No',
          effect: 'Deny',
          actions: ['s3:PutObject'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:PrincipalTag/team': 'a' } },
        })
        .addEnvironment('LOG_LEVEL', 'DEBUG');
    });
    expect(written.operations).toEqual({
      get_file: { memory_size: 128, env: { A: 'a', B: 'c' } },
      get_report: { env: { C: 'c' } },
      say_hello: {
        env: { LOG_LEVEL: 'DEBUG' },
        iam_policy_statements: [
          { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/$${aws:username}/*'] },
          {
            Sid: 'No',
            Effect: 'Deny',
            Action: ['s3:PutObject'],
            Resource: ['*'],
            Condition: { StringEquals: { 'aws:PrincipalTag/team': ['a'] } },
          },
        ],
      },
    });
  });

  test('of the shared function adds to the inputs of the module, also to those that only Terraform knows', () => {
    const written = inputs((stack) => {
      const built = MyApi.defaultIntegrations(stack, { pattern: 'shared' }).build();
      const env = Fn.lookup(role(stack).tags, 'env', {});
      const api = new MyApi(stack, 'MyApi', { env, integrations: built });
      api.integrations.$router.handler.addEnvironment('A', 'a').addEnvironment('B', 'b');
      api.integrations.$router.handler.addToRolePolicy({ actions: ['a:B'], resources: ['*'] });
    });
    expect(written.env).toMatch(/^\$\{merge\(lookup\(.*\), ?\{.*"A" = "a", "B" = "b"\}\)\}$/);
    expect(written.additional_iam_policy_statements).toEqual([
      { Effect: 'Allow', Action: ['a:B'], Resource: ['*'] },
    ]);
  });

  test('has the names and ARNs of its function, version and alias', () => {
    const { output } = synthesized((stack) => {
      const built = MyApi.defaultIntegrations(stack).build();
      new TerraformOutput(stack, 'early', { value: built.sayHello.handler.roleArn });
      const { handler } = new MyApi(stack, 'MyApi', { integrations: built }).integrations.sayHello;
      const all = [
        handler.functionName,
        handler.functionArn,
        handler.aliasArn,
        handler.roleName,
        handler.logGroupName,
      ];
      for (const [i, value] of all.entries()) new TerraformOutput(stack, `o${i}`, { value });
      const one = MyApi.defaultIntegrations(stack, { pattern: 'shared' }).build();
      const router = new MyApi(stack, 'One', { integrations: one }).integrations.$router.handler;
      new TerraformOutput(stack, 'router', { value: router.roleName });
    });
    const values = Object.values(output ?? {}).map(({ value }) => value);
    const of = (name: string) => `\${module.MyApi.functions.say_hello.${name}}`;
    expect(values).toEqual([
      of('role_arn'),
      ...['function_name', 'function_arn', 'alias_arn', 'role_name', 'log_group_name'].map(of),
      '${module.One.functions["$router"].role_name}',
    ]);
  });

  test('has no attributes of a function that no API has', () => {
    const message = refused((stack) => {
      const { handler } = MyApi.defaultIntegrations(stack).build().sayHello;
      new TerraformOutput(stack, 'role', { value: handler.roleArn });
    });
    expect(message).toMatch(/handler\.roleArn: the function belongs to no API/);
  });

  test.each(['isolated', 'shared'] as const)(
    'reaches the dedicated function of an override (%s), whose permissions, environment and attributes are those of the operation',
    (pattern) => {
      const { module, output } = synthesized((stack) => {
        const dedicated = LambdaFunction.dedicated({ memorySize: 1024, environment: { A: 'a', B: 'b' } });
        const role = dedicated.handler.roleName;
        dedicated.handler.addEnvironment('B', 'c');
        const built = MyApi.defaultIntegrations(stack, { pattern } as { pattern: 'isolated' })
          .withOverrides({ getFile: { integration: dedicated, options: { enabled: true } } })
          .build();
        const api = new MyApi(stack, 'MyApi', { integrations: built });
        api.integrations.getFile.integration.handler
          .addToRolePolicy({ actions: ['s3:GetObject'], resources: ['*'] })
          .addEnvironment('C', 'c');
        new TerraformOutput(stack, 'role', { value: role });
        new TerraformOutput(stack, 'arn', { value: `${dedicated.handler.functionArn}:1` });
        api.grantInvokeAccess(dedicated.handler);
      });
      expect(module.MyApi?.operations).toEqual({
        get_file: {
          enabled: true,
          memory_size: 1024,
          env: { A: 'a', B: 'c', C: 'c' },
          iam_policy_statements: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }],
          integration: { type: 'lambda' },
        },
      });
      expect(output?.role?.value).toBe('${module.MyApi.functions.get_file.role_name}');
      expect(output?.arn?.value).toBe('${module.MyApi.functions.get_file.function_arn}:1');
    },
  );

  test('reaches the dedicated functions of integrations without a builder', () => {
    const written = inputs((stack) => {
      const all = (integration: LambdaFunction) => ({ getFile: { integration }, getReport: { integration } });
      const both = LambdaFunction.dedicated();
      const integrations = {
        sayHello: { integration: LambdaFunction.dedicated() },
        getDocumentation: { integration: LambdaFunction.fromArn('arn:f') },
        ...all(both),
      };
      const api = new MyApi(stack, 'MyApi', { integrations });
      api.integrations.sayHello.integration.handler.addEnvironment('A', 'a');
      both.handler.addEnvironment('B', 'b');
    });
    const integration = { type: 'lambda' };
    expect(written.operations).toEqual({
      say_hello: { env: { A: 'a' }, integration },
      get_documentation: { integration: { type: 'lambda', arn: 'arn:f' } },
      get_file: { env: { B: 'b' }, integration },
      get_report: { env: { B: 'b' }, integration },
    });
  });

  test('has no attributes of a dedicated function that was given to two operations', () => {
    const message = refused((stack) => {
      const integration = LambdaFunction.dedicated();
      new TerraformOutput(stack, 'role', { value: integration.handler.roleArn });
      const integrations = MyApi.defaultIntegrations(stack).withOverrides({
        getFile: { integration },
        getReport: { integration },
      });
      new MyApi(stack, 'MyApi', { integrations: integrations.build() });
    });
    expect(message).toMatch(
      /roleArn of 2 functions: .* is given to get_file, get_report\n +fix: .* once for each/,
    );
  });
});
