import type { Body } from '../../hcl';
import { domainRuns } from '../shared/domain-tests';
import { moduleTest, rejects } from '../shared/module-test';
import { STAGE_RUNS } from '../shared/stage-tests';
import { USAGE_RUNS } from './usage-plans-tests';

const RESOURCES = ['aws_api_gateway_rest_api', 'aws_api_gateway_stage', 'aws_cloudwatch_log_group'];
const DATA = ['aws_partition', 'aws_region'];

const BODY = {
  openapi: '3.0.1',
  info: { title: 'orders', version: '1.0' },
  paths: {
    '/': { get: { responses: {} } },
    '/orders/{id}': { get: { responses: {} } },
    '/own': { options: { summary: 'its own' } },
  },
};

const DOCUMENT = 'local.document';
const INTEGRATION = 'local.preflight["x-amazon-apigateway-integration"]';
const PREFLIGHT = 'local.preflight_response';
const ERRORS = 'local.cors_gateway_responses';
const TEMPLATE = `${PREFLIGHT}.responseTemplates["application/json"]`;
const ORIGINS = ['https://a.example', 'https://b.example'];

/** The tests that are emitted beside the module. */
export const REST_API_TESTS: Readonly<Record<string, Body>> = {
  api: moduleTest(RESOURCES, DATA, { api_name: 'orders', body: BODY }, [
    {
      name: 'a_document_makes_a_deployed_api',
      asserts: [
        {
          that: 'length(aws_api_gateway_deployment.this) == 1 && aws_api_gateway_stage.this[0].stage_name == "prod"',
          otherwise: 'The document is not deployed to the stage.',
        },
        {
          that: `aws_api_gateway_rest_api.this.body == jsonencode(${DOCUMENT})`,
          otherwise: 'The API is not made of the document.',
        },
        {
          that: `${DOCUMENT}.paths["/"].options["x-amazon-apigateway-integration"] == ${INTEGRATION}`,
          otherwise: 'A path does not answer preflight requests.',
        },
        {
          that: `${DOCUMENT}["x-amazon-apigateway-gateway-responses"].DEFAULT_5XX == ${ERRORS}.DEFAULT_5XX`,
          otherwise: 'The document has other answers to errors.',
        },
        {
          that: `${DOCUMENT}.paths["/"].options.security == []`,
          otherwise: 'Preflight requests are asked who they are.',
        },
        {
          that: `${DOCUMENT}.paths["/orders/{id}"].options.parameters[0].name == "id"`,
          otherwise: 'The preflight method does not declare the variable of its path.',
        },
        {
          that: `${DOCUMENT}.paths["/own"].options.summary == "its own"`,
          otherwise: 'An OPTIONS method of the document is replaced.',
        },
        {
          that: `${PREFLIGHT}.responseParameters["method.response.header.Access-Control-Allow-Origin"] == "'*'"`,
          otherwise: 'The default is not any origin.',
        },
        { that: `${TEMPLATE} == ""`, otherwise: 'Any origin needs no template.' },
        {
          that: `${ERRORS}.DEFAULT_5XX.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"`,
          otherwise: 'Errors of API Gateway have no CORS headers.',
        },
        {
          that: 'length(aws_cloudwatch_log_group.access) == 0',
          otherwise: 'The access log is on without being asked for.',
        },
      ],
    },
    {
      name: 'several_origins_are_never_one_header',
      variables: { cors_allow_origins: ORIGINS, cors_allow_credentials: true },
      asserts: [
        {
          that: `strcontains(${TEMPLATE}, "== \\"https://a.example\\" || $origin == \\"https://b.example\\"")`,
          otherwise: 'The template does not compare with each origin.',
        },
        {
          that: `!contains(keys(${PREFLIGHT}.responseParameters), "method.response.header.Access-Control-Allow-Origin")`,
          otherwise: 'A fixed origin is sent to all.',
        },
        {
          that: `${PREFLIGHT}.responseParameters["method.response.header.Vary"] == "'Origin'"`,
          otherwise: 'Caches may mix origins up.',
        },
        {
          that: `${PREFLIGHT}.responseParameters["method.response.header.Access-Control-Allow-Credentials"] == "'true'"`,
          otherwise: 'Credentials are not allowed.',
        },
        {
          that: `!contains(keys(${ERRORS}.DEFAULT_4XX.responseParameters), "gatewayresponse.header.Access-Control-Allow-Credentials")`,
          otherwise: 'An error that repeats any origin allows credentials.',
        },
      ],
    },
    {
      name: 'one_origin_is_named_in_errors',
      variables: { cors_allow_origins: ['https://a.example'] },
      asserts: [
        {
          that: `${ERRORS}.DEFAULT_4XX.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://a.example'"`,
          otherwise: 'Errors do not name the one origin.',
        },
      ],
    },
    {
      name: 'without_origins_there_is_no_cors',
      variables: { cors_allow_origins: [] },
      asserts: [
        {
          that: `!can(${DOCUMENT}.paths["/"].options)`,
          otherwise: 'Preflight requests are answered although CORS is off.',
        },
        {
          that: `${DOCUMENT}["x-amazon-apigateway-gateway-responses"] == {}`,
          otherwise: 'Errors have CORS headers although CORS is off.',
        },
      ],
    },
    {
      name: 'the_stage_does_what_its_inputs_say',
      variables: {
        stage_name: 'v1',
        access_log_enabled: true,
        execution_log_level: 'INFO',
        data_trace_enabled: true,
        throttling_rate_limit: 10,
        throttling_burst_limit: 5,
        resource_policy: '{"Version":"2012-10-17","Statement":[]}',
        tags: { team: 'orders' },
      },
      asserts: [
        {
          that: 'aws_api_gateway_stage.this[0].stage_name == "v1"',
          otherwise: 'The name of the stage is not used.',
        },
        {
          that: 'aws_api_gateway_method_settings.this[0].settings[0].throttling_rate_limit == 10 && aws_api_gateway_method_settings.this[0].settings[0].logging_level == "INFO"',
          otherwise: 'The settings of the stage are not used.',
        },
        {
          that: 'aws_api_gateway_method_settings.this[0].settings[0].data_trace_enabled',
          otherwise: 'The execution log has no bodies although they are asked for.',
        },
        {
          that: 'length(aws_api_gateway_rest_api_policy.this) == 1',
          otherwise: 'The policy is not attached.',
        },
        {
          that: 'aws_cloudwatch_log_group.access[0].name == "/aws/apigateway/orders/v1"',
          otherwise: 'The access log is not kept.',
        },
        {
          that: 'aws_cloudwatch_log_group.execution[0].retention_in_days == 30',
          otherwise: 'The execution log is kept for ever.',
        },
        { that: 'aws_api_gateway_stage.this[0].tags.team == "orders"', otherwise: 'The stage has no tags.' },
      ],
    },
  ]),
  bare: moduleTest(RESOURCES, DATA, { api_name: 'orders' }, [
    {
      name: 'a_bare_api_has_no_stage_of_its_own',
      asserts: [
        {
          that: 'length(aws_api_gateway_deployment.this) + length(aws_api_gateway_stage.this) + length(aws_api_gateway_method_settings.this) == 0',
          otherwise: 'A bare API is deployed before anything is attached to it.',
        },
        {
          that: 'toset(keys(aws_api_gateway_gateway_response.cors)) == toset(["DEFAULT_4XX", "DEFAULT_5XX"])',
          otherwise: 'Errors of a bare API have no CORS headers.',
        },
        { that: 'output.stage_invoke_url == null', otherwise: 'A bare API has the address of a stage.' },
      ],
    },
  ]),
  domain: moduleTest(
    [...RESOURCES, 'aws_acm_certificate', 'aws_api_gateway_domain_name'],
    DATA,
    { api_name: 'orders', body: BODY },
    domainRuns('rest'),
  ),
  keys: moduleTest(RESOURCES, DATA, { api_name: 'orders', body: BODY }, USAGE_RUNS),
  stage: moduleTest(RESOURCES, DATA, { api_name: 'orders', body: BODY }, STAGE_RUNS),
  inputs: moduleTest(RESOURCES, DATA, { api_name: 'orders' }, [
    rejects('a policy that is not given', { resource_policy_enabled: true }, 'aws_api_gateway_rest_api.this'),
    rejects(
      'a policy that is given and switched off',
      { resource_policy_enabled: false, resource_policy_statements: [{ Effect: 'Allow', Principal: '*' }] },
      'aws_api_gateway_rest_api.this',
    ),
    rejects('keys of a bare API', { api_keys: { partner: {} } }, 'aws_api_gateway_rest_api.this'),
    rejects('an empty name', { api_name: '' }, 'var.api_name'),
    rejects('a body that is no document', { body: { openapi: '3.0.1' } }, 'aws_api_gateway_rest_api.this'),
    rejects('OpenAPI 3.1', { body: { openapi: '3.1.0', paths: {} } }, 'aws_api_gateway_rest_api.this'),
    rejects(
      'an origin with a path',
      { cors_allow_origins: ['https://a.example/app'] },
      'var.cors_allow_origins',
    ),
    rejects(
      'any origin beside a named one',
      { cors_allow_origins: ['*', 'https://a.example'] },
      'var.cors_allow_origins',
    ),
    rejects('any origin with credentials', { cors_allow_credentials: true }, 'aws_api_gateway_rest_api.this'),
    rejects('an unknown method', { cors_allow_methods: ['FETCH'] }, 'var.cors_allow_methods'),
    rejects('a header with a space', { cors_allow_headers: ['x y'] }, 'var.cors_allow_headers'),
    rejects('a negative age', { cors_max_age: -1 }, 'var.cors_max_age'),
    rejects('a stage named by a sign', { stage_name: '$default' }, 'var.stage_name'),
    rejects('a retention that CloudWatch lacks', { log_retention_in_days: 31 }, 'var.log_retention_in_days'),
    rejects('no requests a second', { throttling_rate_limit: 0 }, 'var.throttling_rate_limit'),
    rejects('an unknown log level', { execution_log_level: 'DEBUG' }, 'var.execution_log_level'),
    rejects('bodies in no log', { data_trace_enabled: true }, 'aws_api_gateway_rest_api.this'),
    rejects('an unknown endpoint', { endpoint_type: 'LOCAL' }, 'var.endpoint_type'),
    rejects(
      'VPC endpoints of a public API',
      { vpc_endpoint_ids: ['vpce-0a'] },
      'aws_api_gateway_rest_api.this',
    ),
    rejects('a policy without statements', { resource_policy: '{}' }, 'var.resource_policy'),
  ]),
};
