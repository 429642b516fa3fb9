import { ApiGatewayAccount } from '@cdktf/provider-aws/lib/api-gateway-account';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { conditional, raw, text } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { assumedBy } from '../shared/assume-role';
import { TAGS } from '../shared/gateway-inputs';
import type { Module } from '../shared/module';
import { PERMISSIONS_BOUNDARY } from '../shared/permissions-boundary';
import { preconditions } from '../shared/preconditions';
import { AWS, TERRAFORM_VERSION } from '../shared/requirements';
import { CREATE_ROLE, ROLE_INPUTS } from '../shared/role-inputs';
import { type Inputs, matches } from '../shared/rules';
import { inSections } from '../shared/sections';
import { ACCOUNT_README } from './readme';
import { ACCOUNT_TESTS } from './tests';

const INPUTS: Inputs = {
  role_name: {
    description:
      'Text that the name of the role begins with. A suffix follows, since a role is known in all regions.',
    type: 'string',
    default: 'api-gateway-logs',
    nullable: false,
    validation: [
      matches(
        'role_name',
        '^[A-Za-z0-9+=,.@_-]{1,48}$',
        'a name of a role has at most 48 letters, digits and +=,.@_- here.',
      ),
    ],
  },
  ...ROLE_INPUTS,
  ...PERMISSIONS_BOUNDARY,
  ...TAGS,
};

/** The `api-gateway-account` module: the role by which API Gateway writes logs, once for each account and region. */
export function apiGatewayAccount(): Module {
  const stack = new ModuleStack('api-gateway-account', {
    description:
      'The account-wide role by which API Gateway writes the logs of REST APIs: apply it once for each account and region.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  for (const [name, props] of Object.entries(inSections(INPUTS))) stack.variable(name, props);
  stack.add(DataAwsPartition, 'current', {});
  stack.locals(CREATE_ROLE);
  stack.add(
    IamRole,
    'this',
    {
      count: as.number(raw('local.create_role ? 1 : 0')),
      namePrefix: as.string(text`${'substr(var.role_name, 0, 37)'}-`),
      description: 'Lets API Gateway write logs',
      permissionsBoundary: as.string(raw('var.permissions_boundary')),
      assumeRolePolicy: as.string(assumedBy('apigateway.amazonaws.com')),
      tags: as.map(raw('var.tags')),
      lifecycle: { ignoreChanges: ['name_prefix'] },
    },
    { comment: 'A role that has a name keeps it.' },
  );
  const attachment = stack.add(IamRolePolicyAttachment, 'logs', {
    count: as.number(raw('local.create_role ? 1 : 0')),
    role: as.string(raw('aws_iam_role.this[0].name')),
    policyArn: as.string(
      text`arn:${'data.aws_partition.current.partition'}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    ),
  });
  stack.add(
    ApiGatewayAccount,
    'this',
    {
      cloudwatchRoleArn: as.string(
        conditional(raw('local.create_role'), raw('one(aws_iam_role.this[*].arn)'), raw('var.role_arn')),
      ),
      dependsOn: [attachment],
      lifecycle: {
        precondition: preconditions([
          {
            condition: raw('local.create_role ? true : var.role_arn != null'),
            message:
              'create_role is false and role_arn is null: give the ARN of the role that API Gateway writes logs with.',
          },
        ]),
      },
    },
    { comment: 'API Gateway tries the role when it is set: its permissions have to be there before.' },
  );
  stack.output('role_arn', {
    value: raw('aws_api_gateway_account.this.cloudwatch_role_arn'),
    description: 'ARN of the role that API Gateway writes logs with.',
  });
  stack.output('role_name', {
    value: raw('one(aws_iam_role.this[*].name)'),
    description: 'Name of the role; null when role_arn was given.',
  });
  return { stack, readme: ACCOUNT_README, tests: ACCOUNT_TESTS };
}
