import { inputsOf, MODULES, outputsOf } from './emitted';

// The inputs and outputs of the modules that the AWS Plugin for Nx (0.81 to 0.83) generates: who comes from there
// changes `source` and keeps the rest. Types are Terraform's; a default is listed where it is part of the meaning.
const STATEMENTS = 'list(object({Effect,Action,Resource}))';
const CORS_HEADERS = [
  'authorization',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
];

type Table = { inputs: Record<string, [type: string, fallback?: unknown]>; outputs: string[] };

const TABLES: Record<string, Table> = {
  'http-api': {
    inputs: {
      api_name: ['string'],
      api_description: ['string', 'HTTP API Gateway'],
      stage_name: ['string', 'prod'],
      stage_auto_deploy: ['bool', true],
      cors_allow_credentials: ['bool', false],
      cors_allow_headers: ['list(string)', CORS_HEADERS],
      cors_allow_methods: ['list(string)', ['*']],
      cors_allow_origins: ['list(string)', ['*']],
      cors_expose_headers: ['list(string)', []],
      cors_max_age: ['number', 86400],
      tags: ['map(string)', {}],
    },
    outputs:
      'api_id api_arn api_endpoint api_execution_arn stage_id stage_arn stage_execution_arn stage_invoke_url api_log_group_name api_log_group_arn'.split(
        ' ',
      ),
  },
  'rest-api': {
    inputs: {
      api_name: ['string'],
      api_description: ['string', 'REST API Gateway'],
      stage_name: ['string', 'prod'],
      stage_auto_deploy: ['bool', true],
      cors_allow_headers: ['list(string)', CORS_HEADERS],
      cors_allow_methods: ['list(string)', ['*']],
      cors_allow_origins: ['list(string)', ['*']],
      tags: ['map(string)', {}],
    },
    outputs: 'api_id api_arn api_endpoint api_execution_arn api_root_resource_id'.split(' '),
  },
  'my-http-api': {
    inputs: {
      user_pool_id: ['string'],
      user_pool_client_ids: ['list(string)'],
      env: ['map(string)', {}],
      additional_iam_policy_statements: [STATEMENTS, []],
      cors_allow_credentials: ['bool', false],
      cors_allow_headers: ['list(string)', CORS_HEADERS],
      cors_allow_methods: ['list(string)', ['*']],
      cors_allow_origins: ['list(string)', ['*']],
      cors_expose_headers: ['list(string)', []],
      cors_max_age: ['number'],
      tags: ['map(string)', {}],
    },
    outputs:
      'api_id api_arn api_endpoint api_execution_arn stage_invoke_url stage_arn stage_execution_arn lambda_function_name lambda_function_arn lambda_invoke_arn lambda_qualified_arn lambda_version lambda_source_code_hash lambda_source_code_size lambda_execution_role_arn lambda_execution_role_name integration_id lambda_log_group_name lambda_log_group_arn api_log_group_name api_log_group_arn'.split(
        ' ',
      ),
  },
  'my-api': {
    inputs: {
      user_pool_id: ['string'],
      user_pool_client_ids: ['list(string)'],
      env: ['map(string)', {}],
      additional_iam_policy_statements: [STATEMENTS, []],
      cors_allow_headers: ['list(string)', CORS_HEADERS],
      cors_allow_methods: ['list(string)', ['*']],
      cors_allow_origins: ['list(string)', ['*']],
      tags: ['map(string)', {}],
    },
    outputs:
      'api_id api_arn api_endpoint api_execution_arn stage_invoke_url stage_arn stage_execution_arn lambda_function_name lambda_function_arn lambda_invoke_arn lambda_qualified_arn lambda_version lambda_source_code_hash lambda_source_code_size lambda_execution_role_arn lambda_execution_role_name integration_id lambda_log_group_name lambda_log_group_arn deployment_id stage_id proxy_resource_id proxy_method_id'.split(
        ' ',
      ),
  },
};

describe.each(Object.entries(TABLES))('%s takes what the module of the Nx plugin takes', (name, table) => {
  const inputs = inputsOf(name);

  test.each(Object.entries(table.inputs))('the input %s', (input, [type, fallback]) => {
    const ours = inputs[input];
    if (type === STATEMENTS) {
      // A superset: what theirs has, and more that is optional.
      expect(ours?.type).toMatch(
        /Effect\s+= string\s+Action\s+= list\(string\)\s+Resource\s+= list\(string\)/,
      );
    } else expect(ours?.type).toBe(type);
    if (fallback !== undefined) expect(ours?.default).toEqual(fallback);
  });

  test('requires nothing that theirs does not', () => {
    const required = Object.entries(inputs).filter(([, input]) => input.required);
    expect(required.map(([input]) => input).filter((input) => !(input in table.inputs))).toEqual([]);
  });

  test.each(table.outputs)('the output %s', (output) => {
    expect(outputsOf(name)).toContain(output);
  });
});

test('every module has a description, a diagram, a call and tests', () => {
  for (const { stack, readme, tests } of Object.values(MODULES)) {
    expect(stack.props.description).not.toBe('');
    expect(readme.about).not.toBe('');
    expect(readme.diagram[0]).toBe('flowchart LR');
    expect(readme.usage.length).toBeGreaterThan(0);
    expect(Object.keys(tests).length).toBeGreaterThan(0);
  }
});
