import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { call, forObject, forTuple, raw, text, type Value } from '../hcl';
import type { ModuleStack } from './module-stack';
import { as } from './token';

const FILE = 'iam.tf';

/** The function's role and what it may do. */
export interface FunctionRole {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

/**
 * The role of a function: it writes to its own log group and to X-Ray, and does what the caller adds. Expects the locals
 * `name` and the log group `aws_cloudwatch_log_group.lambda`.
 *
 * One inline policy in place of managed ones: a reader sees what is allowed, the log group is named, and there is no
 * permission to create groups, so that a destroyed group stays destroyed.
 */
export function addFunctionRole(stack: ModuleStack): FunctionRole {
  const role = stack.add(
    IamRole,
    'lambda',
    {
      name: as.string(text`${'local.name'}-${'data.aws_region.current.id'}`),
      description: as.string(text`Execution role of the function ${'local.name'}`),
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
    { file: FILE, comment: 'A role is known in all regions of an account: its name holds the region.' },
  );
  stack.locals(
    {
      iam_logs: statement(
        'WriteLogs',
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        text`${'aws_cloudwatch_log_group.lambda.arn'}:*`,
      ),
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
      iam_statements: call(
        'concat',
        [raw('local.iam_logs')],
        raw('var.lambda_tracing_enabled ? [local.iam_traces] : []'),
        raw('local.in_vpc ? [local.iam_network] : []'),
        forTuple(
          ['statement'],
          raw('var.additional_iam_policy_statements'),
          forObject(['key', 'value'], raw('statement'), raw('key'), raw('value'), raw('value != null')),
        ),
      ),
    },
    { file: FILE },
  );
  const policy = stack.add(
    IamRolePolicy,
    'lambda',
    {
      name: as.string(raw('local.name')),
      role: role.id,
      policy: as.string(
        call('jsonencode', { Version: '2012-10-17', Statement: raw('local.iam_statements') }),
      ),
    },
    { file: FILE },
  );
  return { role, policy };
}

function statement(sid: string, actions: readonly string[], resource: Value): Value {
  return { Sid: sid, Effect: 'Allow', Action: [...actions], Resource: [resource] };
}
