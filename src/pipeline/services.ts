import { hcl } from '../hcl';
import { EVENTS } from './event-services';
import { IAM, LOGS, lambdaService } from './function-services';
import { gatewayService } from './gateway-service';
import { ANY, type Service } from './statement';

const PACKAGES = hcl`flatten([for name in environment.names : [for end in ["", "/*"] : "arn:\${environment.partition}:s3:::\${substr(name, 0, 35)}-\${environment.account}-\${environment.region}\${end}"]])`;
const ALARMS = hcl`[for name in environment.names : "arn:\${environment.partition}:cloudwatch:\${environment.region}:\${environment.account}:alarm:\${name}*"]`;
const DASHBOARDS = hcl`[for name in environment.names : "arn:\${environment.partition}:cloudwatch::\${environment.account}:dashboard/\${name}*"]`;
const POOLS = hcl`["arn:\${environment.partition}:cognito-idp:\${environment.region}:\${environment.account}:userpool/*"]`;
const CERTIFICATES = hcl`["arn:\${environment.partition}:acm:\${environment.region}:\${environment.account}:certificate/*"]`;

/**
 * Words of a root with a domain: what only passes the variable `domain` on is not one, and a value of that variable is.
 *
 * @param input of a module
 */
function givenOrDomain(input: string, ...more: readonly string[]): RegExp {
  const passed = String.raw`(?!\s*=\s*(?:local\.makes_domain|one\(var\.domain|optional\())`;
  return new RegExp(
    [String.raw`\b${input}\b${passed}`, ...more, String.raw`^\s*domain\s*=\s*\{`].join('|'),
    'm',
  );
}

/** Services that a root uses where its files have a word of them. */
const OTHERS: readonly Service[] = [
  {
    words: /\baws_s3_bucket\b/,
    read: [
      {
        sid: 'ReadPackages',
        why: [hcl`The bucket of packages, which is called by the API, the account and the region.`],
        actions: [
          's3:GetBucket*',
          's3:GetEncryptionConfiguration',
          's3:GetLifecycleConfiguration',
          's3:GetAccelerateConfiguration',
          's3:GetReplicationConfiguration',
          's3:GetObject',
          's3:GetObjectTagging',
          's3:GetObjectVersion',
          's3:ListBucket',
          's3:ListBucketVersions',
          's3:ListTagsForResource',
        ],
        resource: PACKAGES,
      },
    ],
    write: [
      {
        sid: 'WritePackages',
        why: [hcl`The same bucket, and the packages in it.`],
        actions: [
          's3:CreateBucket',
          's3:DeleteBucket',
          's3:DeleteBucketPolicy',
          's3:DeleteObject',
          's3:DeleteObjectVersion',
          's3:PutBucketPolicy',
          's3:PutBucketPublicAccessBlock',
          's3:PutBucketTagging',
          's3:PutBucketVersioning',
          's3:PutEncryptionConfiguration',
          's3:PutLifecycleConfiguration',
          's3:PutObject',
          's3:PutObjectTagging',
          's3:TagResource',
          's3:UntagResource',
        ],
        resource: PACKAGES,
      },
    ],
  },
  {
    words: /\baws_cognito_user_pool\b/,
    read: [
      {
        sid: 'ReadUserPools',
        why: [hcl`ARNs of user pools have ids that AWS chooses. No user is read.`],
        actions: [
          'cognito-idp:DescribeUserPool',
          'cognito-idp:DescribeUserPoolClient',
          'cognito-idp:DescribeUserPoolDomain',
          'cognito-idp:GetUserPoolMfaConfig',
          'cognito-idp:ListTagsForResource',
        ],
        resource: POOLS,
      },
    ],
    write: [
      {
        sid: 'WriteUserPools',
        why: [hcl`Settings of user pools and their clients. No user is made or changed.`],
        actions: [
          'cognito-idp:CreateUserPoolClient',
          'cognito-idp:CreateUserPoolDomain',
          'cognito-idp:DeleteUserPool',
          'cognito-idp:DeleteUserPoolClient',
          'cognito-idp:DeleteUserPoolDomain',
          'cognito-idp:SetUserPoolMfaConfig',
          'cognito-idp:TagResource',
          'cognito-idp:UntagResource',
          'cognito-idp:UpdateUserPool',
          'cognito-idp:UpdateUserPoolClient',
          'cognito-idp:UpdateUserPoolDomain',
        ],
        resource: POOLS,
      },
      {
        sid: 'MakeUserPools',
        why: [hcl`A pool has no ARN before it is made.`],
        actions: ['cognito-idp:CreateUserPool'],
        resource: ANY,
      },
    ],
  },
  {
    words: /\balarms_enabled\b|\baws_cloudwatch_metric_alarm\b/,
    read: [
      {
        sid: 'FindAlarms',
        why: [hcl`AWS lets alarms be listed for an account alone.`],
        actions: ['cloudwatch:DescribeAlarms'],
        resource: hcl`["arn:\${environment.partition}:cloudwatch:\${environment.region}:\${environment.account}:alarm:*"]`,
      },
      {
        sid: 'ReadTagsOfAlarms',
        why: [hcl`The alarms of this API.`],
        actions: ['cloudwatch:ListTagsForResource'],
        resource: ALARMS,
      },
    ],
    write: [
      {
        sid: 'WriteAlarms',
        why: [hcl`The alarms of this API.`],
        actions: [
          'cloudwatch:DeleteAlarms',
          'cloudwatch:PutMetricAlarm',
          'cloudwatch:TagResource',
          'cloudwatch:UntagResource',
        ],
        resource: ALARMS,
      },
    ],
  },
  {
    words: /\bdashboard_enabled\b|\baws_cloudwatch_dashboard\b/,
    read: [
      {
        sid: 'ReadDashboards',
        why: [hcl`The dashboard of this API.`],
        actions: ['cloudwatch:GetDashboard'],
        resource: DASHBOARDS,
      },
    ],
    write: [
      {
        sid: 'WriteDashboards',
        why: [hcl`The dashboard of this API.`],
        actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
        resource: DASHBOARDS,
      },
    ],
  },
  {
    words: /\bvpc_subnet_ids\b/,
    read: [],
    write: [
      {
        sid: 'LookAtNetworks',
        why: [hcl`Who puts a function into a VPC has to see it; EC2 limits this by no resource.`],
        actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
        resource: ANY,
      },
    ],
    functions: [
      {
        sid: 'ReachNetworks',
        why: [hcl`Lambda connects functions to a VPC with their role; EC2 limits this by no resource.`],
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resource: ANY,
      },
    ],
  },
  {
    words: /\bdead_letter_(?:target_)?arn\b/,
    read: [],
    write: [],
    functions: [
      {
        sid: 'SendFailedEvents',
        why: [hcl`Failed events go to queues and topics of this account.`],
        actions: ['sns:Publish', 'sqs:SendMessage'],
        resource: hcl`[for service in ["sns", "sqs"] : "arn:\${environment.partition}:\${service}:\${environment.region}:\${environment.account}:*"]`,
      },
    ],
  },
  {
    words: /\bweb_acl_arn\b/,
    read: [
      {
        sid: 'ReadFirewall',
        why: [hcl`The web ACL of a stage.`],
        actions: ['wafv2:GetWebACL', 'wafv2:GetWebACLForResource'],
        resource: ANY,
      },
    ],
    write: [
      {
        sid: 'SetFirewall',
        why: [hcl`Puts a web ACL before a stage, and changes none.`],
        actions: ['apigateway:SetWebACL', 'wafv2:AssociateWebACL', 'wafv2:DisassociateWebACL'],
        resource: ANY,
      },
    ],
  },
  {
    words: givenOrDomain('hosted_zone_id', 'aws_route53_record'),
    read: [
      {
        sid: 'ReadNames',
        why: [hcl`The record of the domain in its hosted zone.`],
        actions: ['route53:GetChange', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
        resource: hcl`[for kind in ["change", "hostedzone"] : "arn:\${environment.partition}:route53:::\${kind}/*"]`,
      },
    ],
    write: [
      {
        sid: 'WriteNames',
        why: [hcl`Alias records alone: their type is A or AAAA.`],
        actions: ['route53:ChangeResourceRecordSets'],
        resource: hcl`["arn:\${environment.partition}:route53:::hostedzone/*"]`,
        condition: hcl`{ "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA"] } }`,
      },
    ],
  },
  {
    words: givenOrDomain('certificate_creation_enabled', 'aws_acm_certificate'),
    read: [
      {
        sid: 'ReadCertificates',
        why: [hcl`The certificate of the domain.`],
        actions: ['acm:DescribeCertificate', 'acm:ListTagsForCertificate'],
        resource: CERTIFICATES,
      },
    ],
    write: [
      {
        sid: 'AskForCertificates',
        why: [hcl`No certificate of a name that is not validated is ever issued.`],
        actions: ['acm:RequestCertificate'],
        resource: ANY,
      },
      {
        sid: 'KeepCertificates',
        why: [hcl`AWS names certificates, so that those of a pipeline have no names of their own.`],
        actions: ['acm:AddTagsToCertificate', 'acm:DeleteCertificate', 'acm:RemoveTagsFromCertificate'],
        resource: CERTIFICATES,
      },
      {
        sid: 'WriteValidations',
        why: [hcl`Records that validate certificates: their names begin with an underscore.`],
        actions: ['route53:ChangeResourceRecordSets'],
        resource: hcl`["arn:\${environment.partition}:route53:::hostedzone/*"]`,
        condition: hcl`{ "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["CNAME"] }, "ForAllValues:StringLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["_*"] } }`,
      },
    ],
  },
];

/** Words of a root by the folders of API Gateway that they need. */
const GATEWAY: Readonly<Record<string, RegExp>> = {
  '/domainnames': givenOrDomain('domain_name'),
  '/apikeys': /\bapi_keys\b|\busage_plans\b|\bapi_key_required\b/,
  '/usageplans': /\bapi_keys\b|\busage_plans\b|\bapi_key_required\b/,
  '/clientcertificates': /\bclient_certificate_enabled\b/,
};

/** Words of a root with function URLs. */
const FUNCTION_URL = /\bfunction-url\b|\baws_lambda_function_url\b/;

/** What a root has that decides what its pipeline may do. */
export interface RootUse {
  /** The texts of its files. */
  readonly text: string;
  /** The kinds of its APIs. */
  readonly kinds: readonly ('rest' | 'http')[];
}

/** The services that a root uses. */
export function servicesOf({ text, kinds }: RootUse): readonly Service[] {
  const paths = [
    ...(kinds.includes('rest') ? ['/restapis'] : []),
    ...(kinds.includes('http') ? ['/apis'] : []),
    ...Object.entries(GATEWAY).flatMap(([path, words]) => (words.test(text) ? [path] : [])),
    '/tags',
  ];
  const used = [...OTHERS, ...EVENTS].filter(({ words }) => words?.test(text));
  // A function URL alone has no API Gateway
  const gateway = kinds.length ? [gatewayService(paths)] : [];
  return [lambdaService(FUNCTION_URL.test(text)), IAM, LOGS, ...gateway, ...used];
}
