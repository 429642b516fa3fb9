import type { GatewayApi } from '../../gateway';
import { type Body, code } from '../../hcl';
import { moduleTest, type Run } from '../shared/module-test';
import { cacheRuns } from './cache-tests';
import { eventRuns } from './event-tests';
import { ENVIRONMENT, functionRuns } from './function-tests';
import { invalidInputs } from './invalid-inputs';
import { operationRuns } from './operation-tests';
import type { RouterProps } from './props';

const SHARED = ['aws_cloudwatch_log_group', 'aws_iam_role', 'aws_lambda_function', 'aws_lambda_alias'];

/** The tests that are emitted beside a router module. Any file stands for the package: nothing is uploaded. */
export function routerTests(
  { name, kind, api: model }: RouterProps,
  gateway: GatewayApi,
): Readonly<Record<string, Body>> {
  const rest = kind === 'rest';
  const api = rest ? 'aws_api_gateway_rest_api' : 'aws_apigatewayv2_api';
  const data = ['aws_caller_identity', 'aws_partition', 'aws_region'];
  const test = (runs: readonly Run[]) =>
    moduleTest([api, ...SHARED], data, { lambda_zip: 'operations.json' }, runs);
  return {
    api: test(rest ? restRuns(name) : httpRuns(name)),
    function: test(functionRuns(name, rest)),
    inputs: test(invalidInputs(rest)),
    operations: test(operationRuns(name, gateway)),
    events: test(eventRuns(name, gateway, model)),
    ...(rest ? { cache: test(cacheRuns(gateway, model)) } : {}),
  };
}

function restRuns(name: string): Run[] {
  const route = (path: string) => `local.document.paths["${path}"]["x-amazon-apigateway-any-method"]`;
  const integration = `${route('/')}["x-amazon-apigateway-integration"]`;
  return [
    {
      name: 'both_routes_reach_the_alias_and_ask_for_signed_requests',
      command: 'apply',
      asserts: [
        {
          that: 'toset(keys(local.document.paths)) == toset(["/", "/{proxy+}"])',
          otherwise: 'The root of the app is not routed.',
        },
        {
          that: `strcontains(${integration}.uri, ":live/response-streaming-invocations") && ${integration}.responseTransferMode == "STREAM"`,
          otherwise: 'Answers are not streamed from the alias.',
        },
        {
          that: `${integration}.timeoutInMillis == 30000`,
          otherwise: 'The gateway does not wait as long as the function runs.',
        },
        {
          that: `${asks(route('/'), 'IAM')} && ${asks(route('/{proxy+}'), 'IAM')}`,
          otherwise: 'A route is open.',
        },
        {
          that: 'keys(local.document.components.securitySchemes) == ["IAM"]',
          otherwise: 'The document holds a scheme that was not asked for.',
        },
        {
          that: `length(output.operations) > 0`,
          otherwise: 'The operations of the app are unknown.',
        },
        {
          that: code`module.function["$router"].function_name == ${name}`,
          otherwise: 'The default name is not that of the module.',
        },
      ],
    },
    {
      name: 'buffered_answers_end_after_29_seconds',
      command: 'apply',
      variables: { response_transfer_mode: 'BUFFERED', timeout: 60 },
      asserts: [
        {
          that: `endswith(${integration}.uri, ":live/invocations") && ${integration}.responseTransferMode == "BUFFERED" && ${integration}.timeoutInMillis == 29000`,
          otherwise: 'The mode is not used.',
        },
        {
          that: `${ENVIRONMENT}.AWS_LWA_INVOKE_MODE == "buffered"`,
          otherwise: 'The adapter streams what the gateway buffers.',
        },
      ],
    },
    {
      name: 'cognito_takes_the_tokens_of_the_pool',
      variables: {
        auth: 'COGNITO',
        user_pool_id: 'eu-west-1_AbC',
        user_pool_client_ids: ['one', 'two'],
        authorization_scopes: ['orders/read'],
      },
      asserts: [
        {
          that: 'strcontains(jsonencode(local.security_schemes.COGNITO), "[\\"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC\\"]")',
          otherwise: 'The pool is not the authorizer.',
        },
        {
          that: `jsonencode(local.security["$router"]) == jsonencode([{ COGNITO = ["orders/read"] }])`,
          otherwise: 'The scopes are not asked for.',
        },
        {
          that: `${ENVIRONMENT}.COGNITO_CLIENT_IDS == "one,two"`,
          otherwise: 'The app does not know its clients.',
        },
      ],
    },
    NONE_IS_OPEN,
  ];
}

function httpRuns(name: string): Run[] {
  const route = (path: string, method: string) => `local.document.paths["${path}"].${method}`;
  return [
    {
      name: 'both_routes_reach_the_alias_and_ask_for_signed_requests',
      command: 'apply',
      asserts: [
        {
          that: 'toset(keys(local.document.paths)) == toset(["/", "/{proxy+}"])',
          otherwise: 'The root of the app is not routed.',
        },
        {
          that: code`endswith(local.function_integrations["$router"].uri, ${`:function:${name}:live/invocations`})`,
          otherwise: 'The alias is not called.',
        },
        {
          that: 'local.function_integrations["$router"].payloadFormatVersion == "2.0"',
          otherwise: 'The event has the wrong form.',
        },
        {
          that: `${asks(route('/', 'get'), 'IAM')} && ${asks(route('/{proxy+}', 'delete'), 'IAM')}`,
          otherwise: 'A route is open.',
        },
        {
          that: 'alltrue([for item in local.document.paths : !contains(keys(item), "options")])',
          otherwise: 'Preflight requests are asked who they are.',
        },
        { that: 'output.stage_name == "$default"', otherwise: 'The API is not at the root of its address.' },
        {
          that: `${ENVIRONMENT}.AWS_LWA_INVOKE_MODE == "buffered"`,
          otherwise: 'The adapter streams what the gateway buffers.',
        },
        {
          that: code`module.function["$router"].function_name == ${name}`,
          otherwise: 'The default name is not that of the module.',
        },
      ],
    },
    {
      name: 'tokens_of_a_pool_or_of_any_issuer',
      variables: { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC', user_pool_client_ids: ['one'] },
      asserts: [
        {
          that: 'strcontains(jsonencode(local.security_schemes.COGNITO), "\\"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC\\"")',
          otherwise: 'The pool is not the issuer.',
        },
      ],
    },
    {
      name: 'tokens_of_an_issuer',
      variables: {
        auth: 'JWT',
        jwt_issuer: 'https://login.example',
        jwt_audience: ['api'],
        authorization_scopes: ['read'],
      },
      asserts: [
        {
          that: 'local.security_schemes.JWT["x-amazon-apigateway-authorizer"].jwtConfiguration.audience == tolist(["api"]) && jsonencode(local.security["$router"]) == jsonencode([{ JWT = ["read"] }])',
          otherwise: 'The issuer is not asked for.',
        },
      ],
    },
    {
      name: 'without_cors_the_app_answers_options',
      variables: { cors_allow_origins: [] },
      asserts: [{ that: 'contains(local.catch_all_methods, "options")', otherwise: 'OPTIONS has no route.' }],
    },
    NONE_IS_OPEN,
  ];
}

/** A route asks for one scheme and no scopes. */
function asks(route: string, scheme: string): string {
  return `jsonencode(${route}.security) == jsonencode([{ ${scheme} = [] }])`;
}

const NONE_IS_OPEN: Run = {
  name: 'only_none_opens_the_api',
  variables: { auth: 'NONE' },
  asserts: [
    {
      that: 'length(local.security["$router"]) == 0 && length(local.security_schemes) == 0',
      otherwise: 'NONE asks who calls.',
    },
  ],
};
