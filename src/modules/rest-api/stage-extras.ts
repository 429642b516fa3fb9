import { ApiGatewayClientCertificate } from '@cdktf/provider-aws/lib/api-gateway-client-certificate';
import { forTuple, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { between, type Inputs, said } from '../shared/rules';

/** What API Gateway shows to the servers behind a REST API. */
export const CLIENT_CERTIFICATE_INPUT: Inputs = {
  client_certificate_enabled: {
    description:
      'Whether API Gateway shows a certificate of its own to the servers that it calls by HTTP, so that they can refuse other callers.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html#apigw-Type-Stage-cacheClusterSize */
const CACHE_SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'];

/** The cache of a REST stage. */
export const CACHE_INPUTS: Inputs = {
  cache_cluster_size: {
    description: `Size of the cache of the stage in GB: ${CACHE_SIZES.join(', ')}. It keeps answers to GET requests, encrypted, and costs by the hour. Null: no cache.`,
    type: 'string',
    default: null,
    validation: [
      {
        condition: raw(
          `var.cache_cluster_size == null ? true : contains([${CACHE_SIZES.map((size) => `"${size}"`).join(', ')}], var.cache_cluster_size)`,
        ),
        message: said(
          'cache_cluster_size is "',
          'var.cache_cluster_size == null ? "" : var.cache_cluster_size',
          `": give one of ${CACHE_SIZES.join(', ')} (GB), or null for no cache.`,
        ),
      },
    ],
  },
  cache_ttl_in_seconds: {
    description: 'Seconds for which the cache keeps an answer, when there is one (cache_cluster_size).',
    type: 'number',
    default: 300,
    nullable: false,
    validation: [between('cache_ttl_in_seconds', 0, 3600, 'seconds')],
  },
};

/** Adds the client certificate of a REST stage. */
export function addClientCertificate(stack: ModuleStack): void {
  stack.add(
    ApiGatewayClientCertificate,
    'this',
    {
      count: as.number(raw('local.has_body && var.client_certificate_enabled ? 1 : 0')),
      description: as.string(text`Shown by the API ${'var.api_name'}`),
      tags: as.map(raw('var.tags')),
    },
    { file: 'stage.tf' },
  );
}

/** Everything that hangs on the stage: a bare API has none. */
export const STAGE_ONLY: Readonly<Record<string, LocalProps>> = {
  stage_only: {
    value: forTuple(
      ['name', 'given'],
      {
        api_keys: raw('length(var.api_keys) > 0'),
        cache_cluster_size: raw('var.cache_cluster_size != null'),
        client_certificate_enabled: raw('var.client_certificate_enabled'),
        domain_name: raw('var.domain_name != null'),
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

export const STAGE_RULE: Rule = {
  condition: raw('local.has_body || length(local.stage_only) == 0'),
  message: said(
    '',
    'join(", ", local.stage_only)',
    ' need the stage, which a bare API does not have: give a body, or make them outside of this module, beside your stage.',
  ),
};
