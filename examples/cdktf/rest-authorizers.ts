import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool';
import type { TerraformStack } from 'cdktf';
import { Authorization } from 'terragate';
import { MyApi } from '../../modules/my-api/my-api';

/** Who says who calls. */
export interface RestAuthorizersProps {
  readonly pool: CognitoUserPool;
  readonly authorizerFunctionArn: string;
}

/** Each way to know a caller once. What is not named here is called by IAM, as `auth` says. */
export function restAuthorizers(
  scope: TerraformStack,
  { pool, authorizerFunctionArn }: RestAuthorizersProps,
): MyApi {
  const customers = new CognitoUserPool(scope, 'customers', { name: 'customers' });
  return new MyApi(scope, 'authorizers', {
    name: 'authorizers',
    routes: 'operations',
    auth: 'IAM',
    userPoolId: pool.id,
    // The functions answer 404 where the app would run another operation than the one that was authorized
    functionsEnforceRoutes: true,
    authorizers: {
      customers: { type: 'COGNITO', userPoolArns: [customers.arn] },
      // A function that gets one token
      partners: {
        type: 'TOKEN',
        lambdaArn: authorizerFunctionArn,
        identitySource: 'method.request.header.X-Partner',
        identityValidationExpression: '^[A-Za-z0-9]{32}$',
        ttlSeconds: 60,
      },
      // A function that gets the request
      devices: {
        type: 'REQUEST',
        lambdaArn: authorizerFunctionArn,
        identitySources: ['method.request.header.X-Device', 'method.request.querystring.serial'],
        ttlSeconds: 0,
      },
    },
    // Keys tell callers apart and count what they do: they are no authorization.
    apiKeys: { website: { description: 'The pages of the shop' }, partner: {} },
    usagePlans: {
      basic: { apiKeys: ['website'] }, // 100 requests a second, 200 at once, 10,000 a day
      gold: {
        apiKeys: ['partner'],
        rateLimit: 500,
        burstLimit: 1000,
        quotaLimit: 1_000_000,
        quotaPeriod: 'MONTH',
        throttle: { '/items/POST': { rateLimit: 10, burstLimit: 20 } },
      },
    },
    integrations: MyApi.defaultIntegrations(scope, { pattern: 'shared' })
      .withOperationOptions({
        health: { authorization: Authorization.none() },
        sayHello: { authorization: Authorization.iam() },
        getReport: { authorization: Authorization.cognito({ scopes: ['reports/read'] }) },
        listItems: { authorization: Authorization.authorizer('customers') },
        createItem: { authorization: Authorization.authorizer('partners'), apiKeyRequired: true },
        getFilePath: { authorization: Authorization.authorizer('devices') },
        readRoot: { authorization: Authorization.none(), apiKeyRequired: true },
      })
      .build(),
  });
}
