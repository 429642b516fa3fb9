import { type Problem, UserError } from '../errors';
import type { Project } from '../project';
import { type Plan, resourcesOf } from './plan';

type Attributes = Readonly<Record<string, unknown>>;

/** The platform of a function. */
export interface FunctionTarget {
  readonly name: string;
  /** Address of the function in Terraform, or its name. */
  readonly address: string;
  readonly architecture: string;
  /** Runtime of the function. @example 'python3.13' */
  readonly runtime: string;
  /** SHA-256 of the function's package in Base64. */
  readonly codeSha256: string;
}

/**
 * Refuses functions that get the project's package and are made for another platform than it: on AWS they would fail
 * with their first request, since compiled packages would not load.
 *
 * @param codeSha256 of the project's package
 */
export function checkPlatform(
  project: Project,
  functions: readonly FunctionTarget[],
  codeSha256: string | undefined,
): void {
  const runtime = `python${project.pythonVersion}`;
  const of = functions.filter((one) => codeSha256 !== undefined && one.codeSha256 === codeSha256);
  const problems = [
    ...mismatches(
      project,
      of,
      'architecture',
      'the architecture of the function is',
      ({ architecture }) => architecture,
      project.architecture,
    ),
    ...mismatches(
      project,
      of,
      'pythonVersion',
      'the runtime of the function is',
      (one) => one.runtime,
      runtime,
    ),
  ];
  if (problems.length) throw new UserError(problems);
}

/**
 * The mismatches of functions with the project, one problem for all functions with the same value: they share their
 * settings.
 */
function mismatches(
  project: Project,
  functions: readonly FunctionTarget[],
  setting: string,
  what: string,
  valueIn: (one: FunctionTarget) => string,
  wanted: string,
): Problem[] {
  const others = new Map<string, FunctionTarget[]>();
  for (const one of functions) {
    const value = valueIn(one);
    if (value !== wanted) others.set(value, [...(others.get(value) ?? []), one]);
  }
  return [...others].map(([value, [first, ...more]]) => ({
    where: `${first?.address}${more.length ? ` and ${more.length} more` : ''}`,
    what: `${what} ${value}, and the package is for ${wanted}`,
    fix: `make "${setting}" the same in ${project.settings}, which the package was built by, and in the module`,
  }));
}

/** The functions of a plan. */
export function plannedFunctions({ planned_values: planned }: Plan): FunctionTarget[] {
  const managed = (wanted: string) =>
    resourcesOf(planned?.root_module).filter(({ type, mode }) => type === wanted && mode === 'managed');
  const packages = managed('aws_s3_object').map(({ values = {} }) => values);
  return managed('aws_lambda_function').map(({ address, values = {} }) =>
    functionTarget(address, values, packages),
  );
}

/**
 * A function by its attributes in a plan or a state.
 *
 * @param objects of S3 in the same root: one of them may be the package of the function
 */
export function functionTarget(
  address: string,
  values: Attributes,
  objects: readonly Attributes[],
): FunctionTarget {
  const [architecture = 'x86_64'] = (values.architectures as string[] | null) ?? [];
  return {
    name: String(values.function_name),
    address,
    architecture,
    runtime: String(values.runtime ?? ''),
    codeSha256: String(values.source_code_hash || hashInS3(values, objects) || ''),
  };
}

/** SHA-256 in Base64 of a function's package in S3, where an object of the root has it as `source_hash`. */
function hashInS3({ s3_bucket, s3_key }: Attributes, objects: readonly Attributes[]): string | undefined {
  const hash = objects.find(({ bucket, key }) => key === s3_key && bucket === s3_bucket)?.source_hash;
  return typeof hash === 'string' && /^[0-9a-f]{64}$/i.test(hash)
    ? Buffer.from(hash, 'hex').toString('base64')
    : undefined;
}
