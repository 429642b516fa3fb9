import { RETENTION_DAYS } from '../project';
import type { NewOptions } from './options';

export { RETENTION_DAYS };

/** Outputs that the root of a project can have, with their descriptions. */
const OUTPUTS = {
  api_url: 'Address of the API, without a slash at its end.',
  function_names: 'Names of the functions by the operations that they serve.',
  function_name: 'Name of the function.',
  region: 'Region of the API.',
  execution_arn:
    'What callers need execute-api:Invoke for: this and /* for all of the API, or /METHOD/path for one route.',
  caller_policy: 'Policy, as JSON, of those who may call the API: give it to their roles.',
  user_pool_id: 'User pool of those who may call the API.',
  user_pool_client_id: 'App client by which they sign in.',
} as const;

/** Name of an output. */
export type OutputName = keyof typeof OUTPUTS;

/** The outputs of a root with their values, which the kind gives. @throws where it gives none */
export function outputValues<T>(options: NewOptions, values: Readonly<Partial<Record<OutputName, T>>>) {
  return outputsOf(options).map(({ name, description }) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the output ${name} has no value`);
    return { name, description, value };
  });
}

/** The outputs of a root, in either language, in their order. */
export function outputsOf({
  auth,
  computeType,
  integrationPattern,
}: NewOptions): { name: OutputName; description: string }[] {
  const names: OutputName[] = [
    'api_url',
    integrationPattern === 'isolated' ? 'function_names' : 'function_name',
    ...(auth === 'None' ? [] : (['region'] as const)),
    ...(auth === 'IAM'
      ? [computeType === 'function-url' ? ('caller_policy' as const) : ('execution_arn' as const)]
      : []),
    ...(auth === 'Cognito' ? (['user_pool_id', 'user_pool_client_id'] as const) : []),
  ];
  return names.map((name) => ({ name, description: OUTPUTS[name] }));
}

/** Whether a root has to know its region: it is in the name of the bucket, an output, and in the layer of the adapter. */
export function needsRegion(options: NewOptions): boolean {
  return (
    (options.computeType === 'function-url' && options.handler === 'adapter') ||
    options.integrationPattern === 'isolated' ||
    outputsOf(options).some(({ name }) => name === 'region')
  );
}

/**
 * The versions of the AWS provider that a root takes: 6.20 is the first that knows the runtime python3.14.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
 */
export function providerRange({ pythonVersion }: NewOptions): string {
  return pythonVersion === '3.14' ? '>= 6.20, < 7.0' : '>= 5.100, < 7.0';
}

/** The files that Terraform and the bundler leave in a root. The dependency lock file is not among them: it belongs in Git. */
export const IGNORED = `.terraform/
*.tfplan
*.tfstate
*.tfstate.*
lambda.zip
`;

/**
 * The layer of the Lambda Web Adapter 1.1.0 by the processor, in each commercial region.
 *
 * @see https://github.com/aws/aws-lambda-web-adapter
 */
export const ADAPTER_LAYER = {
  arm64: '753240598075:layer:LambdaAdapterLayerArm64:30',
  x86_64: '753240598075:layer:LambdaAdapterLayerX86:30',
} as const;

/** The variables by which the adapter starts an app that streams. */
export const ADAPTER_ENVIRONMENT = {
  AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
  AWS_LWA_INVOKE_MODE: 'response_stream',
  AWS_LWA_PORT: '8000',
  AWS_LWA_READINESS_CHECK_PROTOCOL: 'tcp',
  PORT: '8000',
} as const;

/** Seconds that a function behind a function URL may take: as long as CloudFront waits for the next part of an answer. */
export const FUNCTION_TIMEOUT = 60;

/** A bucket's name has at most 63 characters, of which account (12), region (14) and their hyphens take 28. */
export const BUCKET_PREFIX = 35;

/** Days for which a package that was replaced is kept in the bucket. */
export const KEPT_DAYS = 90;

export const RETENTION_DESCRIPTION =
  'Days for which a package that was replaced is kept, for a way back to it; 0 keeps all of them.';
