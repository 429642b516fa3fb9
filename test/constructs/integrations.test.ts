import { Authorization, AwsService, Http, HttpProxy, LambdaFunction, Mock } from '../../src';
import type { TerraformStack } from '../../src/framework';
import { MyApi } from '../types/bindings/my-api/my-api';
import { MyHttpApi } from '../types/bindings/my-http-api/my-http-api';
import { inputs } from './synthesized';

const CREDENTIALS = 'arn:aws:iam::123456789012:role/gateway';
const isolated = (stack: TerraformStack) => MyApi.defaultIntegrations(stack);
const shared = (stack: TerraformStack) => MyApi.defaultIntegrations(stack, { pattern: 'shared' });

/** The settings of an operation with this integration. */
function integrationOf(integration: Parameters<typeof overridden>[1]): unknown {
  const { operations } = inputs((stack) => overridden(stack, integration));
  return (operations as Record<string, { integration: unknown }>).say_hello?.integration;
}

function overridden(
  stack: TerraformStack,
  integration: HttpProxy | Http | AwsService | Mock | LambdaFunction,
) {
  return new MyApi(stack, 'MyApi', {
    integrations: isolated(stack).withOverrides({ sayHello: { integration } }).build(),
  });
}

describe('the inputs that integrations write', () => {
  test('are the pattern alone where nothing is said', () => {
    expect(inputs((stack) => new MyApi(stack, 'A', { integrations: isolated(stack).build() }))).toEqual({
      integration_pattern: 'isolated',
    });
    expect(inputs((stack) => new MyApi(stack, 'A', { integrations: shared(stack).build() }))).toEqual({
      integration_pattern: 'shared',
    });
  });

  test('are those of the module for defaults, and those of operations for what differs', () => {
    const written = inputs((stack) => {
      new MyApi(stack, 'MyApi', {
        integrations: isolated(stack)
          .withDefaultOptions({ memorySize: 256, tracing: false, environment: { A: 'a' } })
          .withDefaultOptions({
            memorySize: 512,
            vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] },
          })
          .withOperationOptions({ sayHello: { memorySize: 1024, environment: { B: 'b' } } })
          .withOperationOptions({ sayHello: { timeout: 10 } })
          .withOverrides({
            getDocumentation: {
              integration: HttpProxy.to('https://example.com/docs'),
              options: { authorization: Authorization.none(), throttling: { rateLimit: 5, burstLimit: 10 } },
            },
            getFile: {
              bucket: 'kept',
              integration: AwsService.s3({ path: 'my-bucket/{fileName}', credentials: { arn: CREDENTIALS } }),
              options: { requestParameters: { 'querystring.fileName': true }, apiKeyRequired: true },
            },
          })
          .build(),
      });
    });
    expect(written).toEqual({
      integration_pattern: 'isolated',
      memory_size: 512,
      lambda_tracing_enabled: false,
      env: { A: 'a' },
      vpc_subnet_ids: ['subnet-1'],
      vpc_security_group_ids: ['sg-1'],
      operations: {
        say_hello: { memory_size: 1024, env: { B: 'b' }, timeout: 10 },
        get_documentation: {
          integration: { type: 'http_proxy', uri: 'https://example.com/docs' },
          authorization: 'NONE',
          throttling_rate_limit: 5,
          throttling_burst_limit: 10,
        },
        get_file: {
          integration: {
            type: 'aws',
            service: 's3',
            method: 'GET',
            path: 'my-bucket/{fileName}',
            credentials: CREDENTIALS,
          },
          request_parameters: { 'querystring.fileName': true },
          api_key_required: true,
        },
      },
    });
  });

  test('are every option under its name in Terraform', () => {
    const options = {
      memorySize: 1,
      timeout: 2,
      environment: { A: 'a' },
      secrets: { B: 'arn' },
      secretsKmsKeyArns: ['key'],
      vpc: { subnetIds: ['s'], securityGroupIds: ['g'] },
      layers: ['l'],
      reservedConcurrency: 3,
      handler: 'run.sh',
      snapStart: true,
      tracing: true,
      permissionsBoundary: 'p',
      logRetentionInDays: 7,
      iamPolicyStatements: [{ actions: ['a:B'], resources: ['*'], sid: 'S' }],
      canary: { stableVersion: '7', weight: 0.1 },
    };
    const settings = {
      memory_size: 1,
      timeout: 2,
      env: { A: 'a' },
      secrets: { B: 'arn' },
      secrets_kms_key_arns: ['key'],
      vpc_subnet_ids: ['s'],
      vpc_security_group_ids: ['g'],
      layers: ['l'],
      reserved_concurrency: 3,
      handler: 'run.sh',
      snap_start: true,
      lambda_tracing_enabled: true,
      permissions_boundary: 'p',
      log_retention_in_days: 7,
      canary: { stable_version: '7', weight: 0.1 },
    };
    const statements = [{ Sid: 'S', Effect: 'Allow', Action: ['a:B'], Resource: ['*'] }];
    const route = {
      authorization: Authorization.cognito({ scopes: ['a/b'] }),
      requestValidation: 'BODY',
      responseTransferMode: 'BUFFERED',
      enabled: false,
    } as const;
    const written = inputs((stack) => {
      const integrations = isolated(stack)
        .withOperationOptions({ sayHello: { ...options, ...route } })
        .withOverrides({ getFile: { integration: LambdaFunction.dedicated(options) } })
        .withDefaultOptions({ ...options, responseTransferMode: 'STREAM' });
      new MyApi(stack, 'MyApi', { integrations: integrations.build() });
    });
    expect(written).toEqual({
      integration_pattern: 'isolated',
      ...settings,
      response_transfer_mode: 'STREAM',
      additional_iam_policy_statements: statements,
      operations: {
        say_hello: {
          ...settings,
          iam_policy_statements: statements,
          authorization: 'COGNITO',
          authorization_scopes: ['a/b'],
          request_validation: 'BODY',
          response_transfer_mode: 'BUFFERED',
          enabled: false,
        },
        get_file: { ...settings, iam_policy_statements: statements, integration: { type: 'lambda' } },
      },
    });
  });

  test('of the shared function are those of the module, and of what it serves those of the route', () => {
    const written = inputs((stack) => {
      const integrations = shared(stack)
        .withDefaultOptions({ memorySize: 512 })
        .withOperationOptions({ $router: { memorySize: 1024 }, getReport: { apiKeyRequired: true } })
        .withOverrides({ getFile: { integration: Mock.response() } });
      new MyApi(stack, 'MyApi', { integrations: integrations.build() });
    });
    expect(written).toEqual({
      integration_pattern: 'shared',
      memory_size: 1024,
      operations: { get_report: { api_key_required: true }, get_file: { integration: { type: 'mock' } } },
    });
  });

  test('make no shared function when it would serve nothing', () => {
    const integration = Mock.response();
    const all = { sayHello: { integration }, getDocumentation: { integration }, getFile: { integration } };
    const written = inputs((stack) => {
      const integrations = shared(stack)
        .withOverrides({ ...all, getReport: { integration } })
        .build();
      expect(Object.keys(integrations)).not.toContain('$router');
      new MyApi(stack, 'MyApi', { integrations });
    });
    expect(written.integration_pattern).toBe('isolated');
  });

  test('of integrations without a builder are one for each operation', () => {
    const integration = LambdaFunction.fromArn({ arn: 'arn:f' }, { createPermission: false });
    const lambda = { integration: { type: 'lambda', arn: 'arn:f', create_permission: false } };
    const written = inputs((stack) => {
      const all = { sayHello: { integration }, getDocumentation: { integration }, getFile: { integration } };
      const api = new MyApi(stack, 'A', {
        integrations: { ...all, getReport: { integration, note: 'kept' } },
      });
      expect(api.integrations.getReport.note).toBe('kept');
    });
    expect(written).toEqual({
      integration_pattern: 'isolated',
      operations: { say_hello: lambda, get_documentation: lambda, get_file: lambda, get_report: lambda },
    });
  });

  test('of a copy with a change are those of the builder but for the change', () => {
    const written = inputs((stack) => {
      const built = isolated(stack).withDefaultOptions({ memorySize: 256 }).build();
      new MyApi(stack, 'A', { integrations: { ...built, getFile: { integration: Mock.response() } } });
    });
    expect(written).toEqual({
      integration_pattern: 'isolated',
      memory_size: 256,
      operations: { get_file: { integration: { type: 'mock' } } },
    });
  });
});

describe('an integration', () => {
  test.each([
    [
      HttpProxy.to('http://${stageVariables.host}/{name}', {
        vpcLink: { id: 'l' },
        method: 'POST',
        timeoutMilliseconds: 9,
      }),
      {
        type: 'http_proxy',
        uri: 'http://$${stageVariables.host}/{name}',
        vpc_link_id: 'l',
        method: 'POST',
        timeout_milliseconds: 9,
      },
    ],
    [
      Http.to('https://example.com', {
        passthroughBehavior: 'NEVER',
        requestTemplates: { 'application/json': '{"id": "${context.requestId}", "p": "%{x}"}' },
        responses: {
          default: { statusCode: 200, responseTemplates: { 'text/plain': '${x}' } },
          '4\\d{2}': { statusCode: 404, responseParameters: { 'method.response.header.A': "'a'" } },
        },
      }),
      {
        type: 'http',
        uri: 'https://example.com',
        passthrough_behavior: 'NEVER',
        request_templates: { 'application/json': '{"id": "$${context.requestId}", "p": "%%{x}"}' },
        responses: {
          default: { status_code: 200, response_templates: { 'text/plain': '$${x}' } },
          '4\\d{2}': { status_code: 404, response_parameters: { 'method.response.header.A': "'a'" } },
        },
      },
    ],
    [
      AwsService.action('dynamodb', 'GetItem', { credentials: CREDENTIALS, requestParameters: { a: 'b' } }),
      {
        type: 'aws',
        service: 'dynamodb',
        action: 'GetItem',
        credentials: CREDENTIALS,
        request_parameters: { a: 'b' },
      },
    ],
    [
      Mock.response({ statusCode: 201, body: '{"id": "${context.requestId}"}', contentType: 'text/plain' }),
      { type: 'mock', status_code: 201, body: '{"id": "$${context.requestId}"}', content_type: 'text/plain' },
    ],
    [LambdaFunction.fromArn('arn:f'), { type: 'lambda', arn: 'arn:f' }],
  ])('is written as the module takes it: %#', (integration, expected) => {
    expect(integrationOf(integration)).toEqual(expected);
  });

  test('of a service is written for an HTTP API, too', () => {
    const integration = AwsService.subtype('SQS-SendMessage', {
      credentials: CREDENTIALS,
      requestParameters: { MessageBody: '$request.body' },
    });
    const written = inputs((stack) => {
      const integrations = MyHttpApi.defaultIntegrations(stack).withOverrides({ sayHello: { integration } });
      new MyHttpApi(stack, 'A', { integrations: integrations.build() });
    });
    expect(written.operations).toEqual({
      say_hello: {
        integration: {
          type: 'aws',
          subtype: 'SQS-SendMessage',
          credentials: CREDENTIALS,
          request_parameters: { MessageBody: '$request.body' },
        },
      },
    });
  });
});
