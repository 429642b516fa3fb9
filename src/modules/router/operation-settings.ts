import type { ApiKind } from '../../api-kind';
import { AUTH, SCOPED } from './auth';

/** The settings of a dedicated function. */
export const FUNCTION_SETTINGS = [
  'memory_size',
  'ephemeral_storage_size',
  'dead_letter_target_arn',
  'timeout',
  'env',
  'secrets',
  'secrets_kms_key_arns',
  'iam_policy_statements',
  'reserved_concurrency',
  'layers',
  'handler',
  'snap_start',
  'vpc_subnet_ids',
  'vpc_security_group_ids',
  'lambda_tracing_enabled',
  'permissions_boundary',
  'log_retention_in_days',
  'canary',
] as const;

/** The settings that only a dedicated function has. `timeout` is not among them: the gateway has it too. */
export const OWN_FUNCTION_SETTINGS = FUNCTION_SETTINGS.filter((name) => name !== 'timeout');

/** The settings of a route. */
export function routeSettings(kind: ApiKind): readonly string[] {
  return [
    'enabled',
    'integration',
    'authorization',
    'authorization_scopes',
    'throttling_rate_limit',
    'throttling_burst_limit',
    ...(kind === 'rest'
      ? [
          'api_key_required',
          'request_parameters',
          'request_validation',
          'response_transfer_mode',
          'caching_enabled',
          'cache_ttl_in_seconds',
        ]
      : []),
  ];
}

/** Everything that an operation can be set to. */
export function operationSettings(kind: ApiKind): readonly string[] {
  return [...FUNCTION_SETTINGS, ...routeSettings(kind)].sort();
}

/** The settings of an integration type, and those that it requires. */
interface IntegrationType {
  readonly settings: readonly string[];
  readonly needs: readonly string[];
}

const OF_ALL = ['timeout_milliseconds', 'request_parameters'];

const REST_TYPES: Readonly<Record<string, IntegrationType>> = {
  lambda: { settings: ['arn', 'create_permission'], needs: [] },
  http_proxy: {
    settings: ['uri', 'method', 'vpc_link_id', 'passthrough_behavior', ...OF_ALL],
    needs: ['uri'],
  },
  http: {
    settings: [
      'uri',
      'method',
      'vpc_link_id',
      'passthrough_behavior',
      'request_templates',
      'responses',
      ...OF_ALL,
    ],
    needs: ['uri'],
  },
  aws: {
    settings: [
      'service',
      'subdomain',
      'method',
      'path',
      'action',
      'credentials',
      'passthrough_behavior',
      'request_templates',
      'responses',
      ...OF_ALL,
    ],
    needs: ['service', 'credentials'],
  },
  mock: { settings: ['status_code', 'body', 'content_type'], needs: [] },
};

const HTTP_TYPES: Readonly<Record<string, IntegrationType>> = {
  lambda: { settings: ['arn', 'create_permission'], needs: [] },
  http_proxy: { settings: ['uri', 'method', 'vpc_link_id', ...OF_ALL], needs: ['uri'] },
  aws: { settings: ['subtype', 'credentials', ...OF_ALL], needs: ['subtype', 'credentials'] },
};

/** The integration types of an API by name. */
export function integrationTypes(kind: ApiKind): Readonly<Record<string, IntegrationType>> {
  return kind === 'rest' ? REST_TYPES : HTTP_TYPES;
}

/** The authorizer types by name, with their settings and those that each requires. */
export function authorizerTypes(kind: ApiKind): Readonly<Record<string, IntegrationType>> {
  return kind === 'rest'
    ? {
        COGNITO: {
          settings: ['user_pool_arns', 'identity_source', 'ttl_seconds'],
          needs: ['user_pool_arns'],
        },
        TOKEN: {
          settings: [
            'lambda_arn',
            'identity_source',
            'identity_validation_expression',
            'ttl_seconds',
            'credentials',
          ],
          needs: ['lambda_arn'],
        },
        REQUEST: {
          settings: ['lambda_arn', 'identity_sources', 'ttl_seconds', 'credentials'],
          needs: ['lambda_arn', 'identity_sources'],
        },
      }
    : {
        JWT: { settings: ['issuer', 'audience', 'identity_source'], needs: ['issuer', 'audience'] },
        REQUEST: {
          settings: ['lambda_arn', 'identity_sources', 'ttl_seconds', 'simple_responses', 'credentials'],
          needs: ['lambda_arn', 'identity_sources'],
        },
      };
}

/** The names that settings, integrations, authorizers and authorizations can have, as the checks of a module read them. */
export function allowedNames(kind: ApiKind): object {
  return {
    settings: operationSettings(kind),
    function_settings: OWN_FUNCTION_SETTINGS,
    integration_types: typesTable(integrationTypes(kind)),
    authorizer_types: typesTable(authorizerTypes(kind)),
    authorizations: AUTH[kind],
    scoped_authorizations: SCOPED[kind],
  };
}

function typesTable(types: Readonly<Record<string, IntegrationType>>): object {
  return Object.fromEntries(
    Object.entries(types).map(([name, { settings, needs }]) => [
      name,
      { settings: [...settings, 'type'].sort(), needs },
    ]),
  );
}
