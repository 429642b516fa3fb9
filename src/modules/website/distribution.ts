import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { raw } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { ALIASES_RULE, CACHING_DISABLED, distributionArguments } from '../shared/distribution';
import { preconditions } from '../shared/preconditions';

/** The cache policy of AWS for files. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ORIGIN = 'bucket';
const INDEX = 'index.html';

/** What all answers of the distribution have in common. */
const BEHAVIOR = {
  targetOriginId: ORIGIN,
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: ['GET', 'HEAD'],
  cachedMethods: ['GET', 'HEAD'],
  compress: true,
  responseHeadersPolicyId: as.string(raw('var.response_headers_policy_id')),
};

/** The distribution, by which the website is reached: HTTPS alone, and the page for each path that is no file. */
export function addDistribution(stack: ModuleStack): void {
  const file = 'distribution.tf';
  stack.add(
    CloudfrontOriginAccessControl,
    'this',
    {
      name: as.string(raw('aws_s3_bucket.this.bucket')),
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    },
    { file },
  );
  stack.add(
    CloudfrontDistribution,
    'this',
    {
      ...distributionArguments(),
      comment: as.string(raw('aws_s3_bucket.this.bucket')),
      defaultRootObject: INDEX,
      origin: [
        {
          domainName: as.string(raw('aws_s3_bucket.this.bucket_regional_domain_name')),
          originId: ORIGIN,
          originAccessControlId: as.string(raw('aws_cloudfront_origin_access_control.this.id')),
        },
      ],
      defaultCacheBehavior: { ...BEHAVIOR, cachePolicyId: CACHING_DISABLED },
      orderedCacheBehavior: [
        {
          pathPattern: as.string(raw('var.cached_path_pattern')),
          ...BEHAVIOR,
          cachePolicyId: CACHING_OPTIMIZED,
        },
      ],
      customErrorResponse: [
        { errorCode: 404, responseCode: 200, responsePagePath: `/${INDEX}`, errorCachingMinTtl: 0 },
      ],
      lifecycle: { precondition: preconditions([ALIASES_RULE]) },
    },
    {
      file,
      comment:
        'Files under cached_path_pattern are kept, all others asked for each time: a deployment invalidates nothing.',
    },
  );
}
