import type { OutputProps } from '../constructs/declarations';
import { raw, text, type Value } from '../hcl';

/** The outputs of a router module. */
export function routerOutputs(kind: 'rest' | 'http'): Readonly<Record<string, OutputProps>> {
  return {
    ...apiOutputs(kind),
    ...FUNCTION_OUTPUTS,
    ...(kind === 'rest' ? REST_OUTPUTS : HTTP_OUTPUTS),
    ...LAST,
  };
}

function output(value: string | Value, description: string): OutputProps {
  return { value: typeof value === 'string' ? raw(value) : value, description };
}

function apiOutputs(kind: 'rest' | 'http'): Record<string, OutputProps> {
  const of = (name: string) => `module.${kind}_api.${name}`;
  return {
    stage_invoke_url: output(of('stage_invoke_url'), 'Address of the API.'),
    api_id: output(of('api_id'), 'Id of the API.'),
    api_arn: output(of('api_arn'), 'ARN of the API.'),
    api_endpoint: output(of('api_endpoint'), 'Address of the API without a stage.'),
    api_execution_arn: output(
      of('api_execution_arn'),
      'ARN that the permissions to call the API begin with (execute-api:Invoke); STAGE/METHOD/PATH follows.',
    ),
    stage_id: output(of('stage_id'), 'Id of the stage.'),
    stage_name: output(of('stage_name'), 'Name of the stage.'),
    stage_arn: output(of('stage_arn'), 'ARN of the stage.'),
    stage_execution_arn: output(
      of('stage_execution_arn'),
      'ARN that the permissions to call the stage begin with; METHOD/PATH follows.',
    ),
    api_log_group_name: output(
      of('api_log_group_name'),
      'Name of the log group of the access log; null when it is off.',
    ),
    api_log_group_arn: output(
      of('api_log_group_arn'),
      'ARN of the log group of the access log; null when it is off.',
    ),
  };
}

const FUNCTION_OUTPUTS: Record<string, OutputProps> = {
  lambda_function_name: output('aws_lambda_function.this.function_name', 'Name of the function.'),
  lambda_function_arn: output('aws_lambda_function.this.arn', 'ARN of the function, without a version.'),
  lambda_invoke_arn: output(
    'aws_lambda_alias.live.invoke_arn',
    'ARN by which API Gateway calls the function: that of the alias, which it may call.',
  ),
  lambda_qualified_arn: output(
    'aws_lambda_function.this.qualified_arn',
    'ARN of the version that was published last.',
  ),
  lambda_alias_name: output('aws_lambda_alias.live.name', 'Name of the alias that the API calls.'),
  lambda_alias_arn: output('aws_lambda_alias.live.arn', 'ARN of the alias that the API calls.'),
  lambda_version: output('aws_lambda_function.this.version', 'Version that was published last.'),
  lambda_source_code_hash: output(
    'aws_lambda_function.this.source_code_hash',
    'Hash of the code; null for code in S3.',
  ),
  lambda_source_code_size: output(
    'data.aws_lambda_function.published.source_code_size',
    'Size of the package in bytes.',
  ),
  lambda_execution_role_arn: output('aws_iam_role.lambda.arn', 'ARN of the role of the function.'),
  lambda_execution_role_name: output(
    'aws_iam_role.lambda.name',
    'Name of the role of the function, to attach policies to.',
  ),
  lambda_log_group_name: output(
    'aws_cloudwatch_log_group.lambda.name',
    'Name of the log group of the function.',
  ),
  lambda_log_group_arn: output(
    'aws_cloudwatch_log_group.lambda.arn',
    'ARN of the log group of the function.',
  ),
};

const REST_OUTPUTS: Record<string, OutputProps> = {
  deployment_id: output('module.rest_api.deployment_id', 'Id of the deployment that the stage serves.'),
  execution_log_group_name: output(
    'module.rest_api.execution_log_group_name',
    'Name of the log group of the execution log; null when it is off.',
  ),
  proxy_resource_id: output('data.aws_api_gateway_resource.proxy.id', 'Id of the resource /{proxy+}.'),
  proxy_method_id: output(
    text`agm-${'module.rest_api.api_id'}-${'data.aws_api_gateway_resource.proxy.id'}-ANY`,
    'Id that the provider gives to the method ANY of /{proxy+}.',
  ),
  integration_id: output(
    text`agi-${'module.rest_api.api_id'}-${'data.aws_api_gateway_resource.proxy.id'}-ANY`,
    'Id that the provider gives to the integration of /{proxy+}.',
  ),
};

const HTTP_OUTPUTS: Record<string, OutputProps> = {
  integration_id: output(
    { $hcl: 'literal', value: null },
    'Always null: API Gateway makes the integration from the document and the provider has no way to read its id.',
  ),
};

const LAST: Record<string, OutputProps> = {
  operations: output(
    'local.operations',
    'What the app can do: method, path and tags of each operation by its id.',
  ),
};
