import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { conditional, raw } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { CACHING_DISABLED, distributionArguments } from '../shared/distribution';
import { addPermission } from '../shared/permission';
import { preconditions } from '../shared/preconditions';
import { DISTRIBUTION_RULES } from './inputs';

const FILE = 'distribution.tf';
const ORIGIN = 'function-url';

/**
 * The origin request policy of AWS that sends all headers, cookies and the query on, but for Host: by that one Lambda knows
 * the URL.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/**
 * The distribution in front of the URL, which signs its requests and keeps no answer.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 */
export function addDistribution(stack: ModuleStack): void {
  const count = as.number(raw('var.distribution_enabled ? 1 : 0'));
  stack.add(
    CloudfrontOriginAccessControl,
    'this',
    {
      count,
      name: as.string(raw('aws_lambda_function_url.this.url_id')),
      description: as.string(raw('local.label')),
      originAccessControlOriginType: 'lambda',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    },
    { file: FILE, comment: 'Signs each request, in place of a header Authorization of the caller.' },
  );
  stack.add(
    CloudfrontDistribution,
    'this',
    {
      count,
      ...distributionArguments(),
      comment: as.string(raw('local.label')),
      origin: [
        {
          domainName: as.string(raw('local.host')),
          originId: ORIGIN,
          originAccessControlId: as.string(raw('aws_cloudfront_origin_access_control.this[0].id')),
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: 'https-only',
            originSslProtocols: ['TLSv1.2'],
            originReadTimeout: as.number(raw('var.origin_read_timeout')),
          },
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: ORIGIN,
        viewerProtocolPolicy: 'https-only',
        allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
        cachedMethods: ['GET', 'HEAD'],
        cachePolicyId: CACHING_DISABLED,
        originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
      lifecycle: { precondition: preconditions(DISTRIBUTION_RULES) },
    },
    { file: FILE },
  );
  addPermission(stack, 'distribution', {
    file: FILE,
    forEach: raw(
      'toset(var.distribution_enabled ? ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"] : [])',
    ),
    statementPrefix: 'AllowExecutionFromCloudFront-',
    action: raw('each.key'),
    functionUrlAuthType: conditional(raw('each.key == "lambda:InvokeFunctionUrl"'), 'AWS_IAM', null),
    functionName: raw('local.function_name'),
    qualifier: raw('local.alias_name'),
    principal: 'cloudfront.amazonaws.com',
    source: raw('aws_cloudfront_distribution.this[0].arn'),
    comment:
      'Lambda asks for both actions. The second one is of this distribution alone too, which calls by the URL.',
  });
}
