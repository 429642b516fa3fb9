import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { type App, Fn, TerraformOutput, TerraformStack } from 'cdktf';
import { Authorization, AwsService, HttpProxy, type PolicyStatement } from 'terragate';
import { MyApi } from '../../modules/my-api/my-api';
import { restAuthorizers } from './rest-authorizers';
import { restIntegrations } from './rest-integrations';
import { trust } from './trust';

/** What is there already. */
export interface RestOperationsProps {
  /** A Lambda function that serves an operation, or an alias of it. */
  readonly existingFunctionArn: string;
  /** The Lambda function that says who calls. */
  readonly authorizerFunctionArn: string;
  /** VPC link to the load balancer of a private server. */
  readonly vpcLinkId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What single operations run on and who may call them: as `examples/terraform-operations/rest`, by the same modules. */
export class RestOperationsStack extends TerraformStack {
  private readonly bucket: S3Bucket;
  private readonly role: IamRole;
  private readonly pool: CognitoUserPool;

  constructor(scope: App, id: string, props: RestOperationsProps) {
    super(scope, id);
    new AwsProvider(this, 'aws');
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100, < 7.0');
    this.addOverride('terraform.required_version', '>= 1.5.7');

    this.bucket = new S3Bucket(this, 'files', { bucketPrefix: 'files-' });
    // API Gateway reads the files itself, as this role: what it may do is what callers may do.
    this.role = new IamRole(this, 's3', {
      name: 'my-api-reads-files',
      assumeRolePolicy: trust('apigateway.amazonaws.com'),
    });
    new IamRolePolicy(this, 'read_files', {
      name: 'read-bucket',
      role: this.role.name,
      policy: Fn.jsonencode({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::my-bucket/*'] }],
      }),
    });
    this.pool = new CognitoUserPool(this, 'staff', { name: 'staff' });

    this.access(props);
    const api = this.myApi();
    restIntegrations(this, { ...props, bucket: this.bucket, role: this.role });
    const { apiKeyValues } = restAuthorizers(this, { ...props, pool: this.pool });

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
    new TerraformOutput(this, 'api_keys', {
      description: 'API keys by their names.',
      value: apiKeyValues,
      sensitive: true,
      staticId: true,
    });
  }

  /** All functions in a VPC, one that may do more than the others, and callers: a role, and the pages of a distribution. */
  private access({ subnetIds, securityGroupIds }: RestOperationsProps): void {
    const { bucket } = this;
    const role = new IamRole(this, 'caller', {
      name: 'calls-access',
      assumeRolePolicy: trust('ec2.amazonaws.com'),
    });
    const distribution = this.distribution();

    const api = new MyApi(this, 'MyApi', {
      name: 'access',
      integrations: MyApi.defaultIntegrations(this)
        .withDefaultOptions({ memorySize: 512, vpc: { subnetIds, securityGroupIds } })
        .withOperationOptions({ sayHello: { memorySize: 1024 } })
        .withOverrides({
          getDocumentation: {
            integration: HttpProxy.to('https://example.com/docs'),
            options: { authorization: Authorization.none() },
          },
          getFile: {
            bucket,
            integration: AwsService.s3({ path: `${bucket.bucket}/{fileName}`, credentials: this.role }),
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
    api.integrations.getFile.bucket; // kept, typed
    api.grantInvokeAccess(role);
    api.restrictCorsTo('https://app.example.com', distribution);
  }

  /** What single operations run on, and who may call them. */
  private myApi(): MyApi {
    const readBucket: PolicyStatement = {
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::my-bucket/*'],
    };
    return new MyApi(this, 'my_api', {
      name: 'my-api',
      userPoolId: this.pool.id,
      // The functions answer 404 where the app would run another operation than the one that was authorized
      functionsEnforceRoutes: true,
      integrations: MyApi.defaultIntegrations(this)
        .withOperationOptions({
          sayHello: { memorySize: 1024, timeout: 10, iamPolicyStatements: [readBucket] },
          getReport: {
            authorization: Authorization.cognito({ scopes: ['reports/read'] }),
            apiKeyRequired: true,
          },
        })
        .withOverrides({
          getDocumentation: {
            integration: HttpProxy.to('https://example.com/docs'),
            options: { authorization: Authorization.none() },
          },
          getFile: {
            integration: AwsService.s3({ path: 'my-bucket/{fileName}', credentials: this.role }),
            options: { requestParameters: { 'querystring.fileName': true } },
          },
        })
        .build(),
    });
  }

  /** The pages that call the API. */
  private distribution(): CloudfrontDistribution {
    return new CloudfrontDistribution(this, 'app', {
      enabled: true,
      waitForDeployment: false,
      origin: [
        {
          domainName: 'pages.example.com',
          originId: 'pages',
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: 'https-only',
            originSslProtocols: ['TLSv1.2'],
          },
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: 'pages',
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: ['GET', 'HEAD'],
        cachedMethods: ['GET', 'HEAD'],
        cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6', // CachingOptimized, of AWS
      },
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    });
  }
}
