import { hcl } from '../hcl';
import { ANY, type Service } from './statement';

export const FUNCTIONS = hcl`[for name in environment.names : "arn:\${environment.partition}:lambda:\${environment.region}:\${environment.account}:function:\${name}*"]`;
/** The modules begin the name of a role with 37 characters of that of its function: IAM adds 26 of its own, of 64 in all. */
export const ROLES = hcl`[for name in flatten([for name in environment.names : [name, "\${name}_events"]]) : "arn:\${environment.partition}:iam::\${environment.account}:role/\${substr(name, 0, 37)}-*"]`;
const LOG_GROUPS = hcl`flatten([for name in environment.names : [for group in ["/aws/lambda/\${name}", "/aws/apigateway/\${name}", "API-Gateway-Execution-Logs_"] : "arn:\${environment.partition}:logs:\${environment.region}:\${environment.account}:log-group:\${group}*"]])`;
const ONLY_BOUNDED = hcl`{ StringEquals = { "iam:PermissionsBoundary" = local.boundaries[key] } }`;

const WRITE_URLS = [
  'lambda:CreateFunctionUrlConfig',
  'lambda:DeleteFunctionUrlConfig',
  'lambda:UpdateFunctionUrlConfig',
];

/** Functions with versions, aliases and who may call them. @param withUrls whether they have function URLs */
export const lambdaService = (withUrls: boolean): Service => ({
  read: [
    {
      sid: 'ReadFunctions',
      why: [hcl`The functions of this API, by the begin of their names.`],
      actions: [
        'lambda:GetAlias',
        'lambda:GetFunction',
        'lambda:GetFunctionCodeSigningConfig',
        'lambda:GetFunctionConcurrency',
        'lambda:GetFunctionConfiguration',
        'lambda:GetFunctionEventInvokeConfig',
        'lambda:GetFunctionRecursionConfig',
        'lambda:GetPolicy',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:GetRuntimeManagementConfig',
        'lambda:ListAliases',
        'lambda:ListTags',
        'lambda:ListVersionsByFunction',
        ...(withUrls ? ['lambda:GetFunctionUrlConfig'] : []),
      ],
      resource: FUNCTIONS,
    },
  ],
  write: [
    {
      sid: 'WriteFunctions',
      why: [hcl`The same functions, with versions, aliases and who may call them.`],
      actions: [
        'lambda:AddPermission',
        'lambda:CreateAlias',
        'lambda:CreateFunction',
        'lambda:DeleteAlias',
        'lambda:DeleteFunction',
        'lambda:DeleteFunctionCodeSigningConfig',
        'lambda:DeleteFunctionConcurrency',
        'lambda:DeleteFunctionEventInvokeConfig',
        'lambda:DeleteProvisionedConcurrencyConfig',
        'lambda:PublishVersion',
        'lambda:PutFunctionCodeSigningConfig',
        'lambda:PutFunctionConcurrency',
        'lambda:PutFunctionEventInvokeConfig',
        'lambda:PutProvisionedConcurrencyConfig',
        'lambda:PutFunctionRecursionConfig',
        'lambda:PutRuntimeManagementConfig',
        'lambda:RemovePermission',
        'lambda:TagResource',
        'lambda:UntagResource',
        'lambda:UpdateAlias',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        ...(withUrls ? WRITE_URLS : []),
      ],
      resource: FUNCTIONS,
    },
    {
      sid: 'UseLayers',
      why: [hcl`Layers of functions, such as the Lambda Web Adapter, are in accounts of others.`],
      actions: ['lambda:GetLayerVersion'],
      resource: hcl`["arn:\${environment.partition}:lambda:\${environment.region}:*:layer:*"]`,
    },
  ],
});

/** Roles of functions. */
export const IAM: Service = {
  read: [
    {
      sid: 'ReadRolesOfFunctions',
      why: [hcl`The roles of these functions.`],
      actions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
      resource: ROLES,
    },
  ],
  write: [
    {
      sid: 'WriteBoundedRoles',
      why: [
        hcl`Roles of functions are made, and get permissions, below the boundary alone: without this condition a function could`,
        hcl`be given more than the pipeline has.`,
      ],
      actions: [
        'iam:AttachRolePolicy',
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
      ],
      resource: ROLES,
      condition: ONLY_BOUNDED,
    },
    {
      sid: 'KeepRolesOfFunctions',
      why: [
        hcl`What gives a role no permission, and nobody else the role: AWS limits a change of who takes it (iam:UpdateAssumeRolePolicy) by`,
        hcl`no boundary, and the modules never change it.`,
      ],
      actions: [
        'iam:DeleteRole',
        'iam:ListInstanceProfilesForRole',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      resource: ROLES,
    },
    {
      sid: 'PassRolesToFunctions',
      why: [hcl`These roles are given to functions and APIs, and to nothing else.`],
      actions: ['iam:PassRole'],
      resource: ROLES,
      condition: hcl`{ StringEquals = { "iam:PassedToService" = ["apigateway.amazonaws.com", "lambda.amazonaws.com"] } }`,
    },
  ],
};

/** Log groups and traces of functions. */
export const LOGS: Service = {
  read: [
    {
      sid: 'FindLogGroups',
      why: [hcl`AWS lets log groups be listed for an account alone.`],
      actions: ['logs:DescribeLogGroups'],
      resource: hcl`["arn:\${environment.partition}:logs:\${environment.region}:\${environment.account}:log-group:*"]`,
    },
    {
      sid: 'ReadTagsOfLogGroups',
      why: [hcl`Settings of the log groups, and none of their lines.`],
      actions: ['logs:ListTagsForResource', 'logs:ListTagsLogGroup'],
      resource: LOG_GROUPS,
    },
  ],
  write: [
    {
      sid: 'WriteLogGroups',
      why: [hcl`The log groups of functions and APIs.`],
      actions: [
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:DeleteRetentionPolicy',
        'logs:DisassociateKmsKey',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      resource: LOG_GROUPS,
    },
  ],
  functions: [
    {
      sid: 'WriteLogs',
      why: [hcl`Functions write to their own log groups.`],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resource: hcl`[for name in environment.names : "arn:\${environment.partition}:logs:\${environment.region}:\${environment.account}:log-group:/aws/lambda/\${name}*"]`,
    },
    {
      sid: 'Trace',
      why: [hcl`X-Ray knows no resource that this could be limited to.`],
      actions: [
        'xray:GetSamplingRules',
        'xray:GetSamplingStatisticSummaries',
        'xray:GetSamplingTargets',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      resource: ANY,
    },
  ],
};
