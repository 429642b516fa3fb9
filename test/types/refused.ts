import { Authorization, AwsService, Http, HttpProxy, LambdaFunction, Mock } from 'terragate';
import { MyApi } from './bindings/my-api/my-api';
import { MyHttpApi } from './bindings/my-http-api/my-http-api';
import { bucket, role, scope } from './context';

// Each line after a @ts-expect-error is one case: were it to compile, the compiler would say so of the comment.

const isolated = () => MyApi.defaultIntegrations(scope);
const shared = () => MyApi.defaultIntegrations(scope, { pattern: 'shared' });
const http = () => MyHttpApi.defaultIntegrations(scope);
const integration = LambdaFunction.dedicated();
const api = new MyApi(scope, 'A', { integrations: isolated().build() });
const overridden = isolated().withOverrides({ sayHello: { integration } });
const optioned = isolated().withOperationOptions({ sayHello: { timeout: 60 } });

// An operation that there is not
// @ts-expect-error
isolated().withOperationOptions({ sayHelo: { timeout: 60 } });
// @ts-expect-error
isolated().withOperationOptions({ sayHello: { timeout: 60 }, sayHelo: { timeout: 60 } });
// @ts-expect-error
isolated().withOverrides({ sayHelo: { integration } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration }, sayHelo: { integration } });
// @ts-expect-error
api.integrations.sayHelo;
// @ts-expect-error
api.grantInvokeAccess(role, { operations: ['sayHelo'] });

// A word that an input does not allow
// @ts-expect-error
new MyApi(scope, 'B', { integrations: isolated().build(), architecture: 'arm' });

// A value of the wrong type, and an option that there is not
// @ts-expect-error
isolated().withOperationOptions({ sayHello: { timeout: 'nope' } });
// @ts-expect-error
isolated().withOperationOptions({ sayHello: { notAnOption: 1 } });
// @ts-expect-error
isolated().withDefaultOptions({ notAnOption: 1 });
// @ts-expect-error
isolated().withDefaultOptions({ vpc: { subnetIds: [] } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { enabled: true, notAnOption: 1 } } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { memorySize: 1024 } } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { enabled: 'no' } } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { requestValidation: 'SOME' } } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { throttling: { rate: 1, burstLimit: 2 } } } });
// @ts-expect-error
isolated().withOperationOptions({ sayHello: { canary: { stableVersion: '7', weight: 1, to: 1 } } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { bucket } });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: isolated().build(), memory_size: 512 });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: isolated().build(), operations: {} });
// @ts-expect-error
new MyApi(scope, 'A', {});

// A pattern that there is not, and what only one of the two has where it is known at run time
declare const configured: string;
const either = MyApi.defaultIntegrations(scope, { pattern: configured });
// @ts-expect-error
MyApi.defaultIntegrations(scope, { pattern: 'share' });
// @ts-expect-error
either.build().sayHello.handler;
// @ts-expect-error
either.build().$router.handler;
// @ts-expect-error
either.withOperationOptions({ sayHello: { timeout: 60 } });
// @ts-expect-error
either.withOperationOptions({ $router: { timeout: 60 } });
// @ts-expect-error
either.withOverrides({ sayHello: { integration } }).build().sayHello.handler;

// A function of an operation that the shared one serves
// @ts-expect-error
shared().withOperationOptions({ sayHello: { timeout: 60 } });
// @ts-expect-error
shared().build().sayHello;
// @ts-expect-error
shared().withOperationOptions({ $router: { authorization: Authorization.iam() } });

// Options and an override for one operation, in either order
// @ts-expect-error
overridden.withOperationOptions({ sayHello: { timeout: 60 } });
// @ts-expect-error
optioned.withOverrides({ sayHello: { integration } });
const sharedOverridden = shared().withOverrides({ sayHello: { integration } });
// @ts-expect-error
sharedOverridden.withOperationOptions({ sayHello: { enabled: true } });

// Two overrides for one operation
// @ts-expect-error
overridden.withOverrides({ sayHello: { integration } });

// The handler of an override
// @ts-expect-error
overridden.build().sayHello.handler;

// $router where there is none: in the isolated pattern, and where all operations are overridden
// @ts-expect-error
isolated().build().$router;
// @ts-expect-error
isolated().withOperationOptions({ $router: { timeout: 60 } });
// @ts-expect-error
isolated().withOverrides({ $router: { integration } });
const all = { sayHello: { integration }, getDocumentation: { integration }, getFile: { integration } };
const every = { ...all, getReport: { integration } };
// @ts-expect-error
shared().withOverrides(every).build().$router;
// @ts-expect-error
shared().withOverrides(all).withOverrides({ getReport: { integration } }).build().$router;
shared().withOverrides(all).build().$router.handler.addEnvironment('A', 'a');

// Without defaults: an operation without an integration, and one that there is not
// @ts-expect-error
new MyApi(scope, 'A', { integrations: all });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: { ...all, getReport: { integration }, sayHelo: { integration } } });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: { ...all, getReport: {} } });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: { $router: { integration } } });
// @ts-expect-error
new MyApi(scope, 'A', { integrations: { ...all, getReport: { integration, options: { enabled: 'no' } } } });

// A property that was not given, or is of another type
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, bucket } }).build().getFile.bucket;
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, bucket } }).build().sayHello.bucket.queueUrl;

// What HTTP APIs do not have
// @ts-expect-error
http().withOverrides({ sayHello: { integration: Mock.response() } });
// @ts-expect-error
new MyHttpApi(scope, 'A', { integrations: { ...every, sayHello: { integration: Mock.response() } } });
// @ts-expect-error
http().withOverrides({ sayHello: { integration: Http.to('https://example.com') } });
// @ts-expect-error
http().withOverrides({ sayHello: { integration: AwsService.s3({ path: 'a/b', credentials: role }) } });
const mapped = HttpProxy.to('https://example.com', { passthroughBehavior: 'NEVER' });
// @ts-expect-error
http().withOverrides({ sayHello: { integration: mapped } });
// @ts-expect-error
http().withOverrides({ sayHello: { integration, options: { apiKeyRequired: true } } });
// @ts-expect-error
http().withDefaultOptions({ responseTransferMode: 'STREAM' });
const token = { type: 'TOKEN', lambdaArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' } as const;
// @ts-expect-error
new MyHttpApi(scope, 'A', { integrations: http().build(), authorizers: { partners: token } });

// What REST APIs do not have
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration: AwsService.subtype('a', { credentials: role }) } });
// @ts-expect-error
isolated().withOperationOptions({ sayHello: { authorization: Authorization.jwt() } });
// @ts-expect-error
isolated().withOverrides({ sayHello: { integration, options: { authorization: Authorization.jwt() } } });

// Scopes where none are known
// @ts-expect-error
Authorization.iam({ scopes: ['reports/read'] });
// @ts-expect-error
Authorization.none({ scopes: ['reports/read'] });

// What an integration or an authorizer can't do without
// @ts-expect-error
HttpProxy.to();
// @ts-expect-error
Http.to();
// @ts-expect-error
AwsService.s3({ path: 'bucket/key' });
// @ts-expect-error
AwsService.s3({ credentials: role });
// @ts-expect-error
LambdaFunction.fromArn();
// @ts-expect-error
new MyApi(scope, 'A', { integrations: isolated().build(), authorizers: { pool: { type: 'COGNITO' } } });

// Who is let in is a role
// @ts-expect-error
api.grantInvokeAccess('arn:aws:iam::123456789012:role/r');
