import { code, raw } from '../../hcl';
import type { Assertion, Run } from '../shared/module-test';

export const ENVIRONMENT = 'local.environments["$router"]';
const FUNCTION = 'module.function["$router"]';

/** The runs that look at the function and its role. */
export function functionRuns(name: string, rest: boolean): Run[] {
  const defaults: Assertion[] = [
    {
      that: 'local.adapter_layer_arn == "arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:30"',
      otherwise: 'The layer of the adapter is wrong.',
    },
    {
      that: `${ENVIRONMENT}.AWS_LAMBDA_EXEC_WRAPPER == "/opt/bootstrap"`,
      otherwise: 'The adapter does not start the app.',
    },
    {
      that: 'keys(module.function) == ["$router"]',
      otherwise: 'There is not one function for all operations.',
    },
    {
      that: `output.lambda_invoke_arn == ${FUNCTION}.invoke_arn && output.lambda_alias_arn == ${FUNCTION}.alias_arn`,
      otherwise: 'The output leads around the alias.',
    },
    {
      that: code`${raw(FUNCTION)}.log_group_name == ${`/aws/lambda/${name}`} && ${raw(FUNCTION)}.function_name == ${name}`,
      otherwise: 'The function or its log group is not named by the name.',
    },
    { that: `${ENVIRONMENT}.ALLOWED_ORIGINS == "*"`, otherwise: 'The app does not know its origins.' },
  ];
  return [
    { name: 'defaults', command: 'apply', asserts: defaults },
    {
      name: 'every_setting_reaches_the_function',
      variables: {
        name: 'orders',
        name_prefix: 'dev-',
        architecture: 'x86_64',
        runtime: 'python3.12',
        memory_size: 1024,
        timeout: rest ? 60 : 20,
        reserved_concurrency: 5,
        layers: ['arn:aws:lambda:us-east-1:123456789012:layer:mine:1'],
        env: {
          LOG_LEVEL: 'DEBUG',
          PORT: '1',
          ALLOWED_ORIGINS: 'https://wrong.example',
          AWS_LWA_READINESS_CHECK_PROTOCOL: 'http',
        },
        cors_allow_origins: ['https://a.example', 'https://b.example'],
        vpc_subnet_ids: ['subnet-1', 'subnet-2'],
        vpc_security_group_ids: ['sg-1'],
        permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
        log_retention_in_days: 7,
        snap_start: true,
        lambda_tracing_enabled: false,
        additional_iam_policy_statements: [
          { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] },
        ],
        tags: { team: 'orders' },
      },
      asserts: [
        {
          that: `${FUNCTION}.function_name == "dev-orders" && ${FUNCTION}.log_group_name == "/aws/lambda/dev-orders"`,
          otherwise: 'Something is not named by name and name_prefix.',
        },
        {
          that: 'local.adapter_layer_arn == "arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerX86:30"',
          otherwise: 'The layer of the adapter is for another processor.',
        },
        {
          that: `${ENVIRONMENT}.PORT == "8000" && ${ENVIRONMENT}.LOG_LEVEL == "DEBUG" && ${ENVIRONMENT}.AWS_LWA_READINESS_CHECK_PROTOCOL == "http"`,
          otherwise: 'env is lost, or breaks how the app is started.',
        },
        {
          that: `${ENVIRONMENT}.ALLOWED_ORIGINS == "https://a.example,https://b.example"`,
          otherwise: 'App and gateway allow different origins.',
        },
      ],
    },
    {
      name: 'a_python_handler_runs_without_the_adapter',
      command: 'apply',
      variables: { handler: 'app.main.handler' },
      asserts: [
        {
          that: `!contains(keys(${ENVIRONMENT}), "AWS_LAMBDA_EXEC_WRAPPER") && !local.uses_adapter`,
          otherwise: 'The adapter starts the app.',
        },
        ...(rest
          ? [
              {
                that: 'local.function_integrations["$router"].responseTransferMode == "BUFFERED"',
                otherwise: 'The gateway streams what the handler gives whole.',
              },
            ]
          : []),
      ],
    },
    {
      name: 'the_base_path_of_a_domain_is_not_in_the_paths_of_the_app',
      variables: {
        domain_name: 'api.example.com',
        domain_creation_enabled: false,
        domain_base_path: 'shop',
      },
      asserts: [
        {
          that: `${ENVIRONMENT}.TERRAGATE_BASE_PATH == "/shop"`,
          otherwise: 'The app does not know what stands before its paths.',
        },
        {
          that: rest
            ? `${ENVIRONMENT}.AWS_LWA_REMOVE_BASE_PATH == "/shop"`
            : `!contains(keys(${ENVIRONMENT}), "AWS_LWA_REMOVE_BASE_PATH")`,
          otherwise: rest
            ? 'The adapter leaves the base path in the paths of the app.'
            : 'The adapter takes away what is not there, and a part of the paths of the app.',
        },
      ],
    },
    {
      name: 'code_in_s3',
      variables: { lambda_zip: null, lambda_s3_bucket: 'bucket', lambda_s3_key: 'app.zip' },
      asserts: [{ that: 'local.package_from_s3', otherwise: 'The object is not the code.' }],
    },
  ];
}
