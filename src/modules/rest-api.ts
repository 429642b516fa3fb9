import { ApiGatewayGatewayResponse } from '@cdktf/provider-aws/lib/api-gateway-gateway-response';
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayRestApiPolicy } from '@cdktf/provider-aws/lib/api-gateway-rest-api-policy';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { ModuleStack } from '../constructs/module-stack';
import { restCorsLocals } from '../constructs/rest-cors';
import { as } from '../constructs/token';
import { call, conditional, forObject, forTuple, inline, raw, text } from '../hcl';
import { apiInputs, BODY_LOCALS, BODY_RULES, CREDENTIALS_RULE } from './api-inputs';
import { CORS_INPUTS } from './cors-inputs';
import {
  accessLogInput,
  ENDPOINT_INPUTS,
  EXECUTE_API,
  EXECUTION_INPUTS,
  LOG_INPUTS,
  RESOURCE_POLICY,
  REST_STAGE_NAME,
  stageInputs,
  TAGS,
  THROTTLING_INPUTS,
} from './gateway-inputs';
import type { Module } from './module';
import { AWS, TERRAFORM_VERSION } from './requirements';
import { REST_API_README } from './rest-api-readme';
import { REST_API_TESTS } from './rest-api-tests';
import { addRestStage, type RestApi } from './rest-stage';
import type { Inputs } from './rules';

/** The `rest-api` module: a REST API that one OpenAPI document defines, with all that stands around it. */
export function restApi(): Module {
  const stack = new ModuleStack('rest-api', {
    description:
      'A REST API that one OpenAPI document defines, with deployment, stage, CORS, logs and throttling.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  const inputs: Inputs = {
    ...apiInputs(true),
    ...stageInputs('prod', [REST_STAGE_NAME]),
    ...CORS_INPUTS,
    ...THROTTLING_INPUTS,
    ...accessLogInput(true),
    ...EXECUTION_INPUTS,
    ...LOG_INPUTS,
    ...ENDPOINT_INPUTS,
    ...RESOURCE_POLICY,
    ...EXECUTE_API,
    ...TAGS,
  };
  for (const [name, props] of Object.entries(inputs)) stack.variable(name, props);
  addRestStage(stack, addApi(stack));
  addOutputs(stack);
  return { stack, readme: REST_API_README, tests: REST_API_TESTS };
}

function addApi(stack: ModuleStack): RestApi {
  stack.add(DataAwsPartition, 'current', {});
  stack.add(DataAwsRegion, 'current', {});
  stack.locals({
    ...BODY_LOCALS,
    document: {
      value: call('merge', raw('var.body'), {
        paths: raw('local.paths'),
        'x-amazon-apigateway-binary-media-types': raw('var.binary_media_types'),
        'x-amazon-apigateway-gateway-responses': call(
          'merge',
          raw('local.cors_gateway_responses'),
          raw('try(var.body["x-amazon-apigateway-gateway-responses"], {})'),
        ),
      }),
      comment: 'The document that API Gateway gets: the one given, and what the other inputs add to it.',
    },
    body: conditional(raw('local.has_body'), raw('jsonencode(local.document)'), null),
  });
  const api = stack.add(ApiGatewayRestApi, 'this', {
    name: as.string(raw('var.api_name')),
    description: as.string(raw('var.api_description')),
    body: as.string(raw('local.body')),
    binaryMediaTypes: as.list(conditional(raw('local.has_body'), null, raw('var.binary_media_types'))),
    disableExecuteApiEndpoint: as.boolean(raw('var.disable_execute_api_endpoint')),
    endpointConfiguration: {
      types: as.list([raw('var.endpoint_type')]),
      vpcEndpointIds: as.list(raw('length(var.vpc_endpoint_ids) > 0 ? var.vpc_endpoint_ids : null')),
    },
    tags: as.map(raw('var.tags')),
    lifecycle: {
      createBeforeDestroy: true,
      precondition: [
        ...[...BODY_RULES, CREDENTIALS_RULE].map((rule) => ({
          condition: as.string(rule.condition),
          errorMessage: as.string(rule.message),
        })),
        {
          condition: as.string(raw('length(var.vpc_endpoint_ids) == 0 || var.endpoint_type == "PRIVATE"')),
          errorMessage: as.string(
            text`vpc_endpoint_ids are for a PRIVATE API, and endpoint_type is "${'var.endpoint_type'}": set it to PRIVATE or leave the ids out.`,
          ),
        },
      ],
    },
  });
  const policy = stack.add(
    ApiGatewayRestApiPolicy,
    'this',
    {
      count: as.number(raw('var.resource_policy == null ? 0 : 1')),
      restApiId: api.id,
      policy: as.string(raw('var.resource_policy')),
    },
    {
      comment:
        'Beside the document and not in it: an import would be refused while a private API has no policy yet.',
    },
  );
  stack.locals(
    {
      ...restCorsLocals(),
      ...restCorsPaths(),
    },
    { file: 'cors.tf' },
  );
  stack.add(
    ApiGatewayGatewayResponse,
    'cors',
    {
      restApiId: api.id,
      responseType: as.string(raw('each.key')),
      responseParameters: as.map(raw('each.value.responseParameters')),
      responseTemplates: as.map(raw('each.value.responseTemplates')),
    },
    {
      file: 'cors.tf',
      comment: 'A bare API has no document to hold them.',
      forEach: forObject(
        ['type', 'response'],
        raw('local.cors_gateway_responses'),
        raw('type'),
        raw('response'),
        raw('!local.has_body'),
      ),
    },
  );
  return { api, policy };
}

function restCorsPaths() {
  return {
    paths: {
      value: forObject(
        ['path', 'item'],
        raw('try(var.body.paths, {})'),
        raw('path'),
        call(
          'merge',
          forObject(
            ['method'],
            conditional(raw('local.cors_enabled'), ['options'], []),
            raw('method'),
            call(
              'merge',
              raw('local.preflight'),
              inline({
                parameters: forTuple(
                  ['name'],
                  raw('flatten(regexall("{([^}+]+)[+]?}", path))'),
                  inline({
                    name: raw('name'),
                    in: 'path',
                    required: true,
                    schema: inline({ type: 'string' }),
                  }),
                ),
              }),
            ),
          ),
          raw('item'),
        ),
      ),
      comment:
        'Each path answers preflight requests, unless the document has an OPTIONS method of its own there.',
    },
  };
}

/** The address of an API without its stage. */
function endpoint() {
  return text`https://${'aws_api_gateway_rest_api.this.id'}.execute-api.${'data.aws_region.current.id'}.${'data.aws_partition.current.dns_suffix'}`;
}

function addOutputs(stack: ModuleStack): void {
  const api = 'aws_api_gateway_rest_api.this';
  const ofStage = (attribute: string) => raw(`one(aws_api_gateway_stage.this[*].${attribute})`);
  const outputs: Record<string, [ReturnType<typeof raw> | ReturnType<typeof text>, string]> = {
    api_id: [raw(`${api}.id`), 'Id of the API.'],
    api_arn: [raw(`${api}.arn`), 'ARN of the API.'],
    api_endpoint: [endpoint(), 'Address of the API without a stage.'],
    api_execution_arn: [
      raw(`${api}.execution_arn`),
      'ARN that the permissions to call the API begin with; STAGE/METHOD/PATH follows.',
    ],
    api_root_resource_id: [
      raw(`${api}.root_resource_id`),
      'Id of the resource /, for resources that are attached to a bare API.',
    ],
    deployment_id: [
      raw('one(aws_api_gateway_deployment.this[*].id)'),
      'Id of the deployment that the stage serves; null for a bare API.',
    ],
    stage_id: [ofStage('id'), 'Id of the stage; null for a bare API, as all that concerns the stage.'],
    stage_name: [ofStage('stage_name'), 'Name of the stage.'],
    stage_arn: [ofStage('arn'), 'ARN of the stage, for a WAF association.'],
    stage_execution_arn: [
      ofStage('execution_arn'),
      'ARN that the permissions to call the stage begin with; METHOD/PATH follows.',
    ],
    stage_invoke_url: [ofStage('invoke_url'), 'Address of the stage.'],
    api_log_group_name: [
      raw('one(aws_cloudwatch_log_group.access[*].name)'),
      'Name of the log group of the access log; null when it is off.',
    ],
    api_log_group_arn: [
      raw('one(aws_cloudwatch_log_group.access[*].arn)'),
      'ARN of the log group of the access log; null when it is off.',
    ],
    execution_log_group_name: [
      raw('one(aws_cloudwatch_log_group.execution[*].name)'),
      'Name of the log group of the execution log; null when it is off.',
    ],
  };
  for (const [name, [value, description]] of Object.entries(outputs))
    stack.output(name, { value, description });
}
