import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { conditional, object, raw, text } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { logGroup } from '../shared/access-log';
import { addDeadLetters } from '../shared/dead-letters';
import { addFunctionRole } from '../shared/function-role';
import { preconditions } from '../shared/preconditions';
import { CREATE_ROLE } from '../shared/role-inputs';
import { message } from '../shared/rules';
import { ENVIRONMENT_LOCAL } from '../shared/secrets';
import { RESERVED_NAMES, RESERVED_NAMES_RULE } from '../shared/variable-names';
import { QUOTA_LOCALS, QUOTA_RULES } from './quotas';

/**
 * A function with what it needs: role, log group, published version and alias. Where it has an alias, everything outside
 * names that: what is called is a published version.
 */
export function addLambda(stack: ModuleStack): void {
  stack.locals({
    ...CREATE_ROLE,
    create_log_group: raw('var.create_log_group == null ? var.log_group_arn == null : var.create_log_group'),
  });
  stack.add(
    CloudwatchLogGroup,
    'this',
    {
      count: as.number(raw('local.create_log_group ? 1 : 0')),
      name: as.string(text`/aws/lambda/${'var.name'}`),
      ...logGroup(),
    },
    { comment: 'Made before the function, which would make it without retention on its first request.' },
  );
  stack.locals({
    log_group_arn: conditional(
      raw('local.create_log_group'),
      raw('one(aws_cloudwatch_log_group.this[*].arn)'),
      raw('var.log_group_arn'),
    ),
    log_group_name: conditional(
      raw('local.create_log_group'),
      raw('one(aws_cloudwatch_log_group.this[*].name)'),
      raw('try(split(":", var.log_group_arn)[6], null)'),
    ),
  });
  const policy = addFunctionRole(stack, {
    name: 'this',
    namePrefix: 'var.name',
    givenName: raw('var.execution_role_name'),
    description: text`Execution role of the function ${'var.name'}`,
    count: raw('local.create_role ? 1 : 0'),
    permissionsBoundary: raw('var.permissions_boundary'),
    logStreams: [text`${'coalesce(local.log_group_arn, "none")'}:*`],
    traces: raw('var.tracing_enabled'),
    network: raw('length(var.vpc_subnet_ids) > 0'),
    // What an object type leaves open is null, which IAM does not take
    statements: raw(
      '[for statement in var.iam_policy_statements : { for key, value in statement : key => value if value != null }]',
    ),
  });
  stack.locals(
    {
      role_arn: conditional(
        raw('local.create_role'),
        raw('one(aws_iam_role.this[*].arn)'),
        raw('var.role_arn'),
      ),
    },
    { file: 'iam.tf' },
  );
  stack.locals(QUOTA_LOCALS, { file: 'iam.tf' });
  stack.locals({ ...ENVIRONMENT_LOCAL, ...RESERVED_NAMES });
  const lambda = stack.add(LambdaFunction, 'this', {
    functionName: as.string(raw('var.name')),
    description: as.string(raw('var.description')),
    role: as.string(raw('local.role_arn')),
    filename: as.string(raw('var.filename')),
    s3Bucket: as.string(raw('var.s3_bucket')),
    s3Key: as.string(raw('var.s3_key')),
    s3ObjectVersion: as.string(raw('var.s3_object_version')),
    sourceCodeHash: as.string(
      raw('var.source_code_hash == null ? try(filebase64sha256(var.filename), null) : var.source_code_hash'),
    ),
    handler: as.string(raw('var.handler')),
    runtime: as.string(raw('var.runtime')),
    architectures: as.list([raw('var.architecture')]),
    memorySize: as.number(raw('var.memory_size')),
    timeout: as.number(raw('var.timeout')),
    layers: as.list(raw('var.layers')),
    reservedConcurrentExecutions: as.number(raw('var.reserved_concurrency')),
    kmsKeyArn: as.string(raw('var.env_kms_key_arn')),
    codeSigningConfigArn: as.string(raw('var.code_signing_config_arn')),
    ephemeralStorage: { size: as.number(raw('var.ephemeral_storage_size')) },
    publish: as.boolean(raw('var.alias_enabled')),
    loggingConfig: { logFormat: 'Text', logGroup: as.string(raw('local.log_group_name')) },
    tracingConfig: { mode: as.string(conditional(raw('var.tracing_enabled'), 'Active', 'PassThrough')) },
    tags: as.map(raw('var.tags')),
    dependsOn: [policy],
    lifecycle: { precondition: preconditions(FUNCTION_RULES) },
  });
  stack.dynamic(lambda, {
    name: 'environment',
    // An empty block would be a difference in each plan
    forEach: raw('local.has_environment ? [1] : []'),
    content: { variables: raw('local.environment') },
  });
  stack.dynamic(lambda, {
    name: 'vpc_config',
    forEach: raw('length(var.vpc_subnet_ids) > 0 ? [1] : []'),
    content: { subnet_ids: raw('var.vpc_subnet_ids'), security_group_ids: raw('var.vpc_security_group_ids') },
  });
  stack.dynamic(lambda, {
    name: 'snap_start',
    forEach: raw('var.snap_start ? [1] : []'),
    content: { apply_on: 'PublishedVersions' },
  });
  addDeadLetters(stack, lambda);
  addAlias(stack, lambda);
}

function addAlias(stack: ModuleStack, lambda: LambdaFunction): void {
  const latest = 'aws_lambda_function.this.version';
  const alias = stack.add(LambdaAlias, 'live', {
    count: as.number(raw('var.alias_enabled ? 1 : 0')),
    name: 'live',
    description: 'The version that the API calls',
    functionName: lambda.functionName,
    functionVersion: as.string(raw(`var.canary == null ? ${latest} : var.canary.stable_version`)),
  });
  stack.dynamic(alias, {
    name: 'routing_config',
    forEach: raw(`var.canary == null ? [] : var.canary.stable_version == ${latest} ? [] : [var.canary]`),
    content: {
      additional_version_weights: object([{ key: raw(latest), value: raw('routing_config.value.weight') }]),
    },
  });
}

const FUNCTION_RULES: readonly Rule[] = [
  {
    condition: raw('local.create_role ? true : var.role_arn != null'),
    message:
      'create_role is false and role_arn is null: give the ARN of the role that the function runs with.',
  },
  {
    condition: raw('local.create_role ? true : length(var.iam_policy_statements) == 0'),
    message:
      'create_role is false and iam_policy_statements has statements: add them to the policy of the role of role_arn.',
  },
  {
    condition: raw('local.create_log_group ? true : var.log_group_arn != null'),
    message: 'create_log_group is false and log_group_arn is null: give the ARN of the log group.',
  },
  {
    condition: raw('var.alias_enabled ? true : var.canary == null && !var.snap_start'),
    message:
      'alias_enabled is false, and canary or snap_start is set: both need a published version that an alias names.',
  },
  {
    condition: raw('!var.snap_start || var.ephemeral_storage_size <= 512'),
    message: message(
      'snap_start is true and ephemeral_storage_size is ',
      'var.ephemeral_storage_size',
      ': a function with SnapStart has 512 MB. Leave one of the two out.',
    ),
  },
  RESERVED_NAMES_RULE,
  ...QUOTA_RULES,
  {
    condition: raw('(var.filename == null) != (var.s3_bucket == null)'),
    message: 'The code comes from a file or from S3: give one of filename and s3_bucket.',
  },
  {
    condition: raw('(length(var.vpc_subnet_ids) > 0) == (length(var.vpc_security_group_ids) > 0)'),
    message:
      'Only one of vpc_subnet_ids and vpc_security_group_ids is given: a function in a VPC needs both.',
  },
  {
    condition: raw('!var.snap_start || var.runtime != "python3.11"'),
    message: 'snap_start is true and runtime is python3.11: SnapStart needs python3.12 or newer.',
  },
];
