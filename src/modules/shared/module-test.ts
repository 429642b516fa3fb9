import {
  attribute,
  type Block,
  type Body,
  block,
  condition,
  inline,
  type Raw,
  raw,
  type Value,
} from '../../hcl';

/** One thing that a test expects. */
export interface Assertion {
  /** An expression that is true: of constants, or by `code` where text of the app is in it. */
  readonly that: string | Raw;
  /** The message when the condition is false. */
  readonly otherwise: string;
}

/** One run of a test: a plan or an apply with its own inputs. */
export interface Run {
  readonly name: string;
  /** `apply` where the test reads what only an apply knows. @default 'plan' */
  readonly command?: 'plan' | 'apply';
  readonly variables?: Readonly<Record<string, Value>>;
  readonly asserts?: readonly Assertion[];
  /** The addresses whose checks have to fail. @example ['var.auth'] */
  readonly failures?: readonly string[];
}

const ACCOUNT = '123456789012';
const API_ARN = `arn:aws:execute-api:us-east-1:${ACCOUNT}:abcde12345`;

/** The answers of the mocked AWS: those that a module reads. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  aws_acm_certificate: {
    arn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/mock`,
    // OpenTofu makes up an empty set, which no certificate has
    domain_validation_options: [
      inline({
        domain_name: 'api.example.com',
        resource_record_name: '_0a1b.api.example.com.',
        resource_record_type: 'CNAME',
        resource_record_value: '_2c3d.acm-validations.aws.',
      }),
    ],
  },
  aws_api_gateway_rest_api: { id: 'abcde12345', root_resource_id: 'root', execution_arn: API_ARN },
  aws_api_gateway_stage: { arn: `arn:aws:apigateway:us-east-1::/restapis/abcde12345/stages/prod` },
  aws_api_gateway_domain_name: {
    regional_domain_name: 'regional.example',
    regional_zone_id: 'ZREGIONAL',
    cloudfront_domain_name: 'edge.example',
    cloudfront_zone_id: 'ZEDGE',
  },
  aws_apigatewayv2_api: { id: 'abcde12345', execution_arn: API_ARN },
  aws_cloudfront_distribution: {
    arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/E123`,
    domain_name: 'd123.cloudfront.example',
  },
  aws_cloudfront_origin_access_control: { id: 'E456' },
  aws_s3_bucket: { bucket: 'mock', arn: 'arn:aws:s3:::mock', bucket_regional_domain_name: 'mock.s3.example' },
  aws_cloudwatch_log_group: { arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:mock` },
  aws_iam_role: { id: 'mock', arn: `arn:aws:iam::${ACCOUNT}:role/mock` },
  aws_lambda_function: { arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:mock`, version: '7' },
  aws_lambda_function_url: { url_id: 'abc', function_url: 'https://abc.lambda-url.us-east-1.on.aws/' },
  aws_lambda_alias: {
    arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:mock:live`,
    invoke_arn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:mock:live/invocations`,
  },
};

const DATA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_caller_identity: { account_id: ACCOUNT },
  aws_partition: { partition: 'aws', dns_suffix: 'amazonaws.com' },
  aws_region: { id: 'us-east-1' },
  aws_api_gateway_resource: { id: 'proxy' },
};

/**
 * A test file: mocked providers, inputs, and runs with what they expect.
 *
 * @param resources the types that the module looks at.
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking
 */
export function moduleTest(
  resources: readonly string[],
  data: readonly string[],
  variables: Readonly<Record<string, Value>>,
  runs: readonly Run[],
): Body {
  const mocks: Block[] = [
    ...data.map((type) => mock('mock_data', type, DATA[type] ?? {})),
    ...resources.map((type) => mock('mock_resource', type, RESOURCES[type] ?? {})),
  ];
  return [
    block('mock_provider', ['aws'], mocks),
    block('variables', [], assignments(variables)),
    ...runs.map(runBlock),
  ];
}

function mock(kind: string, type: string, values: Readonly<Record<string, Value>>): Block {
  return block(kind, [type], [attribute('defaults', values)]);
}

function assignments(variables: Readonly<Record<string, Value>>): Body {
  return Object.entries(variables).map(([name, value]) => attribute(name, value));
}

function runBlock(run: Run): Block {
  return block(
    'run',
    [run.name],
    [
      attribute('command', raw(run.command ?? 'plan')),
      ...(run.variables ? [block('variables', [], assignments(run.variables))] : []),
      ...(run.asserts ?? []).map(({ that, otherwise }) =>
        block(
          'assert',
          [],
          [
            attribute('condition', condition(typeof that === 'string' ? that : that.code)),
            attribute('error_message', otherwise),
          ],
        ),
      ),
      ...(run.failures
        ? [
            attribute(
              'expect_failures',
              run.failures.map((name) => raw(name)),
            ),
          ]
        : []),
    ],
  );
}

/** A run that one wrong input has to fail. */
export function rejects(what: string, variables: Readonly<Record<string, Value>>, failing: string): Run {
  return { name: what.replace(/[^a-z0-9]+/gi, '_').toLowerCase(), variables, failures: [failing] };
}

/** A statement whose text is longer than IAM takes of a role. */
export const LONG_STATEMENT = {
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: Array.from({ length: 90 }, (_, i) => `arn:aws:s3:::${'b'.repeat(110)}${i}/*`),
};
