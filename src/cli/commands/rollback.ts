import type { Command } from 'commander';
import type { RolledBack, VersionList } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends AwsCommandOptions {
  readonly to?: string;
  readonly list?: boolean;
}

export function addRollback(root: Command, outputs: Outputs): void {
  const command = root
    .command('rollback')
    .description('let an earlier version answer, in seconds: nothing is built')
    .argument('[function]', 'name of a function (default: all of them, to the package before)')
    .option('--to <version>', 'number of a version of one function, or the first digits of a package')
    .option('--list', 'print the versions that there are, and change nothing')
    .action((name: string | undefined, options: Options) => run(name, options, outputs));
  awsOptions(command, {
    what: 'on AWS, the one place with versions: shows what it does and asks',
    asks: true,
  });
  if (command instanceof StrictCommand)
    command.checkValues(async (options) => [
      ...(options.aws
        ? []
        : [
            {
              where: '--aws',
              what: 'terragate rollback is about AWS: on this machine there are no versions',
              fix: 'add --aws; on this machine take the commit before, and terragate up',
            },
          ]),
      ...(options.to === undefined || /^(?:\d+|[0-9a-f]{6,64})$/.test(String(options.to))
        ? []
        : [
            {
              where: '--to',
              what: 'the text is no number of a version, and not the first 6 or more digits of a package',
              got: String(options.to),
              fix: 'terragate rollback --list --aws prints what there is',
            },
          ]),
      ...(options.list && options.to !== undefined
        ? [{ where: '--to', what: '--list changes nothing', fix: 'leave --to or --list out' }]
        : []),
      ...(await awsProblems({ ...options, aws: true })),
    ]);
  shared(
    command,
    'terragate rollback --aws --env prod\nterragate rollback --list --aws\nterragate rollback my-api --to 4 --aws --yes',
  );
}

async function run(name: string | undefined, options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs);
  const { listVersions, rollback, shortHash } = await import('../../deploy');
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    if (options.list) {
      const list = await listVersions(context.project, awsPlace(options), signal, name);
      return context.result(list, listed(list, shortHash));
    }
    const done = await rollback(context.project, {
      signal,
      yes: options.yes === true,
      ...awsPlace(options),
      ...(name === undefined ? {} : { function: name }),
      ...(options.to === undefined ? {} : { to: options.to }),
      show: (line) => outputs.err.line(line),
    });
    context.result(done, summary(done));
  } finally {
    interrupt.forget();
  }
}

function summary({ done, functions }: RolledBack): string[] {
  if (!done) return [];
  return [
    ...functions.map(({ name, to }) => `  ${name}   version ${to} answers`),
    '  the next up with another package ends it',
  ];
}

function listed({ functions }: VersionList, shortHash: (sha256: string) => string): string[] {
  return functions.flatMap(({ name, live, rolledBackFrom, versions }) => [
    `  ${name}`,
    ...versions.map(({ version, publishedAt, package: sha256 }) =>
      [
        `    ${version}   ${publishedAt}   package ${shortHash(sha256)}`,
        ...(version === live ? ['answers'] : []),
        ...(version === rolledBackFrom ? ['rolled back'] : []),
      ].join(', '),
    ),
  ]);
}
