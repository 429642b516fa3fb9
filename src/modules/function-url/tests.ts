import type { Body } from '../../hcl';
import { moduleTest, type Run, rejects } from '../shared/module-test';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:orders';
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
const URL = 'aws_lambda_function_url.this';
const DISTRIBUTION = 'aws_cloudfront_distribution.this';
const PERMISSIONS = 'aws_lambda_permission.distribution';
const statement = (index: number) => `jsondecode(output.caller_policy).Statement[${index}]`;

const URL_RUNS: readonly Run[] = [
  {
    name: 'callers_sign_and_reach_the_alias',
    command: 'apply',
    asserts: [
      {
        that: `${URL}.authorization_type == "AWS_IAM" && ${URL}.function_name == "orders" && ${URL}.qualifier == "live"`,
        otherwise: 'The URL is open, or calls another version than the alias names.',
      },
      {
        that: `${URL}.invoke_mode == "BUFFERED"`,
        otherwise: 'A function that gives whole answers is asked for parts.',
      },
      {
        that: 'output.url == "https://abc.lambda-url.us-east-1.on.aws" && output.url == output.function_url',
        otherwise: 'The address is not that of the URL.',
      },
      {
        that: `length(${DISTRIBUTION}) + length(${PERMISSIONS}) == 0 && output.distribution_id == null`,
        otherwise: 'A distribution opens the URL, and nobody asked for one.',
      },
    ],
  },
  {
    name: 'the_policy_of_callers_has_both_actions_by_the_url_alone',
    asserts: [
      {
        that: `${statement(0)}.Action == "lambda:InvokeFunctionUrl" && ${statement(0)}.Resource == var.function_arn`,
        otherwise: 'Callers are refused, or may call more.',
      },
      {
        that: `${statement(1)}.Action == "lambda:InvokeFunction" && ${statement(1)}.Condition.Bool["lambda:InvokedViaFunctionUrl"] == "true"`,
        otherwise: 'Callers are refused, or may invoke the function around its URL.',
      },
    ],
  },
  {
    name: 'a_function_without_an_alias_streams_to_anyone',
    variables: { function_arn: FUNCTION, auth: 'NONE', response_transfer_mode: 'STREAM' },
    asserts: [
      {
        that: `${URL}.authorization_type == "NONE" && ${URL}.invoke_mode == "RESPONSE_STREAM" && ${URL}.qualifier == null`,
        otherwise: 'The inputs are not used.',
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
        that: `${URL}.cors[0].allow_origins == toset(["https://a.example", "https://b.example"]) && ${URL}.cors[0].allow_credentials`,
        otherwise: 'The CORS inputs are not used.',
      },
    ],
  },
  {
    name: 'without_origins_cors_is_the_apps',
    variables: { cors_allow_origins: [] },
    asserts: [
      { that: `length(${URL}.cors) == 0`, otherwise: 'Lambda answers preflight requests of the app.' },
    ],
  },
  rejects('a version which has no url', { function_arn: `${FUNCTION}:7` }, 'var.function_arn'),
  rejects('a name of a function', { function_arn: 'orders' }, 'var.function_arn'),
  rejects('an unknown authorization', { auth: 'COGNITO' }, 'var.auth'),
  rejects('an unknown mode', { response_transfer_mode: 'RESPONSE_STREAM' }, 'var.response_transfer_mode'),
  rejects('options which lambda answers itself', { cors_allow_methods: ['GET', 'OPTIONS'] }, URL),
  rejects('credentials with any origin', { cors_allow_credentials: true }, URL),
  rejects(
    'a domain without a distribution',
    { aliases: ['orders.example.com'], certificate_arn: CERTIFICATE },
    URL,
  ),
];

const DISTRIBUTION_RUNS: readonly Run[] = [
  {
    name: 'the_distribution_signs_and_nothing_else_may_call_by_it',
    command: 'apply',
    asserts: [
      {
        that: 'aws_cloudfront_origin_access_control.this[0].origin_access_control_origin_type == "lambda" && aws_cloudfront_origin_access_control.this[0].signing_behavior == "always"',
        otherwise: 'Requests are not signed, and the URL refuses them.',
      },
      {
        that: `toset(keys(${PERMISSIONS})) == toset(["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"])`,
        otherwise: 'Lambda asks for both actions.',
      },
      {
        that: `alltrue([for one in ${PERMISSIONS} : one.source_arn == ${DISTRIBUTION}[0].arn])`,
        otherwise: 'Other distributions may call.',
      },
      {
        that: `alltrue([for one in ${PERMISSIONS} : one.qualifier == "live"])`,
        otherwise: 'The distribution may call another version than the alias names.',
      },
      {
        that: `${PERMISSIONS}["lambda:InvokeFunctionUrl"].function_url_auth_type == "AWS_IAM"`,
        otherwise: 'The permission is for a URL that is open.',
      },
    ],
  },
  {
    name: 'answers_are_not_kept_and_all_headers_but_host_get_through',
    command: 'apply',
    asserts: [
      {
        that: `tolist(${DISTRIBUTION}[0].origin)[0].domain_name == "abc.lambda-url.us-east-1.on.aws"`,
        otherwise: 'Another server is asked.',
      },
      {
        that: `${DISTRIBUTION}[0].default_cache_behavior[0].cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" && ${DISTRIBUTION}[0].default_cache_behavior[0].origin_request_policy_id == "b689b0a8-53d0-40ab-baf2-68738e2966ac"`,
        otherwise: 'Callers get the answers of others, or the app lacks their headers.',
      },
      {
        that: `contains(${DISTRIBUTION}[0].default_cache_behavior[0].allowed_methods, "POST") && ${DISTRIBUTION}[0].default_cache_behavior[0].viewer_protocol_policy == "https-only"`,
        otherwise: 'The app is not called, or without TLS.',
      },
      {
        that: 'output.url == "https://d123.cloudfront.example" && output.function_url == "https://abc.lambda-url.us-east-1.on.aws"',
        otherwise: 'The address leads around the distribution.',
      },
    ],
  },
  {
    name: 'the_first_domain_is_the_address',
    command: 'apply',
    variables: { aliases: ['orders.example.com'], certificate_arn: CERTIFICATE },
    asserts: [
      {
        that: `output.url == "https://orders.example.com" && ${DISTRIBUTION}[0].viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"`,
        otherwise: 'The address is not the domain, or old TLS is taken.',
      },
    ],
  },
  rejects('an open url beside it', { auth: 'NONE' }, `${DISTRIBUTION}[0]`),
  rejects('a domain without a certificate', { aliases: ['orders.example.com'] }, `${DISTRIBUTION}[0]`),
  rejects('half a second', { origin_read_timeout: 0.5 }, 'var.origin_read_timeout'),
];

const RESOURCES = [
  'aws_lambda_function_url',
  'aws_cloudfront_distribution',
  'aws_cloudfront_origin_access_control',
];

/** The tests that are emitted beside the module. */
export const FUNCTION_URL_TESTS: Readonly<Record<string, Body>> = {
  url: moduleTest(RESOURCES, [], { function_arn: `${FUNCTION}:live` }, URL_RUNS),
  distribution: moduleTest(
    RESOURCES,
    [],
    { function_arn: `${FUNCTION}:live`, distribution_enabled: true },
    DISTRIBUTION_RUNS,
  ),
};
