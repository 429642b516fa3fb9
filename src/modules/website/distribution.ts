import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { conditional, raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { preconditions } from '../shared/preconditions';
import { message } from '../shared/rules';

/** Cache policies that AWS keeps. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
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
      enabled: true,
      comment: as.string(raw('aws_s3_bucket.this.bucket')),
      aliases: as.list(raw('var.aliases')),
      defaultRootObject: INDEX,
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      priceClass: as.string(raw('var.price_class')),
      webAclId: as.string(raw('var.web_acl_arn')),
      waitForDeployment: false,
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
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: {
        cloudfrontDefaultCertificate: as.boolean(raw('var.certificate_arn == null')),
        acmCertificateArn: as.string(raw('var.certificate_arn')),
        minimumProtocolVersion: as.string(
          conditional(raw('var.certificate_arn == null'), 'TLSv1', 'TLSv1.2_2021'),
        ),
        sslSupportMethod: as.string(raw('var.certificate_arn == null ? null : "sni-only"')),
      },
      tags: as.map(raw('var.tags')),
      lifecycle: { precondition: preconditions(RULES) },
    },
    {
      file,
      comment:
        'Files under cached_path_pattern are kept, all others asked for each time: a deployment invalidates nothing.',
    },
  );
}

const RULES: readonly Rule[] = [
  {
    condition: raw('length(var.aliases) == 0 || var.certificate_arn != null'),
    message: message(
      'aliases has ',
      'join(", ", var.aliases)',
      ' and certificate_arn is null: give the ARN of a certificate for them (ACM, in us-east-1).',
    ),
  },
];
