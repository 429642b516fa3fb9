import { ApiGatewayDeployment } from '@cdktf/provider-aws/lib/api-gateway-deployment';
import { ApiGatewayMethodSettings } from '@cdktf/provider-aws/lib/api-gateway-method-settings';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import type { ApiGatewayRestApiPolicy } from '@cdktf/provider-aws/lib/api-gateway-rest-api-policy';
import { ApiGatewayStage } from '@cdktf/provider-aws/lib/api-gateway-stage';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { call, conditional, forObject, forTuple, inline, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as, variable } from '../../module-stack/token';
import { addAccessLog, logGroup, REST_ACCESS_LOG } from '../shared/access-log';
import { message } from '../shared/rules';
import { limitArguments } from '../shared/throttling';
import { addClientCertificate } from './client-certificate';

/** The resources that the stage depends on. */
export interface RestApi {
  readonly api: ApiGatewayRestApi;
  readonly policy: ApiGatewayRestApiPolicy;
}

/** Deployment, stage, settings and logs of a REST API that has a document. */
export function addRestStage(stack: ModuleStack, { api, policy }: RestApi): void {
  const executionLog = addExecutionLog(stack, api);
  addClientCertificate(stack);
  stack.locals(
    {
      cached: raw('var.cache_cluster_size != null'),
      method_settings: {
        value: forObject(
          ['method'],
          raw('setunion(keys(var.method_throttling), keys(var.method_caching))'),
          raw('method'),
          {
            rate_limit: raw(
              'contains(keys(var.method_throttling), method) ? var.method_throttling[method].rate_limit : null',
            ),
            burst_limit: raw(
              'contains(keys(var.method_throttling), method) ? var.method_throttling[method].burst_limit : null',
            ),
            cached: raw('contains(keys(var.method_caching), method)'),
            ttl_in_seconds: raw(
              'contains(keys(var.method_caching), method) ? var.method_caching[method].ttl_in_seconds : null',
            ),
          },
        ),
        comment: 'The methods with limits of their own, and those that are cached: no other one is.',
      },
    },
    { file: 'stage.tf' },
  );
  stack.add(
    ApiGatewayDeployment,
    'this',
    {
      count: as.number(raw('local.has_body ? 1 : 0')),
      restApiId: api.id,
      triggers: as.map(
        call(
          'merge',
          raw('var.deployment_triggers'),
          conditional(
            raw('var.stage_auto_deploy'),
            inline({ definition: raw('sha1(jsonencode([local.body, local.policy]))') }),
            {},
          ),
        ),
      ),
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [policy],
    },
    {
      file: 'stage.tf',
      comment:
        'A stage serves a snapshot. The hash of all that defines the API makes a new one whenever any of it changes.',
    },
  );
  const stage = stack.add(
    ApiGatewayStage,
    'this',
    {
      count: as.number(raw('local.has_body ? 1 : 0')),
      restApiId: api.id,
      deploymentId: as.string(raw('aws_api_gateway_deployment.this[0].id')),
      stageName: as.string(raw('var.stage_name')),
      variables: as.map(raw('var.stage_variables')),
      xrayTracingEnabled: as.boolean(raw('var.xray_tracing_enabled')),
      clientCertificateId: as.string(raw('one(aws_api_gateway_client_certificate.this[*].id)')),
      cacheClusterEnabled: as.boolean(raw('local.cached')),
      cacheClusterSize: as.string(raw('var.cache_cluster_size')),
      tags: as.map(raw('var.tags')),
      dependsOn: [executionLog, variable('stage_depends_on')],
    },
    { file: 'stage.tf' },
  );
  addAccessLog(stack, stage, {
    when: 'local.has_body && var.access_log_enabled',
    name: text`/aws/apigateway/${'replace(var.api_name, " ", "-")'}/${'var.stage_name'}`,
    format: REST_ACCESS_LOG,
  });
  addMethodSettings(stack, api);
}

/** The settings of all methods, and of those that have limits of their own. */
function addMethodSettings(stack: ModuleStack, api: ApiGatewayRestApi): void {
  const settings = (rate: string, burst: string, cached: string, ttl: string) => ({
    loggingLevel: as.string(raw('var.execution_log_level')),
    dataTraceEnabled: as.boolean(raw('var.data_trace_enabled')),
    metricsEnabled: as.boolean(raw('var.metrics_enabled')),
    throttlingRateLimit: as.number(raw(rate)),
    throttlingBurstLimit: as.number(raw(burst)),
    cachingEnabled: as.boolean(raw(cached)),
    cacheTtlInSeconds: as.number(raw(ttl)),
    cacheDataEncrypted: as.boolean(raw('local.cached ? true : null')),
  });
  const stageName = as.string(raw('aws_api_gateway_stage.this[0].stage_name'));
  const all = stack.add(
    ApiGatewayMethodSettings,
    'this',
    {
      count: as.number(raw('local.has_body ? 1 : 0')),
      restApiId: api.id,
      stageName,
      methodPath: '*/*',
      settings: settings(
        'var.throttling_rate_limit',
        'var.throttling_burst_limit',
        'false',
        'local.cached ? var.cache_ttl_in_seconds : null',
      ),
    },
    { file: 'stage.tf' },
  );
  const { rate, burst } = limitArguments('each.value');
  stack.add(
    ApiGatewayMethodSettings,
    'method',
    {
      restApiId: api.id,
      stageName,
      methodPath: as.string(METHOD_PATH_OF_PROVIDER),
      settings: settings(
        rate,
        burst,
        'each.value.cached',
        'local.cached ? coalesce(each.value.ttl_in_seconds, var.cache_ttl_in_seconds) : null',
      ),
      dependsOn: [all],
    },
    {
      file: 'stage.tf',
      comment:
        'The settings of a method replace those of the stage as a whole. AWS takes a path with ~1 for each slash.',
      forEach: raw('local.method_settings'),
    },
  );
}

/** `/items/{id}/GET` as `~1items~1{id}/GET`, and `/GET` as `~1/GET`. */
const METHOD_PATH_OF_PROVIDER = text`${'replace(regex("^(/.*?)/?[A-Z]+$", each.key)[0], "/", "~1")'}/${'regex("[A-Z]+$", each.key)'}`;

function addExecutionLog(stack: ModuleStack, api: ApiGatewayRestApi): CloudwatchLogGroup {
  return stack.add(
    CloudwatchLogGroup,
    'execution',
    {
      count: as.number(raw('local.has_body && var.execution_log_level != "OFF" ? 1 : 0')),
      name: as.string(text`API-Gateway-Execution-Logs_${api.id}/${'var.stage_name'}`),
      ...logGroup(),
    },
    {
      file: 'stage.tf',
      comment: 'API Gateway fixes this name, and would make the group itself, and keep it without end.',
    },
  );
}

/** The local with the names of the given inputs that need the stage, which a bare API does not have. */
export const STAGE_ONLY: Readonly<Record<string, LocalProps>> = {
  stage_only: {
    value: forTuple(
      ['name', 'given'],
      {
        api_keys: raw('length(var.api_keys) > 0'),
        cache_cluster_size: raw('var.cache_cluster_size != null'),
        client_certificate_enabled: raw('var.client_certificate_enabled'),
        domain_name: raw('var.domain_name != null'),
        method_caching: raw('length(var.method_caching) > 0'),
        method_throttling: raw('length(var.method_throttling) > 0'),
        usage_plans: raw('length(var.usage_plans) > 0'),
        web_acl_arn: raw('local.web_acl'),
      },
      raw('name'),
      raw('given'),
    ),
    comment: 'The inputs given that need the stage.',
  },
};

/** The rule that no input that needs the stage is given to a bare API. */
export const STAGE_RULE: Rule = {
  condition: raw('local.has_body || length(local.stage_only) == 0'),
  message: message(
    '',
    'join(", ", local.stage_only)',
    ' need the stage, which a bare API does not have: give a body, or make them outside of this module, beside your stage.',
  ),
};

/** The rule that bodies are not asked for in a log that there is not. */
export const TRACE_RULE: Rule = {
  condition: raw('!var.data_trace_enabled || var.execution_log_level != "OFF"'),
  message: text`data_trace_enabled is true and execution_log_level is "${'var.execution_log_level'}": set that to ERROR or INFO, or leave data_trace_enabled out.`,
};
