import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool';
import { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type App, Fn, TerraformOutput, TerraformStack } from 'cdktf';
import { Authorization, AwsService, HttpProxy, LambdaFunction } from 'terragate';
import { MyHttpApi } from '../../modules/my-http-api/my-http-api';
import { trust } from './trust';

/** What is there already. */
export interface HttpOperationsProps {
  /** A Lambda function that serves an operation, or an alias of it. */
  readonly existingFunctionArn: string;
  /** The Lambda function that says who calls. */
  readonly authorizerFunctionArn: string;
  /** VPC link to the load balancer of a private server. */
  readonly vpcLinkId: string;
  /** Listener of that load balancer. */
  readonly listenerArn: string;
}

/** What single operations run on and who may call them: as `examples/terraform-operations/http`, by the same modules. */
export class HttpOperationsStack extends TerraformStack {
  constructor(scope: App, id: string, props: HttpOperationsProps) {
    super(scope, id);
    new AwsProvider(this, 'aws');
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100, < 7.0');
    this.addOverride('terraform.required_version', '>= 1.5.7');

    const api = this.integrations(props);
    this.authorizers(props);
    new TerraformOutput(this, 'api_url', {
      description: 'Address of the API.',
      value: api.stageInvokeUrl,
      staticId: true,
    });
    new TerraformOutput(this, 'public_operations', {
      description: 'Operations that anyone may call.',
      value: api.publicOperations,
      staticId: true,
    });
  }

  /** Each kind of integration once. What is not named here is served by the shared function. */
  private integrations({ existingFunctionArn, vpcLinkId, listenerArn }: HttpOperationsProps): MyHttpApi {
    const bus = new CloudwatchEventBus(this, 'items', { name: 'items' });
    const role = this.sender(bus);
    return new MyHttpApi(this, 'my_http_api', {
      name: 'my-http-api',
      routes: 'operations',
      integrations: MyHttpApi.defaultIntegrations(this, { pattern: 'shared' })
        .withOverrides({
          // A function of its own, from the app's package
          sayHello: {
            integration: LambdaFunction.dedicated({
              memorySize: 1024,
              timeout: 10,
              environment: { LOG_LEVEL: 'DEBUG' },
              iamPolicyStatements: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::my-bucket/*'] }],
            }),
          },
          // A function that exists: it gets the event of API Gateway
          listItems: { integration: LambdaFunction.fromArn(existingFunctionArn) },
          // Another server
          getDocumentation: {
            integration: HttpProxy.to('https://example.com/docs'),
            options: { authorization: Authorization.none() },
          },
          // A private server, through a VPC link: its address is the ARN of a listener
          getItem: {
            integration: HttpProxy.to(listenerArn, {
              vpcLink: vpcLinkId,
              requestParameters: { 'overwrite:path': '/v1/$request.path.item_id' },
            }),
          },
          // A service of AWS
          createItem: {
            bus,
            integration: AwsService.subtype('EventBridge-PutEvents', {
              credentials: role,
              requestParameters: {
                Source: 'my-http-api',
                DetailType: 'item',
                Detail: '$request.body',
                EventBusName: bus.name,
              },
            }),
            options: { throttling: { rateLimit: 10, burstLimit: 20 } },
          },
        })
        // No route at all
        .withOperationOptions({ boom: { enabled: false } })
        .build(),
    });
  }

  /** The role as which API Gateway sends the events itself: what it may do is what callers may do. */
  private sender(bus: CloudwatchEventBus): IamRole {
    const role = new IamRole(this, 'events', {
      name: 'my-http-api-puts-events',
      assumeRolePolicy: trust('apigateway.amazonaws.com'),
    });
    new IamRolePolicy(this, 'put_events', {
      name: 'put-events',
      role: role.name,
      policy: Fn.jsonencode({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus.arn] }],
      }),
    });
    return role;
  }

  /** Each way to know a caller once. What is not named here is called by IAM, as `auth` says. */
  private authorizers({ authorizerFunctionArn }: HttpOperationsProps): MyHttpApi {
    const pool = new CognitoUserPool(this, 'staff', { name: 'staff' });
    const client = new CognitoUserPoolClient(this, 'staff_pages', { name: 'pages', userPoolId: pool.id });
    return new MyHttpApi(this, 'authorizers', {
      name: 'authorizers',
      routes: 'operations',
      auth: 'IAM',
      // For COGNITO
      userPoolId: pool.id,
      userPoolClientIds: [client.id],
      // For JWT
      jwtIssuer: 'https://login.example.com',
      jwtAudience: ['my-http-api'],
      // The functions answer 404 where the app would run another operation than the one that was authorized
      functionsEnforceRoutes: true,
      authorizers: {
        partners: { type: 'JWT', issuer: 'https://partners.example.com', audience: ['orders'] },
        // A function that answers { isAuthorized }
        devices: {
          type: 'REQUEST',
          lambdaArn: authorizerFunctionArn,
          identitySources: ['$request.header.X-Device'],
          ttlSeconds: 60,
        },
        // A function that answers with a policy
        gates: {
          type: 'REQUEST',
          lambdaArn: authorizerFunctionArn,
          identitySources: ['$request.header.X-Gate', '$request.querystring.serial'],
          simpleResponses: false,
          ttlSeconds: 0,
        },
      },
      integrations: MyHttpApi.defaultIntegrations(this, { pattern: 'shared' })
        .withOperationOptions({
          health: { authorization: Authorization.none() },
          sayHello: { authorization: Authorization.iam() },
          getReport: { authorization: Authorization.cognito({ scopes: ['reports/read'] }) },
          getFile: { authorization: Authorization.jwt() },
          listItems: { authorization: Authorization.authorizer('partners', { scopes: ['items/read'] }) },
          createItem: { authorization: Authorization.authorizer('devices') },
          deleteItem: { authorization: Authorization.authorizer('gates') },
        })
        .build(),
    });
  }
}
