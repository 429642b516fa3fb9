import { renamed, snakeNames } from './names';
import { type PolicyStatement, statementSettings } from './policy-statement';

/** What a function is set to. */
export interface FunctionOptions {
  /** MB; the share of a processor grows with it. @default 512 */
  readonly memorySize?: number;
  /** Seconds after which Lambda ends a request. @default - 30 on a REST API, 29 on an HTTP API */
  readonly timeout?: number;
  /** Environment variables, beside those of the module. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The VPC that it runs in. @default - none */
  readonly vpc?: VpcOptions;
  /** ARNs of layer versions, after that of the Lambda Web Adapter. @default - none */
  readonly layers?: readonly string[];
  /** Requests that it works on at once at the most; -1: no limit of its own. @default -1 */
  readonly reservedConcurrency?: number;
  /** A script of the package (`run.sh`), or `module.function`. @default 'run.sh' */
  readonly handler?: string;
  /** Whether Lambda starts it from a snapshot. @default false */
  readonly snapStart?: boolean;
  /** Whether it traces requests with X-Ray. @default true */
  readonly tracing?: boolean;
  /** ARN of the policy that bounds the permissions of its role. @default - none */
  readonly permissionsBoundary?: string;
  /** Days for which its logs are kept; 0 keeps them for ever. @default 30 */
  readonly logRetentionInDays?: number;
  /** What it may do, beyond writing logs and traces. @default - nothing */
  readonly iamPolicyStatements?: readonly PolicyStatement[];
  /** The share of the calls that its newest version gets. @default - all of them */
  readonly canary?: CanaryOptions;
}

/** Where in a VPC. */
export interface VpcOptions {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** A new version beside the one that is known to work. */
export interface CanaryOptions {
  /** The version that the other calls go to. @example '7' */
  readonly stableVersion: string;
  /** From 0 to 1. */
  readonly weight: number;
}

const CANARY_NAMES = snakeNames(['stableVersion', 'weight']);
const VPC_NAMES = { subnetIds: 'vpc_subnet_ids', securityGroupIds: 'vpc_security_group_ids' };

/** The names of `FunctionOptions` that are values as they are. */
export const FUNCTION_NAMES = {
  ...snakeNames([
    'memorySize',
    'timeout',
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

/** Settings of which some were named for what TypeScript has: the VPC's, and the statements as IAM writes them. */
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
  return spreadFunctionSettings(renamed(options, FUNCTION_NAMES, where));
}
