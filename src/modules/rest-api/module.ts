import { ApiGatewayGatewayResponse } from '@cdktf/provider-aws/lib/api-gateway-gateway-response';
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { call, conditional, forObject, forTuple, inline, raw, text } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { apiInputs, BODY_LOCALS, BODY_RULES, CREDENTIALS_RULE } from '../shared/api-inputs';
import { CORS_INPUTS } from '../shared/cors-inputs';
import { addRestDomain } from '../shared/domain';
import { domainInputs, domainRules } from '../shared/domain-inputs';
import {
  accessLogInput,
  ENDPOINT_INPUTS,
  EXECUTE_API,
  EXECUTION_INPUTS,
  LOG_INPUTS,
  RESOURCE_POLICY,
  REST_STAGE_NAME,
  STAGE_DEPENDS_ON,
  stageInputs,
  TAGS,
  THROTTLING_INPUTS,
} from '../shared/gateway-inputs';
import type { Module } from '../shared/module';
import { preconditions } from '../shared/preconditions';
import { AUTHORIZER_LOCALS, AUTHORIZER_QUOTA, AUTHORIZER_RULE } from '../shared/quotas';
import { AWS, TERRAFORM_VERSION } from '../shared/requirements';
import type { Inputs } from '../shared/rules';
import { inSections } from '../shared/sections';
import { METHOD_THROTTLING } from '../shared/throttling';
import { CACHE_INPUTS, CACHE_LOCALS, CACHE_RULES, METHOD_CACHING } from './cache';
import { CLIENT_CERTIFICATE_INPUT } from './client-certificate';
import { restCorsLocals } from './cors';
import { addOutputs } from './outputs';
import { POLICY_QUOTA, POLICY_QUOTA_LOCALS, POLICY_QUOTA_RULE } from './policy-quota';
import {
  addPolicy,
  POLICY_LOCALS,
  POLICY_RULES,
  POLICY_STATEMENTS_INPUT,
  POLICY_TEXT,
} from './policy-statements';
import { REST_API_README } from './readme';
import { addRestStage, type RestApi, STAGE_ONLY, STAGE_RULE, TRACE_RULE } from './stage';
import { REST_API_TESTS } from './tests';
import { addUsagePlans, USAGE_INPUTS, USAGE_RULES } from './usage-plans';
import { addWebAcl, WAF_INPUTS, WAF_LOCALS, WAF_RULE } from './waf';

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
    ...STAGE_DEPENDS_ON,
    ...CORS_INPUTS,
    ...THROTTLING_INPUTS,
    ...accessLogInput(true),
    ...EXECUTION_INPUTS,
    ...LOG_INPUTS,
    ...ENDPOINT_INPUTS,
    ...RESOURCE_POLICY,
    ...POLICY_STATEMENTS_INPUT,
    ...EXECUTE_API,
    ...domainInputs('rest'),
    ...WAF_INPUTS,
    ...USAGE_INPUTS,
    ...METHOD_THROTTLING,
    ...CLIENT_CERTIFICATE_INPUT,
    ...CACHE_INPUTS,
    ...METHOD_CACHING,
    ...AUTHORIZER_QUOTA,
    ...POLICY_QUOTA,
    ...TAGS,
  };
  for (const [name, props] of Object.entries(inSections(inputs))) stack.variable(name, props);
  const rest = addApi(stack);
  addRestStage(stack, rest);
  addWebAcl(stack);
  addUsagePlans(stack, rest.api);
  addRestDomain(stack, rest.api.id);
  addOutputs(stack);
  return { stack, readme: REST_API_README, tests: REST_API_TESTS };
}

/** The rules between inputs; the plan reports each. */
const RULES = [
  ...BODY_RULES,
  CREDENTIALS_RULE,
  STAGE_RULE,
  TRACE_RULE,
  ...POLICY_RULES,
  ...USAGE_RULES,
  ...CACHE_RULES,
  AUTHORIZER_RULE,
  POLICY_QUOTA_RULE,
  ...domainRules('rest'),
  WAF_RULE,
  {
    condition: raw('length(var.vpc_endpoint_ids) == 0 || var.endpoint_type == "PRIVATE"'),
    message: text`vpc_endpoint_ids are for a PRIVATE API, and endpoint_type is "${'var.endpoint_type'}": set it to PRIVATE or leave the ids out.`,
  },
];

function addApi(stack: ModuleStack): RestApi {
  stack.add(DataAwsPartition, 'current', {});
  stack.add(DataAwsRegion, 'current', {});
  stack.locals({
    ...BODY_LOCALS,
    ...POLICY_LOCALS,
    ...POLICY_TEXT,
    ...WAF_LOCALS,
    ...STAGE_ONLY,
    ...CACHE_LOCALS,
    ...AUTHORIZER_LOCALS,
    ...POLICY_QUOTA_LOCALS,
    document: {
      value: call(
        'merge',
        raw('var.body'),
        {
          paths: raw('local.paths'),
          'x-amazon-apigateway-binary-media-types': raw('var.binary_media_types'),
          'x-amazon-apigateway-gateway-responses': call(
            'merge',
            raw('local.cors_gateway_responses'),
            raw('try(var.body["x-amazon-apigateway-gateway-responses"], {})'),
          ),
        },
        raw('local.policy_in_document'),
      ),
      comment: 'The document that API Gateway gets: the one given, and what the other inputs add to it.',
    },
    body: conditional(raw('local.has_body'), raw('jsonencode(local.document)'), null),
  });
  const api = stack.add(ApiGatewayRestApi, 'this', {
    name: as.string(raw('var.api_name')),
    description: as.string(raw('var.api_description')),
    body: as.string(raw('local.body')),
    binaryMediaTypes: as.list(raw('var.binary_media_types')),
    disableExecuteApiEndpoint: as.boolean(raw('var.disable_execute_api_endpoint')),
    endpointConfiguration: {
      types: as.list([raw('var.endpoint_type')]),
      vpcEndpointIds: as.list(raw('length(var.vpc_endpoint_ids) > 0 ? var.vpc_endpoint_ids : null')),
    },
    tags: as.map(raw('var.tags')),
    lifecycle: {
      createBeforeDestroy: true,
      precondition: preconditions(RULES),
    },
  });
  const policy = addPolicy(stack, api);
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
      responseParameters: as.map(raw('local.cors_enabled ? local.cors_response_parameters : {}')),
      responseTemplates: as.map(raw('local.error_templates')),
    },
    {
      file: 'cors.tf',
      comment: 'A bare API has no document to hold them. Without CORS they are as AWS has them.',
      forEach: raw('toset(local.has_body ? [] : ["DEFAULT_4XX", "DEFAULT_5XX"])'),
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
