import { type Run, rejects } from './module-test';

/** A statement whose resources have some 150 characters each, with the ARN of the API in them. */
const manyResources = (count: number) => [
  {
    Effect: 'Allow',
    Principal: '*',
    Resource: Array.from(
      { length: count },
      (_, i) => `execute-api:/prod/GET/${'a-long-path-to-one-of-them'.repeat(3)}/${1000 + i}`,
    ),
  },
];

/** A document with eleven authorizers, beside a scheme that needs none. */
const AUTHORIZERS = {
  openapi: '3.0.1',
  info: { title: 'orders', version: '1.0' },
  paths: {},
  components: {
    securitySchemes: {
      IAM: { type: 'apiKey' },
      ...Object.fromEntries(
        Array.from({ length: 11 }, (_, i) => [
          `authorizer${i}`,
          { type: 'apiKey', 'x-amazon-apigateway-authorizer': { type: 'token' } },
        ]),
      ),
    },
  },
};

const ACL = 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/orders/0a1b';
const ALL = 'aws_api_gateway_method_settings.this[0].settings[0]';
const METHOD = 'aws_api_gateway_method_settings.method';
const STAGE = 'aws_api_gateway_stage.this[0]';
const POLICY = 'jsondecode(aws_api_gateway_rest_api_policy.this[0].policy).Statement';
/** A document whose methods have keys for the cache. */
const KEYED = {
  openapi: '3.0.1',
  info: { title: 'orders', version: '1.0' },
  paths: {
    '/': { get: { responses: {}, 'x-amazon-apigateway-integration': { cacheKeyParameters: [] } } },
    '/orders/{id}': {
      get: {
        responses: {},
        'x-amazon-apigateway-integration': { cacheKeyParameters: ['method.request.path.id'] },
      },
    },
  },
};
const OPEN = { Effect: 'Allow', Principal: '*' };

/** Runs about what hangs on a REST stage, and about its policy by statements. */
export const STAGE_RUNS: readonly Run[] = [
  {
    name: 'nothing_hangs_on_the_stage_without_being_asked_for',
    asserts: [
      {
        that: 'length(aws_wafv2_web_acl_association.this) == 0 && length(aws_api_gateway_client_certificate.this) == 0 && length(aws_api_gateway_method_settings.method) == 0 && length(aws_api_gateway_rest_api_policy.this) == 0',
        otherwise: 'Something is made without being asked for.',
      },
      { that: `!${STAGE}.cache_cluster_enabled && !${ALL}.caching_enabled`, otherwise: 'The cache is on.' },
      { that: `!${ALL}.data_trace_enabled`, otherwise: 'Bodies are logged without being asked for.' },
    ],
  },
  {
    name: 'methods_have_limits_of_their_own',
    variables: {
      execution_log_level: 'ERROR',
      data_trace_enabled: true,
      throttling_burst_limit: 7,
      method_throttling: {
        '/orders/{id}/GET': { rate_limit: 5, burst_limit: null },
        '/GET': { rate_limit: 1.5, burst_limit: 2 },
      },
    },
    asserts: [
      {
        that: `${METHOD}["/orders/{id}/GET"].method_path == "~1orders~1{id}/GET" && ${METHOD}["/GET"].method_path == "~1/GET"`,
        otherwise: 'A method is named in another way than AWS does.',
      },
      {
        that: `${METHOD}["/orders/{id}/GET"].settings[0].throttling_rate_limit == 5 && ${METHOD}["/orders/{id}/GET"].settings[0].throttling_burst_limit == 7`,
        otherwise: 'A limit is not used, or one that is left out is not that of the stage.',
      },
      {
        that: `${METHOD}["/GET"].settings[0].logging_level == "ERROR" && ${METHOD}["/GET"].settings[0].data_trace_enabled`,
        otherwise: 'A method with limits of its own is not logged as the others are.',
      },
    ],
  },
  {
    name: 'the_cache_keeps_what_is_named_and_nothing_else',
    variables: {
      body: KEYED,
      cache_cluster_size: '0.5',
      cache_ttl_in_seconds: 60,
      method_caching: { '/orders/{id}/GET': { ttl_in_seconds: null }, '/GET': { ttl_in_seconds: 5 } },
      method_throttling: { '/GET': { rate_limit: 2, burst_limit: 3 } },
    },
    asserts: [
      {
        that: `${STAGE}.cache_cluster_enabled && ${STAGE}.cache_cluster_size == "0.5"`,
        otherwise: 'The stage has no cache.',
      },
      {
        that: `!${ALL}.caching_enabled && ${METHOD}["/orders/{id}/GET"].settings[0].caching_enabled`,
        otherwise: 'The cache keeps what nobody named, or not what was named.',
      },
      {
        that: `${METHOD}["/orders/{id}/GET"].settings[0].cache_data_encrypted && ${METHOD}["/orders/{id}/GET"].settings[0].cache_ttl_in_seconds == 60`,
        otherwise: 'The cache is not encrypted, or keeps answers for another time.',
      },
      {
        that: `${METHOD}["/orders/{id}/GET"].settings[0].throttling_rate_limit == 10000`,
        otherwise: 'A cached method has no limits.',
      },
      {
        that: `${METHOD}["/GET"].settings[0].cache_ttl_in_seconds == 5 && ${METHOD}["/GET"].settings[0].throttling_rate_limit == 2`,
        otherwise: 'A method with limits of its own is not cached as it was said.',
      },
    ],
  },
  {
    name: 'a_firewall_and_a_certificate',
    variables: { web_acl_arn: ACL, client_certificate_enabled: true },
    asserts: [
      {
        that: `aws_wafv2_web_acl_association.this[0].web_acl_arn == "${ACL}"`,
        otherwise: 'The web ACL is not bound to the stage.',
      },
      {
        that: 'length(aws_api_gateway_client_certificate.this) == 1',
        otherwise: 'There is no client certificate.',
      },
    ],
  },
  {
    name: 'statements_are_a_policy',
    command: 'apply',
    variables: {
      resource_policy_statements: [
        OPEN,
        {
          Sid: 'Office',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['execute-api:Invoke'],
          Resource: ['execute-api:/prod/*'],
          Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } },
        },
      ],
    },
    asserts: [
      {
        that: `${POLICY}[0].Action == ["execute-api:Invoke"] && ${POLICY}[0].Resource == ["arn:aws:execute-api:us-east-1:123456789012:abcde12345/*"]`,
        otherwise: 'A statement that names no action and no resource is not for all of the API.',
      },
      {
        that: `${POLICY}[1].Sid == "Office" && ${POLICY}[1].Resource == ["arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/*"] && ${POLICY}[1].Condition.NotIpAddress["aws:SourceIp"] == ["192.0.2.0/24"]`,
        otherwise: 'A part of a statement is lost.',
      },
    ],
  },
  {
    name: 'a_private_api_with_a_policy',
    variables: { endpoint_type: 'PRIVATE', resource_policy_statements: [OPEN] },
    asserts: [
      {
        that: 'length(aws_api_gateway_rest_api_policy.this) == 1',
        otherwise: 'A private API has no policy.',
      },
    ],
  },
  rejects('a private API without a policy', { endpoint_type: 'PRIVATE' }, 'aws_api_gateway_rest_api.this'),
  rejects(
    'two policies',
    { resource_policy: '{"Version":"2012-10-17","Statement":[]}', resource_policy_statements: [OPEN] },
    'aws_api_gateway_rest_api.this',
  ),
  rejects(
    'a misspelt part of a statement',
    { resource_policy_statements: [{ ...OPEN, Conditions: {} }] },
    'var.resource_policy_statements',
  ),
  rejects(
    'a statement without a principal',
    { resource_policy_statements: [{ Effect: 'Allow' }] },
    'var.resource_policy_statements',
  ),
  rejects(
    'a statement about another service',
    { resource_policy_statements: [{ ...OPEN, Action: 's3:GetObject' }] },
    'var.resource_policy_statements',
  ),
  rejects(
    'one statement that is no list',
    { resource_policy_statements: OPEN },
    'var.resource_policy_statements',
  ),
  rejects(
    'a cached method without a cache',
    { body: KEYED, method_caching: { '/GET': { ttl_in_seconds: null } } },
    'aws_api_gateway_rest_api.this',
  ),
  rejects(
    'a cached method without a key',
    { cache_cluster_size: '0.5', method_caching: { '/GET': { ttl_in_seconds: null } } },
    'aws_api_gateway_rest_api.this',
  ),
  rejects(
    'a cached method that the document does not have',
    { body: KEYED, cache_cluster_size: '0.5', method_caching: { '/{proxy+}/GET': { ttl_in_seconds: null } } },
    'aws_api_gateway_rest_api.this',
  ),
  rejects(
    'a cached method that is not GET',
    { body: KEYED, cache_cluster_size: '0.5', method_caching: { '/orders/POST': { ttl_in_seconds: null } } },
    'var.method_caching',
  ),
  rejects(
    'a method that is cached for a day',
    { body: KEYED, cache_cluster_size: '0.5', method_caching: { '/GET': { ttl_in_seconds: 86400 } } },
    'var.method_caching',
  ),
  {
    name: 'a_policy_that_is_as_long_as_aws_takes',
    variables: { resource_policy_statements: manyResources(50) },
    asserts: [
      {
        that: 'local.policy_characters < 8192',
        otherwise: 'The length of the policy is counted in another way.',
      },
    ],
  },
  rejects(
    'a policy that is longer than AWS takes',
    { resource_policy_statements: manyResources(60) },
    'aws_api_gateway_rest_api.this',
  ),
  {
    name: 'a_longer_policy_that_aws_has_granted',
    variables: { resource_policy_statements: manyResources(60), resource_policy_quota: 16384 },
    asserts: [{ that: 'local.policy_characters > 8192', otherwise: 'The policy is shorter.' }],
  },
  rejects('more authorizers than AWS takes', { body: AUTHORIZERS }, 'aws_api_gateway_rest_api.this'),
  {
    name: 'more_authorizers_that_aws_has_granted',
    variables: { body: AUTHORIZERS, authorizer_quota: 11 },
    asserts: [{ that: 'length(local.authorizer_names) == 11', otherwise: 'Authorizers are lost.' }],
  },
  rejects('an unknown size of the cache', { cache_cluster_size: '1' }, 'var.cache_cluster_size'),
  rejects('a cache that keeps for a day', { cache_ttl_in_seconds: 86400 }, 'var.cache_ttl_in_seconds'),
  rejects('a web ACL of CloudFront', { web_acl_arn: ACL.replace('regional', 'global') }, 'var.web_acl_arn'),
  rejects('a firewall without an ACL', { web_acl_enabled: true }, 'aws_api_gateway_rest_api.this'),
  rejects(
    'a method that begins with its verb',
    { method_throttling: { 'GET /orders': { rate_limit: 1, burst_limit: 1 } } },
    'var.method_throttling',
  ),
  rejects(
    'limits that let nothing through',
    { method_throttling: { '/orders/GET': { rate_limit: 0, burst_limit: 1 } } },
    'var.method_throttling',
  ),
];

/** Runs about the routes of an HTTP API. */
export const ROUTE_RUNS: readonly Run[] = [
  {
    name: 'routes_have_limits_of_their_own',
    variables: {
      throttling_burst_limit: 7,
      route_throttling: { 'GET /orders/{id}': { rate_limit: 5, burst_limit: null } },
    },
    asserts: [
      {
        that: 'one(aws_apigatewayv2_stage.this.route_settings).route_key == "GET /orders/{id}" && one(aws_apigatewayv2_stage.this.route_settings).throttling_rate_limit == 5 && one(aws_apigatewayv2_stage.this.route_settings).throttling_burst_limit == 7',
        otherwise: 'A limit is not used, or one that is left out is not that of the stage.',
      },
    ],
  },
  rejects(
    'a route that ends with its verb',
    { route_throttling: { '/orders/GET': { rate_limit: 1, burst_limit: 1 } } },
    'var.route_throttling',
  ),
];
