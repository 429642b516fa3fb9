import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { Fn, TerraformOutput, type TerraformStack } from 'cdktf';
import { AwsService, Http, HttpProxy, LambdaFunction, Mock } from 'terragate';
import { MyApi } from '../../modules/my-api/my-api';
import { trust } from './trust';

/** What the operations are led to. */
export interface RestIntegrationsProps {
  readonly bucket: S3Bucket;
  /** The role that reads the bucket. */
  readonly role: IamRole;
  readonly existingFunctionArn: string;
  readonly vpcLinkId: string;
}

/** Each kind of integration once. What is not named here is served by the shared function. */
export function restIntegrations(scope: TerraformStack, props: RestIntegrationsProps): MyApi {
  const { bucket, role, existingFunctionArn, vpcLinkId } = props;
  const events = new IamRole(scope, 'events', {
    name: 'integrations-puts-events',
    assumeRolePolicy: trust('apigateway.amazonaws.com'),
  });
  const bus = new CloudwatchEventBus(scope, 'items', { name: 'items' });
  new IamRolePolicy(scope, 'put_events', {
    name: 'put-events',
    role: events.name,
    policy: Fn.jsonencode({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus.arn] }],
    }),
  });
  // A function of its own, from the app's package
  const checksums = LambdaFunction.dedicated({ memorySize: 2048, timeout: 120 });
  checksums.handler
    .addEnvironment('LOG_LEVEL', 'DEBUG')
    .addToRolePolicy({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::my-bucket/*'] });
  new TerraformOutput(scope, 'checksum_role', {
    description: 'Role of the function that computes checksums.',
    value: checksums.handler.roleName,
    staticId: true,
  });
  return new MyApi(scope, 'integrations', {
    name: 'integrations',
    routes: 'operations',
    stageVariables: { bus: bus.name },
    integrations: MyApi.defaultIntegrations(scope, { pattern: 'shared' })
      .withOverrides({
        checksumFile: {
          integration: checksums,
          options: { throttling: { rateLimit: 10, burstLimit: 20 } },
        },
        // A function that exists: it gets the event of API Gateway
        listItems: {
          integration: LambdaFunction.fromArn(existingFunctionArn, { timeout: 5 }),
          options: { requestValidation: 'NONE' },
        },
        // Another server: requests and answers as they are
        getDocumentation: { integration: HttpProxy.to('https://example.com/docs') },
        // A private server, through a VPC link
        getItem: {
          integration: HttpProxy.to('http://items.internal.example.com/v1/{item_id}', { vpcLink: vpcLinkId }),
        },
        // Another server, with templates between
        getReport: {
          integration: Http.to('https://reports.example.com/v1/{report_id}', {
            responses: {
              default: { statusCode: 200 },
              '404': {
                statusCode: 404,
                responseTemplates: {
                  'application/json': JSON.stringify({ detail: 'There is no such report' }),
                },
              },
            },
          }),
        },
        // A service of AWS: objects in S3
        getFile: {
          bucket,
          integration: AwsService.s3({ path: `${bucket.bucket}/{fileName}`, credentials: role }),
          options: { requestParameters: { 'querystring.fileName': true } },
        },
        // A service of AWS by an action, with the request that it takes
        createItem: {
          integration: AwsService.action('events', 'PutEvents', {
            credentials: events,
            requestParameters: {
              'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'",
              'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
            },
            requestTemplates: {
              'application/json':
                '{"Entries": [{"Source": "my-api", "DetailType": "item", "Detail": "$util.escapeJavaScript($input.body)", "EventBusName": "${stageVariables.bus}"}]}\n',
            },
            responses: { default: { statusCode: 202 } },
          }),
          options: { requestValidation: 'ALL' },
        },
        // API Gateway answers alone
        health: { integration: Mock.response({ body: JSON.stringify({ status: 'ok' }) }) },
      })
      // No route at all
      .withOperationOptions({ boom: { enabled: false } })
      .build(),
  });
}
