import type { Command } from 'commander';
import type { Problem } from '../errors';
import type { Shared } from './context';

/** Options of commands that work on AWS. */
export interface AwsCommandOptions extends Shared {
  readonly aws?: boolean;
  readonly yes?: boolean;
  readonly region?: string;
  readonly profile?: string;
}

/** Adds `--aws` and what goes with it. @param what what the command does there, for its help */
export function awsOptions(command: Command, what: string): Command {
  return command
    .option('--aws', what)
    .option('--region <region>', "with --aws: the region (default: the root's, or that of the environment)")
    .option('--profile <name>', 'with --aws: the profile of the AWS CLI, before keys of the environment')
    .option('-y, --yes', 'with --aws: do not ask');
}

/** What is wrong with options that go with `--aws`. */
export function awsProblems({ aws, region, profile, yes }: Readonly<Record<string, unknown>>): Problem[] {
  const alone = Object.entries({ '--region': region, '--profile': profile, '--yes': yes }).filter(
    ([, given]) => aws !== true && given !== undefined,
  );
  return [
    ...alone.map(([name]) => ({
      where: name,
      what: `${name} goes with --aws: on this machine there is none`,
      fix: `add --aws, or leave ${name} out`,
    })),
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
