import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { conditional, object, raw, text } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { preconditions } from '../shared/preconditions';
import { addFunctionRole } from './role';

/**
 * A function with what it needs: role, log group, published version and alias. Everything outside names the alias: what is
 * called is always a published version.
 */
export function addLambda(stack: ModuleStack): void {
  const logs = stack.add(
    CloudwatchLogGroup,
    'this',
    {
      name: as.string(text`/aws/lambda/${'var.name'}`),
      retentionInDays: as.number(raw('var.log_retention_in_days')),
      kmsKeyId: as.string(raw('var.log_kms_key_arn')),
      tags: as.map(raw('var.tags')),
    },
    { comment: 'Made before the function, which would make it without retention on its first request.' },
  );
  const { role, policy } = addFunctionRole(stack);
  const lambda = stack.add(LambdaFunction, 'this', {
    functionName: as.string(raw('var.name')),
    description: as.string(raw('var.description')),
    role: role.arn,
    filename: as.string(raw('var.filename')),
    s3Bucket: as.string(raw('var.s3_bucket')),
    s3Key: as.string(raw('var.s3_key')),
    s3ObjectVersion: as.string(raw('var.s3_object_version')),
    sourceCodeHash: as.string(raw('var.source_code_hash')),
    handler: as.string(raw('var.handler')),
    runtime: as.string(raw('var.runtime')),
    architectures: as.list([raw('var.architecture')]),
    memorySize: as.number(raw('var.memory_size')),
    timeout: as.number(raw('var.timeout')),
    layers: as.list(raw('var.layers')),
    reservedConcurrentExecutions: as.number(raw('var.reserved_concurrency')),
    kmsKeyArn: as.string(raw('var.env_kms_key_arn')),
    publish: true,
    environment: { variables: as.map(raw('var.env')) },
    loggingConfig: { logFormat: 'Text', logGroup: logs.name },
    tracingConfig: { mode: as.string(conditional(raw('var.tracing_enabled'), 'Active', 'PassThrough')) },
    tags: as.map(raw('var.tags')),
    dependsOn: [policy],
    lifecycle: { precondition: preconditions(FUNCTION_RULES) },
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
  addAlias(stack, lambda);
}

function addAlias(stack: ModuleStack, lambda: LambdaFunction): void {
  const latest = 'aws_lambda_function.this.version';
  const alias = stack.add(LambdaAlias, 'live', {
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
