import type { Inputs } from './rules';

/** The inputs of all modules by what a user asks of them, in the order of the questions. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Name: ['name', 'name_prefix', 'api_name', 'api_description', 'description', 'role_name'],
  Package: [
    ...['lambda_zip', 'lambda_source_dir', 'lambda_s3_bucket', 'lambda_s3_key', 'lambda_s3_object_version'],
    ...['filename', 'source_code_hash', 's3_bucket', 's3_key', 's3_object_version'],
  ],
  Function: [
    ...[
      'function_arn',
      'handler',
      'runtime',
      'architecture',
      'memory_size',
      'ephemeral_storage_size',
      'timeout',
    ],
    ...['reserved_concurrency', 'snap_start'],
    ...['response_transfer_mode', 'layers', 'lwa_layer_arn', 'env', 'env_kms_key_arn'],
    ...['secrets', 'secrets_kms_key_arns', 'vpc_subnet_ids'],
    ...['vpc_security_group_ids', 'dead_letter_target_arn', 'code_signing_config_arn'],
    ...['lambda_tracing_enabled', 'tracing_enabled', 'canary', 'alias_enabled'],
    'function_aliases_enabled',
  ],
  Role: [
    ...[
      'create_role',
      'role_arn',
      'execution_role_name',
      'function_roles',
      'additional_iam_policy_statements',
      'iam_policy_statements',
    ],
    'permissions_boundary',
  ],
  Operations: [
    ...['body', 'integration_pattern', 'routes', 'operations', 'functions_enforce_routes', 'route_quota'],
    ...['request_validation', 'binary_media_types'],
  ],
  Callers: [
    ...['auth', 'user_pool_id', 'user_pool_client_ids', 'jwt_issuer', 'jwt_audience', 'authorization_scopes'],
    ...['authorizers', 'authorizer_quota', 'api_key_required', 'api_keys', 'usage_plans', 'resource_policy'],
    ...[
      'resource_policy_statements',
      'resource_policy_enabled',
      'resource_policy_quota',
      'web_acl_arn',
      'web_acl_enabled',
    ],
  ],
  Events: ['schedules', 'queues', 'buckets', 'events_path', 'events_timeout'],
  CORS: [
    ...['cors_allow_origins', 'cors_allow_methods', 'cors_allow_headers', 'cors_allow_credentials'],
    ...['cors_expose_headers', 'cors_max_age'],
  ],
  Website: [
    ...['api_urls', 'user_pool_client_id', 'identity_pool_id', 'cached_path_pattern'],
    ...['response_headers_policy_id', 'force_destroy'],
  ],
  Stage: [
    ...['stage_name', 'stage_auto_deploy', 'stage_variables', 'deployment_triggers', 'throttling_rate_limit'],
    ...['throttling_burst_limit', 'method_throttling', 'route_throttling', 'cache_cluster_size'],
    'stage_depends_on',
    ...['cache_ttl_in_seconds', 'method_caching', 'client_certificate_enabled'],
  ],
  Address: [
    ...[
      'distribution_enabled',
      'endpoint_type',
      'vpc_endpoint_ids',
      'domain_name',
      'domain_creation_enabled',
      'certificate_arn',
    ],
    ...['certificate_creation_enabled', 'aliases', 'price_class', 'origin_read_timeout'],
    ...['domain_base_path', 'domain_security_policy', 'mutual_tls_truststore_uri'],
    ...['mutual_tls_truststore_version', 'ownership_verification_certificate_arn', 'hosted_zone_id'],
    ...['domain_record_enabled', 'disable_execute_api_endpoint'],
  ],
  'Logs and alarms': [
    ...['access_log_enabled', 'execution_log_level', 'data_trace_enabled', 'metrics_enabled'],
    'xray_tracing_enabled',
    ...['create_log_group', 'log_group_arn', 'function_log_groups'],
    ...['log_retention_in_days', 'log_kms_key_arn', 'alarms_enabled', 'alarm_actions', 'alarm_5xx_percent'],
    ...['alarm_latency_milliseconds', 'dashboard_enabled'],
  ],
  Tags: ['tags'],
};

/**
 * Inputs in the order of the sections, each with its own.
 *
 * @throws Error when an input is in no section: add it to the list above
 */
export function inSections(inputs: Inputs): Inputs {
  const sorted = Object.entries(SECTIONS).flatMap(([section, names]) =>
    names.flatMap((name) => {
      const props = inputs[name];
      return props ? [[name, { ...props, section }] as const] : [];
    }),
  );
  const placed = new Set(sorted.map(([name]) => name));
  const missing = Object.keys(inputs).filter((name) => !placed.has(name));
  if (missing.length) throw new Error(`inputs without a section: ${missing.join(', ')}`);
  return Object.fromEntries(sorted);
}
