import type { ApiKind } from '../../api-kind';
import { call, forObject, object, raw, type Value } from '../../hcl';
import type { OutputProps, Rule } from '../../module-stack/declarations';

/**
 * The rules that nothing is wrong with the inputs: each plan evaluates the output that they stand at. Apart from the others
 * are those whose values an apply may make: of inputs, of addresses that variables of a path fill, and of policies of functions
 * that exist already.
 */
const NOTHING_IS_WRONG: readonly Rule[] = [
  'problems',
  'value_problems',
  'unfilled_addresses',
  'crowded_functions',
].map((list) => ({
  condition: raw(`length(local.${list}) == 0`),
  message: raw(`join("\\n", local.${list})`),
}));

/** The outputs of a router module. */
export function routerOutputs(kind: ApiKind): Readonly<Record<string, OutputProps>> {
  return {
    ...apiOutputs(kind),
    ...FUNCTION_OUTPUTS,
    ...(kind === 'rest' ? REST_OUTPUTS : HTTP_OUTPUTS),
    ...last(kind),
  };
}

function output(value: string | Value, description: string, type?: OutputProps['type']): OutputProps {
  return { value: typeof value === 'string' ? raw(value) : value, description, ...(type ? { type } : {}) };
}

function apiOutputs(kind: ApiKind): Record<string, OutputProps> {
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
    domain_url: output(of('domain_url'), 'Address of the API by its own domain; null without one.'),
    domain_name_target: output(
      of('domain_name_target'),
      'Name that the record of the domain points at; null where this module makes no domain.',
    ),
    domain_name_zone_id: output(
      of('domain_name_zone_id'),
      'Hosted zone of that name, for an alias record; null where this module makes no domain.',
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

/** An output of the shared function; null where there is none. */
function shared(attribute: string, description: string): OutputProps {
  return output(`try(module.function["$router"].${attribute}, null)`, description);
}

const FUNCTION_OUTPUTS: Record<string, OutputProps> = {
  lambda_function_name: shared(
    'function_name',
    'Name of the shared function; null where each operation has its own, as all that concerns the shared one.',
  ),
  lambda_function_arn: shared('function_arn', 'ARN of the function, without a version.'),
  lambda_invoke_arn: shared(
    'invoke_arn',
    'ARN by which API Gateway calls the function: that of the alias, which it may call.',
  ),
  lambda_qualified_arn: shared('qualified_arn', 'ARN of the version that was published last.'),
  lambda_alias_name: shared('alias_name', 'Name of the alias that the API calls.'),
  lambda_alias_arn: shared('alias_arn', 'ARN of the alias that the API calls.'),
  lambda_version: shared('version', 'Version that was published last.'),
  lambda_source_code_hash: shared('source_code_hash', 'Hash of the code; null for code in S3.'),
  lambda_source_code_size: output(
    { $hcl: 'literal', value: null },
    'Always null: AWS tells the size after the code has changed, so that each plan would say it is unknown. data "aws_lambda_function" reads it.',
    'number',
  ),
  lambda_execution_role_arn: shared('role_arn', 'ARN of the role of the function.'),
  lambda_execution_role_name: shared('role_name', 'Name of the role of the function, to attach policies to.'),
  lambda_log_group_name: shared('log_group_name', 'Name of the log group of the function.'),
  lambda_log_group_arn: shared('log_group_arn', 'ARN of the log group of the function.'),
  functions: output(
    'local.functions',
    'The functions by the id of the operation that they serve, each with all outputs of lambda-function; $router is the shared one, $events that of schedules, queues and buckets.',
    'any',
  ),
  schedule_arns: output(
    '{ for name, schedule in aws_scheduler_schedule.this : name => schedule.arn }',
    'ARNs of the schedules by their names.',
    'any',
  ),
  bucket_function_arns: output(
    '{ for name, permission in aws_lambda_permission.bucket : name => "${permission.function_name}:${permission.qualifier}" }',
    'ARN that the notifications of each bucket call, by the name in buckets: known once the bucket may call it.',
    'any',
  ),
};

const REST_OUTPUTS: Record<string, OutputProps> = {
  api_key_ids: output('module.rest_api.api_key_ids', 'Ids of the API keys by their names.', 'any'),
  api_key_values: {
    ...output('module.rest_api.api_key_values', 'Values of the API keys by their names.', 'any'),
    sensitive: true,
  },
  usage_plan_ids: output('module.rest_api.usage_plan_ids', 'Ids of the usage plans by their names.', 'any'),
  client_certificate_pem: output(
    'module.rest_api.client_certificate_pem',
    'The certificate by which servers know API Gateway; null where it has none.',
  ),
  deployment_id: output('module.rest_api.deployment_id', 'Id of the deployment that the stage serves.'),
  execution_log_group_name: output(
    'module.rest_api.execution_log_group_name',
    'Name of the log group of the execution log; null when it is off.',
  ),
  proxy_resource_id: notRead('the resource /{proxy+}'),
  proxy_method_id: notRead('the method ANY of /{proxy+}'),
  integration_id: notRead('the integration of /{proxy+}'),
};

/** An output that other modules have, and that this one does not read: each plan would say it is unknown. */
function notRead(what: string): OutputProps {
  return output(
    { $hcl: 'literal', value: null },
    `Always null: API Gateway makes ${what} from the document, and reading its id would leave it unknown in each plan. data "aws_api_gateway_resource" reads the resource by its path.`,
  );
}

const HTTP_OUTPUTS: Record<string, OutputProps> = {
  integration_id: output(
    { $hcl: 'literal', value: null },
    'Always null: API Gateway makes the integration from the document and the provider has no way to read its id.',
  ),
};

/** The output that lists what anyone may call, for a reviewer. */
function publicOperations(kind: ApiKind): OutputProps {
  const key = (of: string) => (kind === 'rest' ? [{ key: 'api_key_required', value: raw(of) }] : []);
  return output(
    call(
      'merge',
      forObject(
        ['id', 'operation'],
        raw('local.operations'),
        raw('id'),
        object([
          { key: 'method', value: raw('operation.method') },
          { key: 'path', value: raw('operation.path') },
          ...key(
            'local.has_route[local.route_owner[id]] ? operation.api_key_required : var.api_key_required',
          ),
        ]),
        raw('local.reached_by[id] == "NONE"'),
      ),
      forObject(
        ['id'],
        raw('local.catch_all && var.auth == "NONE" ? ["$router"] : []'),
        raw('id'),
        object([
          { key: 'method', value: 'ANY' },
          { key: 'path', value: '/{proxy+}' },
          ...key('var.api_key_required'),
        ]),
      ),
    ),
    'Open operations, which anyone may call, by their ids; $router is all that has no route of its own. Preflight requests are open besides.',
    'any',
  );
}

function last(kind: ApiKind): Record<string, OutputProps> {
  return {
    operations: {
      ...output(
        'local.app.operations',
        'Operations of the app: method, path and tags of each by its id.',
        'any',
      ),
      precondition: [...NOTHING_IS_WRONG],
    },
    public_operations: publicOperations(kind),
    routes: output(
      'local.routes_in_words',
      `Each route in words, by its method and path: who may call it, what answers${kind === 'rest' ? ', whether it needs an API key, what API Gateway checks' : ''}. A plan shows each change of it on a line.`,
      'any',
    ),
  };
}
