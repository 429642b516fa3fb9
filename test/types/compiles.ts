import {
  Authorization,
  AwsService,
  Http,
  HttpProxy,
  type IntegrationPattern,
  LambdaFunction as Lambda,
  type LambdaFunction,
  Mock,
  type RestRouteOptions,
} from 'terragate';
import { MyApi, type MyApiIntegrations } from './bindings/my-api/my-api';
import { MyHttpApi } from './bindings/my-http-api/my-http-api';
import { bucket, role, scope } from './context';

const isolated = () => MyApi.defaultIntegrations(scope);
const shared = () => MyApi.defaultIntegrations(scope, { pattern: 'shared' });
const http = () => MyHttpApi.defaultIntegrations(scope);

/** The type is exactly this one. */
function is<T>() {
  return <U>(
    _value: U,
    _same: (<V>() => V extends T ? 1 : 2) extends <V>() => V extends U ? 1 : 2 ? true : false,
  ) => undefined;
}

// Options for one operation
isolated()
  .withOperationOptions({ sayHello: { timeout: 60, memorySize: 512 } })
  .build();

// Options for several operations at once
isolated()
  .withOperationOptions({
    sayHello: { timeout: 10 },
    getFile: { memorySize: 256 },
    getReport: { timeout: 20, memorySize: 1024 },
  })
  .build();

// Options for another operation than the one that is overridden
isolated()
  .withOverrides({ sayHello: { integration: HttpProxy.to('https://example.com') } })
  .withOperationOptions({ getFile: { timeout: 60 } })
  .build();

// Options of the shared function, and of the route of an operation that it serves
shared()
  .withOperationOptions({ $router: { timeout: 60 } })
  .build();
shared()
  .withOperationOptions({ getReport: { authorization: Authorization.iam(), apiKeyRequired: true } })
  .build();

// Options of function and route for an operation of its own
isolated().withOperationOptions({
  getReport: { memorySize: 1024, authorization: Authorization.cognito({ scopes: ['reports/read'] }) },
});

// Options that are there or not
isolated().withOperationOptions({ ...(Math.random() > 2 ? { sayHello: { timeout: 60 } } : {}) });

// The whole of it
const api = new MyApi(scope, 'MyApi', {
  memorySize: 512,
  corsAllowOrigins: ['https://app.example.com'],
  usagePlans: { gold: { quotaLimit: 10, throttle: { rateLimit: 1 } } },
  authorizers: { partners: { type: 'TOKEN', lambdaArn: 'arn' } },
  integrations: isolated()
    .withDefaultOptions({ memorySize: 512, vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] } })
    .withOperationOptions({ sayHello: { memorySize: 1024 } })
    .withOverrides({
      getDocumentation: {
        integration: HttpProxy.to('https://example.com/docs'),
        options: { authorization: Authorization.none() },
      },
      getFile: {
        bucket,
        integration: AwsService.s3({ path: `${bucket.bucket}/{fileName}`, credentials: role }),
        options: { requestParameters: { 'querystring.fileName': true } },
      },
    })
    .build(),
});
api.integrations.sayHello.handler.addToRolePolicy({
  actions: ['s3:GetObject'],
  resources: [`${bucket.arn}/*`],
});
api.integrations.sayHello.handler.addEnvironment('LOG_LEVEL', 'DEBUG');
api.integrations.getReport.handler.addEnvironment('LOG_LEVEL', 'DEBUG');
api
  .grantInvokeAccess(role, { operations: ['sayHello'] })
  .grantInvokeAccess(api.integrations.sayHello.handler);
api.restrictCorsTo('https://app.example.com', {
  domainName: 'd111.cloudfront.net',
  aliases: ['www.example.com'],
});
is<string>()(api.apiId, true);
is<number>()(api.lambdaSourceCodeSize, true);

// Further properties keep their types
is<typeof bucket>()(api.integrations.getFile.bucket, true);

// In the shared pattern the function is $router, beside the overrides
const one = new MyApi(scope, 'Shared', {
  integrations: shared()
    .withOverrides({ getFile: { bucket, integration: Mock.response({ statusCode: 204 }) } })
    .build(),
});
one.integrations.$router.handler.addEnvironment('LOG_LEVEL', 'DEBUG');
is<typeof bucket>()(one.integrations.getFile.bucket, true);

// Overrides in two calls
isolated()
  .withOverrides({ sayHello: { integration: Mock.response() } })
  .withOverrides({ getFile: { integration: Lambda.dedicated({ memorySize: 1024 }) } })
  .build();

// A dedicated function has a handler, as those of the pattern have
isolated()
  .withOverrides({ getFile: { integration: Lambda.dedicated({ memorySize: 1024 }) } })
  .build()
  .getFile.integration.handler.addToRolePolicy({ actions: ['s3:GetObject'], resources: [bucket.arn] });

// The pattern comes from configuration: a variable of the environment, or a value of the two
declare const pattern: IntegrationPattern;
for (const configured of [process.env.PATTERN, process.env.PATTERN ?? 'shared', pattern]) {
  const either = MyApi.defaultIntegrations(scope, { pattern: configured })
    .withDefaultOptions({ memorySize: 512, environment: { LOG_LEVEL: 'DEBUG' } })
    .withOperationOptions({ getReport: { authorization: Authorization.iam(), enabled: true } })
    .withOverrides({
      getFile: { bucket, integration: Mock.response(), options: { requestValidation: 'BODY' } },
    });
  const { integrations } = new MyApi(scope, 'Either', { integrations: either.build() });
  integrations.$router?.handler.addEnvironment('A', 'a');
  integrations.sayHello?.handler.addEnvironment('A', 'a');
  if (integrations.$router) integrations.$router.handler.addToRolePolicy({ actions: [], resources: [] });
  else integrations.sayHello.handler.addToRolePolicy({ actions: [], resources: [] });
  is<typeof bucket>()(integrations.getFile.bucket, true);
}

// Options of a route, as a value of its type, and an override that is there or not
const options: RestRouteOptions = { throttling: { rateLimit: 1 }, authorization: Authorization.iam() };
isolated().withOverrides({ getFile: { integration: Mock.response(), options } });
isolated().withOverrides({
  ...(Math.random() > 2 ? { getFile: { integration: Mock.response(), options } } : {}),
});
const chosen = Math.random() > 2 ? Mock.response() : HttpProxy.to('https://example.com');
isolated().withOverrides({ getFile: { integration: chosen } });
const whole: MyApiIntegrations = isolated().build();
const typed: MyApi = new MyApi(scope, 'Whole', { integrations: whole });
typed.integrations.$router?.handler.addEnvironment('A', 'a');

// Without defaults, one for each operation
const integration: LambdaFunction = Lambda.fromArn('arn:aws:lambda:eu-west-1:123456789012:function:f');
new MyApi(scope, 'Explicit', {
  integrations: {
    sayHello: { integration },
    getDocumentation: { integration: Http.to('https://example.com') },
    getFile: { bucket, integration: Mock.response() },
    getReport: { integration: Lambda.dedicated() },
  },
}).integrations.getFile.bucket.arn;

// Every integration of HTTP APIs
new MyHttpApi(scope, 'Http', {
  integrations: http()
    .withOverrides({
      sayHello: { integration, options: { authorization: Authorization.jwt({ scopes: ['a'] }) } },
      getDocumentation: { integration: HttpProxy.to('https://example.com', { vpcLink: 'abc' }) },
      getFile: { integration: AwsService.subtype('SQS-SendMessage', { credentials: role }) },
    })
    .build(),
});
