import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsLambdaFunction } from '@cdktf/provider-aws/lib/data-aws-lambda-function';
import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { conditional, raw, text } from '../hcl';
import type { Rule } from './declarations';
import { addFunctionPackage, packageRules } from './function-package';
import { addFunctionRole } from './function-role';
import type { ModuleStack } from './module-stack';
import { as } from './token';
import { ADAPTER_RULES, webAdapterLocals } from './web-adapter';

const FILE = 'lambda.tf';

/** How a function is tied to its gateway. */
export interface LambdaProps {
  /** The module call of the API. @example 'rest_api' */
  readonly apiModule: string;
  /** Whether the gateway can stream answers; the local `streams` says whether it does. */
  readonly streams: boolean;
  /** What has to hold between the inputs of the function. */
  readonly functionRules: readonly Rule[];
  /** What has to hold before API Gateway may call the function. */
  readonly callRules: readonly Rule[];
}

/**
 * The one function that serves all routes: its package, role, log group, published version, alias and the permission of
 * the gateway. Everything outside names the alias: what is called is always a published version.
 */
export function addLambda(stack: ModuleStack, props: LambdaProps): LambdaFunction {
  addFunctionPackage(stack, FILE);
  stack.locals(
    {
      in_vpc: raw('length(var.vpc_subnet_ids) > 0'),
      ...webAdapterLocals(props.streams),
    },
    { file: FILE },
  );
  const logs = stack.add(
    CloudwatchLogGroup,
    'lambda',
    {
      name: as.string(text`/aws/lambda/${'local.name'}`),
      retentionInDays: as.number(raw('var.log_retention_in_days')),
      kmsKeyId: as.string(raw('var.log_kms_key_arn')),
      tags: as.map(raw('var.tags')),
    },
    {
      file: FILE,
      comment: 'Made before the function, which would make it without retention on its first request.',
    },
  );
  const { role, policy } = addFunctionRole(stack);
  const lambda = stack.add(
    LambdaFunction,
    'this',
    {
      functionName: as.string(raw('local.name')),
      description: as.string(raw('var.api_description')),
      role: role.arn,
      filename: as.string(raw('local.package_from_s3 ? null : local.package_path')),
      s3Bucket: as.string(raw('var.lambda_s3_bucket')),
      s3Key: as.string(raw('var.lambda_s3_key')),
      s3ObjectVersion: as.string(raw('var.lambda_s3_object_version')),
      sourceCodeHash: as.string(raw('local.package_from_s3 ? null : local.package_hash')),
      handler: as.string(raw('var.handler')),
      runtime: as.string(raw('var.runtime')),
      architectures: as.list([raw('var.architecture')]),
      memorySize: as.number(raw('var.memory_size')),
      timeout: as.number(raw('var.timeout')),
      layers: as.list(raw('concat(local.uses_adapter ? [local.adapter_layer_arn] : [], var.layers)')),
      reservedConcurrentExecutions: as.number(raw('var.reserved_concurrency')),
      kmsKeyArn: as.string(raw('var.env_kms_key_arn')),
      publish: true,
      environment: { variables: as.map(raw('local.environment')) },
      loggingConfig: { logFormat: 'Text', logGroup: logs.name },
      tracingConfig: {
        mode: as.string(conditional(raw('var.lambda_tracing_enabled'), 'Active', 'PassThrough')),
      },
      tags: as.map(raw('var.tags')),
      dependsOn: [policy],
      lifecycle: {
        precondition: [
          ...packageRules(),
          ...[...ADAPTER_RULES, ...props.functionRules].map(precondition),
          {
            condition: as.string(raw('length(local.name) <= 48')),
            errorMessage: as.string(
              text`name_prefix and name are ${'length(local.name)'} characters together ("${'local.name'}"): give at most 48, since the region follows in the name of the role.`,
            ),
          },
          {
            condition: as.string(raw('local.in_vpc == (length(var.vpc_security_group_ids) > 0)')),
            errorMessage: as.string(
              'Only one of vpc_subnet_ids and vpc_security_group_ids is given: a function in a VPC needs both.',
            ),
          },
          {
            condition: as.string(raw('!var.snap_start || var.runtime != "python3.11"')),
            errorMessage: as.string(
              'snap_start is true and runtime is python3.11: SnapStart needs python3.12 or newer.',
            ),
          },
        ],
      },
    },
    { file: FILE },
  );
  stack.dynamic(lambda, {
    name: 'vpc_config',
    forEach: raw('local.in_vpc ? [1] : []'),
    content: { subnet_ids: raw('var.vpc_subnet_ids'), security_group_ids: raw('var.vpc_security_group_ids') },
  });
  stack.dynamic(lambda, {
    name: 'snap_start',
    forEach: raw('var.snap_start ? [1] : []'),
    content: { apply_on: 'PublishedVersions' },
  });
  stack.add(
    DataAwsLambdaFunction,
    'published',
    { functionName: lambda.functionName, qualifier: lambda.version },
    {
      file: FILE,
      comment: 'The size of the code that was published: the resource tells that of the code before.',
    },
  );
  const alias = stack.add(
    LambdaAlias,
    'live',
    {
      name: 'live',
      description: 'The version that the API calls',
      functionName: lambda.functionName,
      functionVersion: lambda.version,
    },
    { file: FILE },
  );
  stack.add(
    LambdaPermission,
    'api',
    {
      statementId: 'AllowExecutionFromAPIGateway',
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionName,
      qualifier: alias.name,
      principal: 'apigateway.amazonaws.com',
      sourceArn: as.string(text`${`module.${props.apiModule}.api_execution_arn`}/*/*`),
      lifecycle: { precondition: props.callRules.map(precondition) },
    },
    { file: FILE, comment: 'One action covers buffered and streamed calls.' },
  );
  return lambda;
}

function precondition(rule: Rule) {
  return { condition: as.string(rule.condition), errorMessage: as.string(rule.message) };
}
