import type { Body } from '../../hcl';
import { LONG_STATEMENT, moduleTest, rejects } from '../shared/module-test';

const POLICY = 'jsondecode(aws_iam_role_policy.this[0].policy).Statement';
const FUNCTION = 'aws_lambda_function.this';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:us-east-1:123456789012:parameter/shop/token';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0f6c334a';

/** Variables that have so many bytes together, as JSON: 110 each, but for the last. OpenTofu takes no call of a function here. */
function environment(bytes: number, letter = 'a'): Record<string, string> {
  const full = Math.floor((bytes - 11) / 110);
  const lengths = [...Array<number>(full).fill(100), bytes - 11 - 110 * full];
  return Object.fromEntries(
    lengths.map((length, i) => [
      `K${String(i).padStart(3, '0')}`,
      letter.repeat(length / Buffer.byteLength(letter)),
    ]),
  );
}

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
            that: `${FUNCTION}.publish && aws_lambda_alias.live[0].function_version == "7"`,
            otherwise: 'The alias is not at the version that was published.',
          },
          {
            that: `${FUNCTION}.logging_config[0].log_group == "/aws/lambda/worker"`,
            otherwise: 'The function does not name its log group.',
          },
          {
            that: `length(${POLICY}) == 2 && !strcontains(aws_iam_role_policy.this[0].policy, "logs:CreateLogGroup")`,
            otherwise: 'The role may do more than it has to.',
          },
          {
            that: 'aws_iam_role.this[0].name_prefix == "worker-"',
            otherwise: 'The name of the role does not say whose it is.',
          },
          {
            that: 'output.invoke_arn == aws_lambda_alias.live[0].invoke_arn',
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
          dead_letter_target_arn: 'arn:aws:sqs:us-east-1:123456789012:failed',
          code_signing_config_arn:
            'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0f6c334abcdea4d8b',
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
            { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'], Condition: null },
          ],
          tags: { team: 'orders' },
        },
        asserts: [
          {
            that: `${FUNCTION}.memory_size == 1024 && ${FUNCTION}.runtime == "python3.12" && ${FUNCTION}.reserved_concurrent_executions == 5 && ${FUNCTION}.timeout == 60`,
            otherwise: 'A setting of the function is lost.',
          },
          {
            that: `length(${POLICY}) == 4 && !strcontains(aws_iam_role_policy.this[0].policy, "Condition")`,
            otherwise: 'IAM takes no statement with null in it.',
          },
          {
            that: `length(${FUNCTION}.vpc_config[0].subnet_ids) == 2 && ${FUNCTION}.snap_start[0].apply_on == "PublishedVersions"`,
            otherwise: 'The function is not in the VPC, or SnapStart is off.',
          },
          {
            that: 'aws_iam_role.this[0].permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && aws_iam_role.this[0].name == "worker-us-east-1"',
            otherwise: 'The role is not what it was set to.',
          },
          {
            that: `${FUNCTION}.tags.team == "orders" && aws_iam_role.this[0].tags.team == "orders" && aws_cloudwatch_log_group.this[0].tags.team == "orders"`,
            otherwise: 'Something has no tags.',
          },
          {
            that: `${FUNCTION}.dead_letter_config[0].target_arn == "arn:aws:sqs:us-east-1:123456789012:failed" && endswith(${FUNCTION}.code_signing_config_arn, ":csc-0f6c334abcdea4d8b")`,
            otherwise: 'Failed events have no place to go, or signatures are not checked.',
          },
          {
            that: 'local.iam_dead_letters[0].Action[0] == "sqs:SendMessage" && endswith(local.iam_dead_letters[0].Resource[0], ":failed")',
            otherwise: 'Lambda refuses a function whose role may not send its failed events.',
          },
          {
            that: 'aws_cloudwatch_log_group.this[0].retention_in_days == 7',
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
            that: 'aws_lambda_alias.live[0].function_version == "6" && aws_lambda_alias.live[0].routing_config[0].additional_version_weights["7"] == 0.1',
            otherwise: 'The calls are not shared out.',
          },
        ],
      },
      {
        name: 'the_stable_version_alone_needs_no_shares',
        command: 'apply',
        variables: { canary: { stable_version: '7', weight: 0.1 } },
        asserts: [
          {
            that: 'length(aws_lambda_alias.live[0].routing_config) == 0',
            otherwise: 'Lambda would refuse it.',
          },
        ],
      },
      {
        name: 'a_role_and_a_log_group_that_exist_are_used',
        command: 'apply',
        variables: {
          create_role: false,
          role_arn: 'arn:aws:iam::123456789012:role/shared/theirs',
          create_log_group: false,
          log_group_arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/theirs',
        },
        asserts: [
          {
            that: `${FUNCTION}.role == "arn:aws:iam::123456789012:role/shared/theirs" && output.role_name == "theirs"`,
            otherwise: 'The function runs with another role.',
          },
          {
            that: `${FUNCTION}.logging_config[0].log_group == "/aws/lambda/theirs"`,
            otherwise: 'The function writes to another log group.',
          },
          {
            that: 'length(aws_iam_role.this) + length(aws_iam_role_policy.this) + length(aws_cloudwatch_log_group.this) == 0',
            otherwise: 'The module makes what exists.',
          },
        ],
      },
      {
        name: 'a_function_without_an_alias_is_called_by_itself',
        command: 'apply',
        variables: { alias_enabled: false },
        asserts: [
          {
            that: `!${FUNCTION}.publish && length(aws_lambda_alias.live) == 0 && output.alias_arn == null`,
            otherwise: 'Versions are published that nobody calls.',
          },
          {
            that: `output.invoke_arn == ${FUNCTION}.invoke_arn`,
            otherwise: 'The output names an alias that there is not.',
          },
        ],
      },
      rejects('no role at all', { create_role: false }, FUNCTION),
      rejects(
        'statements for a role of others',
        {
          create_role: false,
          role_arn: 'arn:aws:iam::123456789012:role/theirs',
          iam_policy_statements: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }],
        },
        FUNCTION,
      ),
      rejects('no log group at all', { create_log_group: false }, FUNCTION),
      rejects(
        'a canary without an alias',
        { alias_enabled: false, canary: { stable_version: '6', weight: 0.1 } },
        FUNCTION,
      ),
      rejects('snap start without an alias', { alias_enabled: false, snap_start: true }, FUNCTION),
      {
        name: 'failed_events_go_to_a_topic',
        command: 'apply',
        variables: {
          dead_letter_target_arn: 'arn:aws:sns:us-east-1:123456789012:failed',
          ephemeral_storage_size: 2048,
        },
        asserts: [
          {
            that: `${POLICY}[2].Action == ["sns:Publish"] && ${POLICY}[2].Resource == ["arn:aws:sns:us-east-1:123456789012:failed"]`,
            otherwise: 'The role may not send to the topic.',
          },
          {
            that: `${FUNCTION}.ephemeral_storage[0].size == 2048`,
            otherwise: 'The folder /tmp is of another size.',
          },
        ],
      },
      {
        name: 'secrets_are_given_by_their_names_alone',
        command: 'apply',
        variables: {
          secrets: {
            DATABASE_URL: `${SECRET}:url::`,
            DATABASE_USER: `${SECRET}:user::`,
            TOKEN: PARAMETER,
          },
          secrets_kms_key_arns: [KEY],
        },
        asserts: [
          {
            that: `${FUNCTION}.environment[0].variables.TERRAGATE_SECRETS == jsonencode(var.secrets)`,
            otherwise: 'The app does not learn where its secrets are.',
          },
          ...[SECRET, PARAMETER, KEY].map((arn, i) => ({
            that: `${POLICY}[${2 + i}].Resource == ["${arn}"]`,
            otherwise: 'The role may read something else than what is named, or not all of it.',
          })),
        ],
      },
      rejects('a secret that is no ARN', { secrets: { TOKEN: 'open sesame' } }, 'var.secrets'),
      rejects('a secret of another service', { secrets: { TOKEN: KEY } }, 'var.secrets'),
      rejects(
        'a secret in the place of a variable of Lambda',
        { secrets: { AWS_REGION: PARAMETER } },
        FUNCTION,
      ),
      rejects('a key that is no ARN', { secrets_kms_key_arns: ['alias/mine'] }, 'var.secrets_kms_key_arns'),
      rejects(
        'a queue that keeps an order',
        { dead_letter_target_arn: 'arn:aws:sqs:us-east-1:123456789012:failed.fifo' },
        'var.dead_letter_target_arn',
      ),
      rejects('too little storage', { ephemeral_storage_size: 256 }, 'var.ephemeral_storage_size'),
      rejects(
        'more storage than snap start takes',
        { ephemeral_storage_size: 1024, snap_start: true },
        FUNCTION,
      ),
      rejects(
        'a configuration that is no ARN',
        { code_signing_config_arn: 'csc-0f6c334abcdea4d8b' },
        'var.code_signing_config_arn',
      ),
      rejects('an environment of more than 4 KB', { env: environment(4097) }, FUNCTION),
      {
        name: 'an_environment_of_4_kb',
        variables: { env: environment(4096, '<') },
        asserts: [{ that: 'local.env_bytes == 4096', otherwise: 'Lambda counts in another way.' }],
      },
      rejects('an environment of 4 KB in letters of two bytes', { env: environment(4099, 'ä') }, FUNCTION),
      rejects('a policy that IAM does not take', { iam_policy_statements: [LONG_STATEMENT] }, FUNCTION),
      rejects('subnets without security groups', { vpc_subnet_ids: ['subnet-1'] }, FUNCTION),
      rejects('code from nowhere', { filename: null }, FUNCTION),
      rejects('snap start of an old python', { snap_start: true, runtime: 'python3.11' }, FUNCTION),
      rejects('a name that is too long', { name: 'a'.repeat(65) }, 'var.name'),
    ],
  ),
};
