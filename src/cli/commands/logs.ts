import { stripVTControlCharacters } from 'node:util';
import { type Command, InvalidArgumentError } from 'commander';
import type { LogLine } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends AwsCommandOptions {
  readonly follow?: boolean;
  /** Milliseconds. */
  readonly since?: number;
}

/** Milliseconds of the units that a time can have. */
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function addLogs(root: Command, outputs: Outputs): void {
  const command = root
    .command('logs')
    .description('what the functions printed')
    .argument('[function]', 'name of a function (default: all of them)')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option(
      '--since <time>',
      'with --aws: from that long ago on, such as 30s, 5m, 2h, 1d (default: 10m)',
      since,
    )
    .action(async (name: string | undefined, options: Options) => {
      const context = await Context.open(options, outputs);
      const { logs, logsOnAws } = await import('../../deploy');
      const interrupt = onInterrupt();
      const how = {
        ...(name === undefined ? {} : { function: name }),
        follow: options.follow === true,
        signal: interrupt.signal,
        line: (line: LogLine) => context.out.line(context.json ? JSON.stringify(line) : inWords(line)),
      };
      try {
        if (options.aws)
          await logsOnAws(context.project, awsPlace(options), {
            ...how,
            since: options.since ?? 10 * UNITS.m,
          });
        else await logs(context.project, how);
      } finally {
        interrupt.forget();
      }
    });
  awsOptions(command, { what: 'of the functions on AWS, with the time of each line' });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ since: given, ...others }) => [
      ...(await awsProblems(others)),
      ...(given === undefined || others.aws
        ? []
        : [
            {
              where: '--since',
              what: '--since goes with --aws: here all lines are shown',
              fix: 'leave it out',
            },
          ]),
    ]);
  shared(command, 'terragate logs -f\nterragate logs --aws --since 2h');
}

function inWords({ function: name, text, prefix, at }: LogLine): string {
  return `${at === undefined ? '' : `${at} `}${prefix ? `${name} | ` : ''}${stripVTControlCharacters(text)}`;
}

function since(value: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(value) ?? [];
  if (number === undefined)
    throw new InvalidArgumentError('give a number and a unit, such as 30s, 5m, 2h or 1d.');
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}
