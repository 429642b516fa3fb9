import { hcl } from '../hcl';
import { ANY, type Service, type Statement } from './statement';

/** Access logs of HTTP APIs are set by deliveries, which are known to an account alone. */
const DELIVERY: Statement = {
  sid: 'DeliverAccessLogs',
  why: [
    hcl`A stage of an HTTP API gets its access log by a delivery, which no name limits. No line of a log is read.`,
  ],
  actions: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  resource: ANY,
};

/**
 * APIs of API Gateway.
 *
 * @param paths folders of its resources that the root has. @example ['/restapis', '/tags']
 */
export function gatewayService(paths: readonly string[]): Service {
  const resource = hcl`[for path in [${hcl.join(
    paths.flatMap((path) => [hcl`${path}`, hcl`${`${path}/*`}`]),
    ', ',
  )}] : "arn:\${environment.partition}:apigateway:\${environment.region}::\${path}"]`;
  return {
    read: [
      {
        sid: 'ReadApis',
        why: [
          hcl`ARNs of API Gateway have ids that AWS chooses: no name limits them. An account of its own keeps environments apart.`,
        ],
        actions: ['apigateway:GET'],
        resource,
      },
    ],
    write: [
      {
        sid: 'WriteApis',
        why: [hcl`As above: the kinds of resources that this root has, and no settings of the account.`],
        actions: [
          'apigateway:DELETE',
          'apigateway:PATCH',
          'apigateway:POST',
          'apigateway:PUT',
          ...(paths.includes('/restapis') ? ['apigateway:UpdateRestApiPolicy'] : []),
          ...(paths.includes('/domainnames')
            ? ['apigateway:AddCertificateToDomain', 'apigateway:RemoveCertificateFromDomain']
            : []),
        ],
        resource,
      },
      {
        sid: 'MakeServiceLinkedRole',
        why: [
          hcl`API Gateway makes its own role with the first API of an account, in the name of who makes that.`,
        ],
        actions: ['iam:CreateServiceLinkedRole'],
        resource: hcl`["arn:\${environment.partition}:iam::\${environment.account}:role/aws-service-role/ops.apigateway.amazonaws.com/*"]`,
        condition: hcl`{ StringEquals = { "iam:AWSServiceName" = "ops.apigateway.amazonaws.com" } }`,
      },
      ...(paths.includes('/apis') ? [DELIVERY] : []),
    ],
  };
}
