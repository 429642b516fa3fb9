import type { Body } from '../../hcl';
import { moduleTest, rejects } from '../shared/module-test';

const POLICY = 'jsondecode(aws_iam_role_policy.this.policy).Statement';
const FUNCTION = 'aws_lambda_function.this';

/** The tests that are emitted beside the `lambda-function` module. */
export const LAMBDA_FUNCTION_TESTS: Readonly<Record<string, Body>> = {
  function: moduleTest(
    ['aws_cloudwatch_log_group', 'aws_iam_role', 'aws_lambda_function', 'aws_lambda_alias'],
    [],
    {
      name: 'worker',
      filename: 'main.tf',
    },
    [
      {
        name: 'defaults',
        command: 'apply',
        asserts: [
          {
            that: `${FUNCTION}.publish && aws_lambda_alias.live.function_version == "7"`,
            otherwise: 'The alias is not at the version that was published.',
          },
          {
            that: `${FUNCTION}.logging_config[0].log_group == "/aws/lambda/worker"`,
            otherwise: 'The function does not name its log group.',
          },
          {
            that: `length(${POLICY}) == 2 && !strcontains(aws_iam_role_policy.this.policy, "logs:CreateLogGroup")`,
            otherwise: 'The role may do more than it has to.',
          },
          { that: 'aws_iam_role.this.name == "worker"', otherwise: 'The role has another name.' },
          {
            that: 'output.invoke_arn == aws_lambda_alias.live.invoke_arn',
            otherwise: 'The output leads around the alias.',
          },
        ],
      },
      {
        name: 'every_setting_reaches_the_function',
        variables: {
          execution_role_name: 'worker-us-east-1',
          architecture: 'x86_64',
          runtime: 'python3.12',
          memory_size: 1024,
          timeout: 60,
          reserved_concurrency: 5,
          layers: ['arn:aws:lambda:us-east-1:123456789012:layer:mine:1'],
          env: { LOG_LEVEL: 'DEBUG' },
          vpc_subnet_ids: ['subnet-1', 'subnet-2'],
          vpc_security_group_ids: ['sg-1'],
          permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
          log_retention_in_days: 7,
          snap_start: true,
          tracing_enabled: false,
          iam_policy_statements: [
            { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] },
          ],
          tags: { team: 'orders' },
        },
        asserts: [
          {
            that: `${FUNCTION}.memory_size == 1024 && ${FUNCTION}.runtime == "python3.12" && ${FUNCTION}.reserved_concurrent_executions == 5 && ${FUNCTION}.timeout == 60`,
            otherwise: 'A setting of the function is lost.',
          },
          {
            that: `length(${FUNCTION}.vpc_config[0].subnet_ids) == 2 && ${FUNCTION}.snap_start[0].apply_on == "PublishedVersions"`,
            otherwise: 'The function is not in the VPC, or SnapStart is off.',
          },
          {
            that: 'aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && aws_iam_role.this.name == "worker-us-east-1"',
            otherwise: 'The role is not what it was set to.',
          },
          {
            that: `${FUNCTION}.tags.team == "orders" && aws_iam_role.this.tags.team == "orders" && aws_cloudwatch_log_group.this.tags.team == "orders"`,
            otherwise: 'Something has no tags.',
          },
          {
            that: 'aws_cloudwatch_log_group.this.retention_in_days == 7',
            otherwise: 'The logs are kept for another time.',
          },
        ],
      },
      {
        name: 'a_canary_gets_its_share',
        command: 'apply',
        variables: { canary: { stable_version: '6', weight: 0.1 } },
        asserts: [
          {
            that: 'aws_lambda_alias.live.function_version == "6" && aws_lambda_alias.live.routing_config[0].additional_version_weights["7"] == 0.1',
            otherwise: 'The calls are not shared out.',
          },
        ],
      },
      {
        name: 'the_stable_version_alone_needs_no_shares',
        command: 'apply',
        variables: { canary: { stable_version: '7', weight: 0.1 } },
        asserts: [
          { that: 'length(aws_lambda_alias.live.routing_config) == 0', otherwise: 'Lambda would refuse it.' },
        ],
      },
      rejects('subnets without security groups', { vpc_subnet_ids: ['subnet-1'] }, FUNCTION),
      rejects('code from nowhere', { filename: null }, FUNCTION),
      rejects('snap start of an old python', { snap_start: true, runtime: 'python3.11' }, FUNCTION),
      rejects('a name that is too long', { name: 'a'.repeat(65) }, 'var.name'),
    ],
  ),
};
