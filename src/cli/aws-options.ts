import type { Command } from 'commander';
import type { AwsPlace } from '../deploy';
import type { Problem } from '../errors';
import type { Shared } from './context';

/** Options of commands that work on AWS. */
export interface AwsCommandOptions extends Shared {
  readonly aws?: boolean;
  readonly yes?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly env?: string;
}

/** What an option of a command is with `--aws`. */
export interface AwsWords {
  /** What the command does there, for its help. */
  readonly what: string;
  /** Flags and words of `--env`, for a command that has one on this machine too. @default - it goes with --aws alone */
  readonly env?: readonly [flags: string, words: string];
  /** Whether the command asks before it does it. @default false */
  readonly asks?: boolean;
}

const ENV = ['--env <name>', 'with --aws: the environment of the project (default: none)'] as const;

/** Adds `--aws` and what goes with it. */
export function awsOptions(command: Command, { what, env: [flags, words] = ENV, asks }: AwsWords): Command {
  command
    .option('--aws', what)
    .option(flags, words)
    .option(
      '--region <region>',
      "with --aws: the region (default: the root's, or that of AWS_REGION or the profile)",
    )
    .option('--profile <name>', 'with --aws: the profile of the AWS CLI, before keys in variables');
  return asks ? command.option('-y, --yes', 'with --aws: do not ask') : command;
}

/** The place on AWS that a command was given. */
export function awsPlace({
  region,
  profile,
  env,
}: Pick<AwsCommandOptions, 'region' | 'profile' | 'env'>): AwsPlace {
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(env === undefined ? {} : { environment: env }),
  };
}

/** What is wrong with options that go with `--aws`. */
export async function awsProblems(options: Readonly<Record<string, unknown>>): Promise<Problem[]> {
  const { aws, region, profile, yes, env } = options;
  const alone = Object.entries({
    '--env': env,
    '--region': region,
    '--profile': profile,
    '--yes': yes,
  }).filter(([, given]) => aws !== true && given !== undefined);
  const { environmentNameProblem } = await import('../deploy/environment-name');
  const name = typeof env === 'string' ? environmentNameProblem(env) : undefined;
  return [
    ...alone.map(([name]) => ({
      where: name,
      what: `${name} goes with --aws: on this machine there is none`,
      fix: `add --aws, or leave ${name} out`,
    })),
    ...(name === undefined
      ? []
      : [{ where: '--env', what: name, got: env, fix: 'give one such as staging' }]),
    ...(region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(String(region))
      ? []
      : [
          {
            where: '--region',
            what: 'the text has not the form of a region',
            got: String(region),
            fix: 'give one such as eu-central-1',
          },
        ]),
  ];
}

/** Problems of options that are for this machine, beside `--aws`. */
export function localProblems(
  { aws }: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Problem[] {
  return Object.entries(given)
    .filter(([, value]) => aws === true && value !== undefined)
    .map(([name]) => ({
      where: name,
      what: `${name} is for this machine, and --aws is for AWS`,
      fix: 'give one of the two',
    }));
}
