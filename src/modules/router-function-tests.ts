import type { Assertion, Run } from './module-test';

export const ENVIRONMENT = 'aws_lambda_function.this.environment[0].variables';
const POLICY = 'jsondecode(aws_iam_role_policy.lambda.policy).Statement';

/** What the function and its role are made of. */
export function functionRuns(name: string, rest: boolean): Run[] {
  const defaults: Assertion[] = [
    {
      that: 'aws_lambda_function.this.architectures == tolist(["arm64"])',
      otherwise: 'The processor is not arm64.',
    },
    {
      that: 'aws_lambda_function.this.layers == tolist(["arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:30"])',
      otherwise: 'The layer of the adapter is wrong.',
    },
    {
      that: `${ENVIRONMENT}.AWS_LAMBDA_EXEC_WRAPPER == "/opt/bootstrap"`,
      otherwise: 'The adapter does not start the app.',
    },
    {
      that: 'aws_lambda_function.this.publish && aws_lambda_alias.live.function_version == "7"',
      otherwise: 'The alias is not at the version that was published.',
    },
    {
      that: 'aws_lambda_permission.api.qualifier == "live"',
      otherwise: 'The permission is not on the alias.',
    },
    {
      that: 'output.lambda_invoke_arn == aws_lambda_alias.live.invoke_arn',
      otherwise: 'The output leads around the alias.',
    },
    {
      that: `aws_lambda_function.this.logging_config[0].log_group == "/aws/lambda/${name}"`,
      otherwise: 'The function does not name its log group.',
    },
    {
      that: `length(${POLICY}) == 2 && !strcontains(aws_iam_role_policy.lambda.policy, "logs:CreateLogGroup")`,
      otherwise: 'The role may do more than it has to.',
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
          that: `aws_lambda_function.this.function_name == "dev-orders" && aws_iam_role.lambda.name == "dev-orders-us-east-1" && aws_cloudwatch_log_group.lambda.name == "/aws/lambda/dev-orders"`,
          otherwise: 'Something is not named by name and name_prefix.',
        },
        {
          that: 'aws_lambda_function.this.layers[0] == "arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerX86:30" && length(aws_lambda_function.this.layers) == 2',
          otherwise: 'The layers are wrong.',
        },
        {
          that: 'aws_lambda_function.this.memory_size == 1024 && aws_lambda_function.this.runtime == "python3.12" && aws_lambda_function.this.reserved_concurrent_executions == 5',
          otherwise: 'A setting of the function is lost.',
        },
        {
          that: `${ENVIRONMENT}.PORT == "8000" && ${ENVIRONMENT}.LOG_LEVEL == "DEBUG" && ${ENVIRONMENT}.AWS_LWA_READINESS_CHECK_PROTOCOL == "http"`,
          otherwise: 'env is lost, or breaks how the app is started.',
        },
        {
          that: `${ENVIRONMENT}.ALLOWED_ORIGINS == "https://a.example,https://b.example"`,
          otherwise: 'App and gateway allow different origins.',
        },
        {
          that: 'length(aws_lambda_function.this.vpc_config[0].subnet_ids) == 2',
          otherwise: 'The function is not in the VPC.',
        },
        {
          that: 'aws_lambda_function.this.snap_start[0].apply_on == "PublishedVersions"',
          otherwise: 'SnapStart is off.',
        },
        {
          that: 'aws_iam_role.lambda.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"',
          otherwise: 'The role has no boundary.',
        },
        {
          that: 'aws_lambda_function.this.tags.team == "orders" && aws_iam_role.lambda.tags.team == "orders" && aws_cloudwatch_log_group.lambda.tags.team == "orders"',
          otherwise: 'Something has no tags.',
        },
      ],
    },
    {
      name: 'a_python_handler_runs_without_the_adapter',
      variables: { handler: 'app.main.handler' },
      asserts: [
        { that: 'length(aws_lambda_function.this.layers) == 0', otherwise: 'The adapter is in the way.' },
        {
          that: `!contains(keys(${ENVIRONMENT}), "AWS_LAMBDA_EXEC_WRAPPER")`,
          otherwise: 'The adapter starts the app.',
        },
        ...(rest
          ? [
              {
                that: 'local.integration.responseTransferMode == "BUFFERED"',
                otherwise: 'The gateway streams what the handler gives whole.',
              },
            ]
          : []),
      ],
    },
    {
      name: 'code_in_s3',
      variables: { lambda_zip: null, lambda_s3_bucket: 'bucket', lambda_s3_key: 'app.zip' },
      asserts: [
        {
          that: 'aws_lambda_function.this.filename == null && aws_lambda_function.this.s3_key == "app.zip"',
          otherwise: 'The object is not the code.',
        },
      ],
    },
  ];
}
