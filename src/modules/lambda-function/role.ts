import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { call, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';

const FILE = 'iam.tf';

/** The function's role and what it may do. */
export interface FunctionRole {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

/**
 * The role of a function: it writes to its own log group, `aws_cloudwatch_log_group.this`, and to X-Ray, and does what
 * the caller adds.
 *
 * One inline policy in place of managed ones: a reader sees what is allowed, the log group is named, and there is no
 * permission to create groups, so that a destroyed group stays destroyed.
 */
export function addFunctionRole(stack: ModuleStack): FunctionRole {
  const role = stack.add(
    IamRole,
    'this',
    {
      name: as.string(raw('coalesce(var.execution_role_name, var.name)')),
      description: as.string(text`Execution role of the function ${'var.name'}`),
      permissionsBoundary: as.string(raw('var.permissions_boundary')),
      assumeRolePolicy: as.string(
        call('jsonencode', {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
          ],
        }),
      ),
      tags: as.map(raw('var.tags')),
    },
    { file: FILE },
  );
  stack.locals(
    {
      iam_traces: {
        value: statement(
          'WriteTraces',
          [
            'xray:PutTraceSegments',
            'xray:PutTelemetryRecords',
            'xray:GetSamplingRules',
            'xray:GetSamplingTargets',
            'xray:GetSamplingStatisticSummaries',
          ],
          '*',
        ),
        comment: 'X-Ray and the network interfaces of Lambda know no permissions for one resource.',
      },
      iam_network: statement(
        'UseVpc',
        [
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        '*',
      ),
    },
    { file: FILE },
  );
  const policy = stack.add(
    IamRolePolicy,
    'this',
    {
      name: as.string(raw('var.name')),
      role: role.id,
      policy: as.string(
        call('jsonencode', {
          Version: '2012-10-17',
          Statement: call(
            'concat',
            [
              statement(
                'WriteLogs',
                ['logs:CreateLogStream', 'logs:PutLogEvents'],
                text`${'aws_cloudwatch_log_group.this.arn'}:*`,
              ),
            ],
            raw('var.tracing_enabled ? [local.iam_traces] : []'),
            raw('length(var.vpc_subnet_ids) > 0 ? [local.iam_network] : []'),
            raw('var.iam_policy_statements'),
          ),
        }),
      ),
    },
    { file: FILE },
  );
  return { role, policy };
}

function statement(sid: string, actions: readonly string[], resource: Value): Value {
  return { Sid: sid, Effect: 'Allow', Action: [...actions], Resource: [resource] };
}
