import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2Deployment } from '@cdktf/provider-aws/lib/apigatewayv2-deployment';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { call, conditional, type Expression, forObject, inline, raw, text } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import { ModuleStack } from '../../module-stack/module-stack';
import { as, variable } from '../../module-stack/token';
import { addAccessLog, HTTP_ACCESS_LOG } from '../shared/access-log';
import { apiInputs, BODY_LOCALS, BODY_RULES, CREDENTIALS_RULE } from '../shared/api-inputs';
import { CORS_INPUTS } from '../shared/cors-inputs';
import { addHttpDomain, DOMAIN_OUTPUTS } from '../shared/domain';
import { domainInputs, domainRules } from '../shared/domain-inputs';
import {
  accessLogInput,
  EXECUTE_API,
  HTTP_METRICS,
  LOG_INPUTS,
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
import { addRouteThrottling, ROUTE_THROTTLING } from '../shared/throttling';
import { HTTP_API_README } from './readme';
import { HTTP_API_TESTS } from './tests';

/** The `http-api` module: an HTTP API with stage, CORS, access log and throttling. */
export function httpApi(): Module {
  const stack = new ModuleStack('http-api', {
    description:
      'An HTTP API with stage, CORS, access log and throttling; its routes may come from an OpenAPI document.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  const inputs: Inputs = {
    ...apiInputs(false),
    ...stageInputs('prod'),
    ...STAGE_DEPENDS_ON,
    ...CORS_INPUTS,
    ...THROTTLING_INPUTS,
    ...HTTP_METRICS,
    ...accessLogInput(false),
    ...LOG_INPUTS,
    ...EXECUTE_API,
    ...domainInputs('http'),
    ...ROUTE_THROTTLING,
    ...AUTHORIZER_QUOTA,
    ...TAGS,
  };
  for (const [name, props] of Object.entries(inSections(inputs))) stack.variable(name, props);
  const api = addApi(stack);
  addStage(stack, api);
  addHttpDomain(stack, api.id);
  addOutputs(stack);
  return { stack, readme: HTTP_API_README, tests: HTTP_API_TESTS };
}

/** The document, with CORS in it too. */
const DOCUMENT: LocalProps = {
  value: call(
    'merge',
    raw('var.body'),
    forObject(
      ['name', 'cors'],
      {
        'x-amazon-apigateway-cors': {
          allowOrigins: raw('var.cors_allow_origins'),
          allowMethods: raw('var.cors_allow_methods'),
          allowHeaders: raw('var.cors_allow_headers'),
          allowCredentials: raw('var.cors_allow_credentials'),
          exposeHeaders: raw('var.cors_expose_headers'),
          maxAge: raw('var.cors_max_age'),
        },
      },
      raw('name'),
      raw('cors'),
      raw('length(var.cors_allow_origins) > 0'),
    ),
  ),
  comment:
    'The document with CORS in it: an import sets what it holds, and the provider writes cors_configuration after it. Without\nthis, pages are refused in between.',
};

function addApi(stack: ModuleStack): Apigatewayv2Api {
  stack.locals({ ...BODY_LOCALS, ...AUTHORIZER_LOCALS, document: DOCUMENT });
  const api = stack.add(Apigatewayv2Api, 'this', {
    name: as.string(raw('var.api_name')),
    description: as.string(raw('var.api_description')),
    version: as.string(raw('try(var.body.info.version, null)')),
    protocolType: 'HTTP',
    body: as.string(conditional(raw('local.has_body'), raw('jsonencode(local.document)'), null)),
    disableExecuteApiEndpoint: as.boolean(raw('var.disable_execute_api_endpoint')),
    tags: as.map(raw('var.tags')),
    lifecycle: {
      precondition: preconditions([...BODY_RULES, CREDENTIALS_RULE, AUTHORIZER_RULE, ...domainRules('http')]),
    },
  });
  stack.dynamic(api, {
    name: 'cors_configuration',
    forEach: conditional(raw('length(var.cors_allow_origins) > 0'), [1], []),
    content: {
      allow_origins: raw('var.cors_allow_origins'),
      allow_methods: raw('var.cors_allow_methods'),
      allow_headers: raw('var.cors_allow_headers'),
      allow_credentials: raw('var.cors_allow_credentials'),
      expose_headers: raw('var.cors_expose_headers'),
      max_age: raw('var.cors_max_age'),
    },
  });
  return api;
}

function addStage(stack: ModuleStack, api: Apigatewayv2Api): void {
  stack.add(
    Apigatewayv2Deployment,
    'this',
    {
      count: as.number(raw('local.has_body || !var.stage_auto_deploy ? 1 : 0')),
      apiId: api.id,
      triggers: as.map(
        call(
          'merge',
          raw('var.deployment_triggers'),
          conditional(
            raw('local.has_body && var.stage_auto_deploy'),
            inline({ definition: raw('sha1(jsonencode(local.document))') }),
            {},
          ),
        ),
      ),
      lifecycle: { createBeforeDestroy: true },
    },
    {
      file: 'stage.tf',
      comment:
        'The stage serves a snapshot of a document, never a half-made import. Without a document AWS deploys each route.',
    },
  );
  const stage = stack.add(
    Apigatewayv2Stage,
    'this',
    {
      apiId: api.id,
      name: as.string(raw('var.stage_name')),
      autoDeploy: as.boolean(raw('!local.has_body && var.stage_auto_deploy')),
      deploymentId: as.string(raw('one(aws_apigatewayv2_deployment.this[*].id)')),
      stageVariables: as.map(raw('var.stage_variables')),
      defaultRouteSettings: {
        detailedMetricsEnabled: as.boolean(raw('var.metrics_enabled')),
        throttlingRateLimit: as.number(raw('var.throttling_rate_limit')),
        throttlingBurstLimit: as.number(raw('var.throttling_burst_limit')),
      },
      tags: as.map(raw('var.tags')),
      dependsOn: [variable('stage_depends_on')],
    },
    { file: 'stage.tf' },
  );
  addAccessLog(stack, stage, {
    when: 'var.access_log_enabled',
    name: text`/aws/apigateway/${'replace(var.api_name, " ", "-")'}`,
    format: HTTP_ACCESS_LOG,
  });
  addRouteThrottling(stack, stage);
}

function addOutputs(stack: ModuleStack): void {
  const api = 'aws_apigatewayv2_api.this';
  const stage = 'aws_apigatewayv2_stage.this';
  const outputs: Record<string, [Expression, string]> = {
    api_id: [raw(`${api}.id`), 'Id of the API.'],
    api_arn: [raw(`${api}.arn`), 'ARN of the API.'],
    api_endpoint: [raw(`${api}.api_endpoint`), 'Address of the API without a stage.'],
    api_execution_arn: [
      raw(`${api}.execution_arn`),
      'ARN that the permissions to call the API begin with; STAGE/METHOD/PATH follows.',
    ],
    stage_id: [raw(`${stage}.id`), 'Id of the stage.'],
    stage_name: [raw(`${stage}.name`), 'Name of the stage.'],
    stage_arn: [raw(`${stage}.arn`), 'ARN of the stage.'],
    stage_execution_arn: [
      raw(`${stage}.execution_arn`),
      'ARN that the permissions to call the stage begin with; METHOD/PATH follows.',
    ],
    stage_invoke_url: [raw(`${stage}.invoke_url`), 'Address of the stage.'],
    api_log_group_name: [
      raw('one(aws_cloudwatch_log_group.access[*].name)'),
      'Name of the log group of the access log; null when it is off.',
    ],
    api_log_group_arn: [
      raw('one(aws_cloudwatch_log_group.access[*].arn)'),
      'ARN of the log group of the access log; null when it is off.',
    ],
  };
  for (const [name, [value, description]] of Object.entries(outputs))
    stack.output(name, { value, description });
  for (const [name, output] of Object.entries(DOMAIN_OUTPUTS)) stack.output(name, output);
}
