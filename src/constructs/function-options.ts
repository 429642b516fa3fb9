import { snakeNames, toTerraformNames } from './names';
import { type PolicyStatement, statementSettings } from './policy-statement';

/** Options of a function. @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function */
export interface FunctionOptions {
  /** Memory in MB, from 128 to 10240; the share of a processor grows with it. @default 512 */
  readonly memorySize?: number;
  /** Size of the folder `/tmp` in MB, from 512 to 10240. @default 512 */
  readonly ephemeralStorageSize?: number;
  /** ARN of the queue or topic that gets the events of failed invocations, of those that wait for no answer. @default - none */
  readonly deadLetterTargetArn?: string;
  /** Seconds after which Lambda ends a request, from 1 to 900. @default - 30 on a REST API, 29 on an HTTP API */
  readonly timeout?: number;
  /** Environment variables, beside those of the module. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables whose values the app reads when it starts: ARNs of secrets or of parameters. @default - none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** ARNs of the KMS keys of secrets that are not encrypted with the keys of AWS. @default - none */
  readonly secretsKmsKeyArns?: readonly string[];
  /** VPC that the function runs in. @default - none */
  readonly vpc?: VpcOptions;
  /** ARNs of layer versions, after that of the Lambda Web Adapter. @default - none */
  readonly layers?: readonly string[];
  /** Reserved concurrency: the most requests that the function works on at once; -1 reserves none. @default -1 */
  readonly reservedConcurrency?: number;
  /** Handler: a script of the package (`run.sh`), or `module.function`. @default 'run.sh' */
  readonly handler?: string;
  /** Whether Lambda starts the function from a snapshot (SnapStart). @default false */
  readonly snapStart?: boolean;
  /** Whether the function traces requests with X-Ray. @default true */
  readonly tracing?: boolean;
  /** ARN of the policy that bounds the permissions of the function's role. @default - none */
  readonly permissionsBoundary?: string;
  /** Days for which the logs of the function are kept; 0 keeps them without an end. @default 30 */
  readonly logRetentionInDays?: number;
  /** Statements of the role's policy, beside those for logs and traces. @default - none */
  readonly iamPolicyStatements?: readonly PolicyStatement[];
  /** Canary: the share of the calls that the newest version gets. @default - none: it gets all of them */
  readonly canary?: CanaryOptions;
}

/** Subnets and security groups of a function in a VPC. */
export interface VpcOptions {
  /** Ids of private subnets. */
  readonly subnetIds: readonly string[];
  /** Ids of security groups. */
  readonly securityGroupIds: readonly string[];
}

/** A canary: the newest version beside a stable one. */
export interface CanaryOptions {
  /** Version that the other calls go to. @example '7' */
  readonly stableVersion: string;
  /** Share of the calls that the newest version gets, from 0 to 1. */
  readonly weight: number;
}

const CANARY_NAMES = snakeNames(['stableVersion', 'weight']);
const VPC_NAMES = { subnetIds: 'vpc_subnet_ids', securityGroupIds: 'vpc_security_group_ids' };

/** The names of `FunctionOptions` that are values as they are. */
export const FUNCTION_NAMES = {
  ...snakeNames([
    'memorySize',
    'ephemeralStorageSize',
    'deadLetterTargetArn',
    'timeout',
    'secrets',
    'secretsKmsKeyArns',
    'layers',
    'reservedConcurrency',
    'handler',
    'snapStart',
    'permissionsBoundary',
    'logRetentionInDays',
    'iamPolicyStatements',
  ]),
  environment: 'env',
  tracing: 'lambda_tracing_enabled',
  canary: { name: 'canary', of: CANARY_NAMES },
  vpc: { name: 'vpc', of: VPC_NAMES },
};

/** Settings in the module's form: those of the VPC beside the others, and statements as IAM writes them. */
export function spreadFunctionSettings(settings: Record<string, unknown>): Record<string, unknown> {
  const { vpc, iam_policy_statements: statements, ...rest } = settings;
  return {
    ...rest,
    ...(vpc as object | undefined),
    ...(statements === undefined
      ? {}
      : { iam_policy_statements: (statements as readonly PolicyStatement[]).map(statementSettings) }),
  };
}

/** The settings of a function, as an operation of the module takes them. */
export function functionSettings(options: FunctionOptions, where: string): Record<string, unknown> {
  return spreadFunctionSettings(toTerraformNames(options, FUNCTION_NAMES, where));
}
