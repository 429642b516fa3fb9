import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors';
import { readText } from '../system';
import { arnPlace } from './arn';
import { type Plan, type PlannedProvider, resourcesOf } from './plan';
import { unique } from './unique';

/** The account and region that a plan would be applied to. */
export interface AwsTarget {
  /** Account ids that the provider's credentials belong to; more than one where a root has several providers. */
  readonly accounts: readonly string[];
  /** Regions, as the provider uses them. */
  readonly regions: readonly string[];
  /** ARNs of the identities that the provider's credentials belong to. */
  readonly identities: readonly string[];
  /** The place that sets the region of the root's provider; undefined where the provider finds the region by itself. */
  readonly regionSetter?: RegionSetter;
}

/** The place where a root sets the region of its provider: a variable, or the provider's own block. */
export type RegionSetter = { readonly variable: string } | 'provider block';

/**
 * The account and the region of a plan, as Terraform's provider answered when it made the plan: from the data sources
 * `aws_caller_identity` and `aws_region`, which every module of Terragate reads. Where a root has none of them, from the
 * ARNs of what is there already.
 */
export function targetOf(plan: Plan): AwsTarget {
  const resources = [plan.prior_state?.values, plan.planned_values].flatMap((values) =>
    resourcesOf(values?.root_module),
  );
  const read = (type: string, name: string) =>
    unique(
      resources.flatMap((one) => {
        const value = one.mode === 'data' && one.type === type ? one.values?.[name] : undefined;
        return typeof value === 'string' ? [value] : [];
      }),
    );
  const arns = resources.flatMap(({ mode, values }) =>
    mode === 'managed' ? (arnPlace(values?.arn) ?? []) : [],
  );
  const accounts = read('aws_caller_identity', 'account_id');
  const regions = read('aws_region', 'id');
  const regionSetter = setterOf(Object.values(plan.configuration?.provider_config ?? {}));
  return {
    accounts: accounts.length ? accounts : unique(arns.map(({ account }) => account)),
    identities: read('aws_caller_identity', 'arn'),
    regions: regions.length ? regions : unique(arns.flatMap(({ region }) => (region ? [region] : []))),
    ...(regionSetter === undefined ? {} : { regionSetter }),
  };
}

function setterOf(providers: readonly PlannedProvider[]): RegionSetter | undefined {
  const regions = providers
    .filter(({ name, module_address }) => name === 'aws' && module_address === undefined)
    .flatMap(({ expressions }) => expressions?.region ?? []);
  const [first] = regions;
  if (first === undefined) return undefined;
  const variable = /^var\.([^.[]+)$/.exec(first.references?.[0] ?? '')?.[1];
  return variable === undefined || regions.length > 1 ? 'provider block' : { variable };
}

/** A region, and what sets it. */
export interface RegionSetting {
  readonly region: string;
  /** Source of the region: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile. */
  readonly by: string;
}

/**
 * The region that the AWS CLI would use; undefined where none is set.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html#cli-configure-files-precedence
 */
export function regionOfCli(env: NodeJS.ProcessEnv = process.env): RegionSetting | undefined {
  for (const by of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const region = env[by];
    if (region) return { region, by };
  }
  const profile = profileOf(env) ?? 'default';
  const region = profileSetting(configuration(env).config, profile, 'region');
  return region === undefined ? undefined : { region, by: `profile ${profile}` };
}

/**
 * The region for what belongs to none yet: the one that was asked for, else that of the AWS CLI.
 *
 * @param what the thing that has to be in one, for the error
 * @throws UserError where none is set
 */
export function wantedRegion(wanted: string | undefined, env: NodeJS.ProcessEnv, what: string): string {
  const region = wanted ?? regionOfCli(env)?.region;
  if (region !== undefined) return region;
  throw new UserError([
    {
      where: '--region',
      what: `no region is set, and ${what} has to be in one`,
      fix: 'give --region eu-central-1, or set AWS_REGION',
    },
  ]);
}

/** The profile that the environment names. */
export function profileOf(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined;
}

/** The profile that the credentials are taken from; undefined for keys of the environment, which come before it. */
export function profileInUse(env: NodeJS.ProcessEnv): string | undefined {
  return env.AWS_ACCESS_KEY_ID ? undefined : profileOf(env);
}

/** The profiles of the AWS CLI, by the names of its files. */
export function profileNames(env: NodeJS.ProcessEnv = process.env): string[] {
  const { config, credentials } = configuration(env);
  const names = `${config}\n${credentials}`.split(/\r?\n/).flatMap((line) => sectionOf(line) ?? []);
  return unique(names.filter((name) => !/^(?:sso-session|services)\s/.test(name)));
}

/**
 * The texts of the AWS CLI's files.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
function configuration(env: NodeJS.ProcessEnv): { readonly config: string; readonly credentials: string } {
  const text = (file: string | undefined, name: string) =>
    readText(file || join(homedir(), '.aws', name)) ?? '';
  return {
    config: text(env.AWS_CONFIG_FILE, 'config'),
    credentials: text(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** The profile that a line of a configuration file begins. */
function sectionOf(line: string): string | undefined {
  return /^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/.exec(line)?.[1];
}

/** A setting of a profile in a configuration file of the AWS CLI. */
function profileSetting(text: string, profile: string, name: string): string | undefined {
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = sectionOf(line) ?? section;
    const setting = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (section === profile && setting?.[1] === name && setting[2]) return setting[2];
  }
  return undefined;
}

/**
 * The target in a few words, such as `account 123456789012 (acme-test), region eu-central-1`.
 *
 * @param alias the name that the account has for people. @default - it is left out
 */
export function inShort({ accounts, regions }: AwsTarget, alias?: string): string {
  const named = (one: string, many: string, values: readonly string[]) =>
    values.length === 0
      ? `${one} not known before the apply`
      : `${values.length > 1 ? many : one} ${values.join(', ')}`;
  const account = `${named('account', 'accounts', accounts)}${alias ? ` (${alias})` : ''}`;
  return `${account}, ${named('region', 'regions', regions)}`;
}

/**
 * The target in a line for people, such as `account 123456789012, region eu-central-1 (profile work), as
 * arn:aws:iam::123456789012:user/alice`, and a second one where the root sets another region than the AWS CLI has.
 */
export function describeTarget(target: AwsTarget, env: NodeJS.ProcessEnv = process.env): string[] {
  const { identities, regions, regionSetter } = target;
  const profile = profileInUse(env);
  const lines = [
    `${inShort(target)}${profile ? ` (profile ${profile})` : ''}${identities.map((arn) => `, as ${arn}`).join('')}`,
  ];
  const cli = regionOfCli(env);
  if (cli && regions.length && regions.some((region) => region !== cli.region)) {
    lines.push(
      `the root sets ${regions.join(', ')} itself, and the region of the AWS CLI is ${cli.region} (${cli.by})${wayTo(cli.region, regionSetter)}`,
    );
  }
  return lines;
}

/**
 * The environment of Terraform for a profile and a region that a command was given: they win over keys and regions of
 * the environment, as `--profile` and `--region` of the AWS CLI do.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
 */
export function environmentFor(
  { profile, region }: { readonly profile?: string; readonly region?: string },
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_DEFAULT_PROFILE, ...others } = env;
  return {
    ...(profile === undefined ? env : { ...others, AWS_PROFILE: profile }),
    ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
  };
}

/** The way to another region than the root sets, as the end of a sentence. */
function wayTo(region: string, setter: RegionSetter | undefined): string {
  if (setter === undefined) return '';
  return setter === 'provider block'
    ? `: for ${region}, take "region" out of the root's provider "aws"`
    : `: for ${region}, give the root's variable "${setter.variable}" no default but null, or set TF_VAR_${setter.variable}=${region}`;
}
