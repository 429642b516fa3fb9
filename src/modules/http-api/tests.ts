import type { Body } from '../../hcl';
import { domainRuns } from '../shared/domain-tests';
import { moduleTest, rejects } from '../shared/module-test';
import { ROUTE_RUNS } from '../shared/stage-tests';

const RESOURCES = ['aws_apigatewayv2_api', 'aws_cloudwatch_log_group'];

const BODY = {
  openapi: '3.0.1',
  info: { title: 'orders', version: '1.0' },
  paths: { '/': { get: { responses: {} } } },
};
const CORS = 'jsondecode(aws_apigatewayv2_api.this.body)["x-amazon-apigateway-cors"]';

/** The tests that are emitted beside the module. */
export const HTTP_API_TESTS: Readonly<Record<string, Body>> = {
  api: moduleTest(RESOURCES, [], { api_name: 'orders' }, [
    {
      name: 'the_stage_is_deployed_by_itself',
      asserts: [
        {
          that: 'aws_apigatewayv2_stage.this.auto_deploy && length(aws_apigatewayv2_deployment.this) == 0',
          otherwise: 'The stage does not deploy changes by itself.',
        },
        {
          that: 'aws_apigatewayv2_stage.this.default_route_settings[0].throttling_rate_limit == 10000 && aws_apigatewayv2_stage.this.default_route_settings[0].throttling_burst_limit == 5000',
          otherwise: 'A limit that is not set is 0, and every request is refused.',
        },
        {
          that: 'aws_cloudwatch_log_group.access[0].retention_in_days == 30',
          otherwise: 'The access log is kept for ever.',
        },
      ],
    },
    {
      name: 'a_name_with_spaces_has_a_log_group',
      variables: { api_name: 'Orders of tea' },
      asserts: [
        {
          that: 'aws_cloudwatch_log_group.access[0].name == "/aws/apigateway/Orders-of-tea" && aws_apigatewayv2_api.this.name == "Orders of tea"',
          otherwise: 'CloudWatch takes no space in the name of a log group.',
        },
      ],
    },
    {
      name: 'origins_are_a_list',
      variables: {
        cors_allow_origins: ['https://a.example', 'https://b.example'],
        cors_allow_credentials: true,
      },
      asserts: [
        {
          that: 'length(aws_apigatewayv2_api.this.cors_configuration[0].allow_origins) == 2 && aws_apigatewayv2_api.this.cors_configuration[0].allow_credentials',
          otherwise: 'The CORS inputs are not used.',
        },
      ],
    },
    {
      name: 'the_document_has_cors_too_so_that_an_import_does_not_switch_it_off',
      variables: { body: BODY, cors_allow_origins: ['https://a.example'], cors_max_age: 60 },
      asserts: [
        {
          that: `${CORS}.allowOrigins == ["https://a.example"] && ${CORS}.maxAge == 60 && !${CORS}.allowCredentials`,
          otherwise: 'Pages are refused between the import and the next call of the provider.',
        },
        {
          that: 'length(aws_apigatewayv2_api.this.cors_configuration) == 1',
          otherwise: 'The provider would remove CORS after the import.',
        },
      ],
    },
    {
      name: 'a_document_without_origins_is_as_it_was_given',
      variables: { body: BODY, cors_allow_origins: [] },
      asserts: [
        {
          that: 'jsondecode(aws_apigatewayv2_api.this.body) == jsondecode(jsonencode(var.body))',
          otherwise: 'CORS is in the document although it is off.',
        },
      ],
    },
    {
      name: 'a_stage_without_automatic_deployment_has_a_deployment',
      variables: { stage_auto_deploy: false, access_log_enabled: false, cors_allow_origins: [] },
      asserts: [
        { that: 'length(aws_apigatewayv2_deployment.this) == 1', otherwise: 'The API is never deployed.' },
        {
          that: 'length(aws_cloudwatch_log_group.access) == 0',
          otherwise: 'The access log can not be switched off.',
        },
        {
          that: 'length(aws_apigatewayv2_api.this.cors_configuration) == 0',
          otherwise: 'CORS can not be switched off.',
        },
      ],
    },
  ]),
  domain: moduleTest([...RESOURCES, 'aws_acm_certificate'], [], { api_name: 'orders' }, domainRuns('http')),
  inputs: moduleTest(RESOURCES, [], { api_name: 'orders' }, [
    ...ROUTE_RUNS,
    rejects('an empty name', { api_name: '' }, 'var.api_name'),
    rejects('any origin with credentials', { cors_allow_credentials: true }, 'aws_apigatewayv2_api.this'),
    rejects(
      'an origin with a path',
      { cors_allow_origins: ['https://a.example/'] },
      'var.cors_allow_origins',
    ),
    rejects('an origin of null', { cors_allow_origins: [null] }, 'var.cors_allow_origins'),
    rejects('an age above a day', { cors_max_age: 86401 }, 'var.cors_max_age'),
    rejects('a stage with a slash', { stage_name: 'a/b' }, 'var.stage_name'),
    rejects('a key that is no ARN', { log_kms_key_arn: 'alias/x' }, 'var.log_kms_key_arn'),
  ]),
};
