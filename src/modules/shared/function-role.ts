import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { call, conditional, raw, text, type Value } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { assumedBy } from './assume-role';
import { DEAD_LETTER_LOCALS } from './dead-letters';
import { preconditions } from './preconditions';
import { SECRET_LOCALS } from './secrets';

const FILE = 'iam.tf';

/** The name of a role has at most 38 characters before its suffix. */
const PREFIX = {
  'var.name': 'substr(var.name, 0, 37)',
  'local.name': 'substr(local.name, 0, 37)',
} as const;

/** What makes one role differ from another. */
export interface FunctionRoleProps {
  /** Name of the resources in the module. */
  readonly name: 'this' | 'functions';
  /** Text that the names begin with. */
  readonly namePrefix: 'var.name' | 'local.name';
  /** Name of the role, where a caller gives one. @default - generated */
  readonly givenName?: Value;
  readonly description: Value;
  readonly count: Value;
  readonly permissionsBoundary: Value;
  /** ARNs of the streams of the log groups that the functions write to. */
  readonly logStreams: Value;
  /** Whether the functions trace requests. */
  readonly traces: Value;
  /** Whether the functions run in a VPC. */
  readonly network: Value;
  /** Statements beside those for logs, traces, VPC, dead letters and secrets. */
  readonly statements: Value;
  /** Rules for its policy. @default - none */
  readonly rules?: readonly Rule[];
  readonly comment?: string;
}

/**
 * The role of functions: they write to their log group and to X-Ray, and do what the caller adds.
 *
 * One inline policy in place of managed ones: a reader sees what is allowed, the log group is named, and there is no
 * permission to create groups, so that a destroyed group stays destroyed.
 *
 * Names are generated: the API replaces what its functions need create-first, and a role is known in all regions of an
 * account. A name that exists is kept.
 *
 * @returns the policy, which a function waits for
 */
export function addFunctionRole(stack: ModuleStack, props: FunctionRoleProps): IamRolePolicy {
  const count = as.number(props.count);
  const given = props.givenName;
  const prefix = text`${PREFIX[props.namePrefix]}-`;
  stack.add(
    IamRole,
    props.name,
    {
      count,
      ...(given ? { name: as.string(given) } : {}),
      namePrefix: as.string(
        given ? conditional(raw('var.execution_role_name == null'), prefix, null) : prefix,
      ),
      description: as.string(props.description),
      permissionsBoundary: as.string(props.permissionsBoundary),
      assumeRolePolicy: as.string(assumedBy('lambda.amazonaws.com')),
      tags: as.map(raw('var.tags')),
      lifecycle: { ignoreChanges: ['name_prefix'] },
    },
    {
      file: FILE,
      comment: [props.comment, 'A role that has a name keeps it.'].filter(Boolean).join(' '),
    },
  );
  stack.locals(
    {
      ...DEAD_LETTER_LOCALS,
      ...SECRET_LOCALS,
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
      iam_statements: {
        value: call(
          'concat',
          conditional(props.traces, [raw('local.iam_traces')], []),
          conditional(props.network, [raw('local.iam_network')], []),
          raw('local.iam_dead_letters'),
          raw('local.iam_secrets'),
          props.statements,
        ),
        comment: 'What the role may do beside writing logs.',
      },
    },
    { file: FILE },
  );
  return stack.add(
    IamRolePolicy,
    props.name,
    {
      count,
      namePrefix: as.string(text`${props.namePrefix}-`),
      role: as.string(
        props.name === 'this' ? raw('aws_iam_role.this[0].id') : raw('aws_iam_role.functions[0].id'),
      ),
      policy: as.string(
        call('jsonencode', {
          Version: '2012-10-17',
          Statement: call(
            'concat',
            [
              {
                Sid: 'WriteLogs',
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: props.logStreams,
              },
            ],
            raw('local.iam_statements'),
          ),
        }),
      ),
      lifecycle: {
        ignoreChanges: ['name_prefix'],
        ...(props.rules ? { precondition: preconditions(props.rules) } : {}),
      },
    },
    { file: FILE },
  );
}

function statement(sid: string, actions: readonly string[], resource: Value): Value {
  return { Sid: sid, Effect: 'Allow', Action: [...actions], Resource: [resource] };
}
