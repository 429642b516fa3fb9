import { type Command, Option } from 'commander';
import type { Callers } from '../../callers';
import type { Up } from '../../deploy';
import type { Problem } from '../../errors';
import { awsOptions, awsProblems, localProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { port } from '../port-option';
import { StrictCommand } from '../strict-command';
import type { UpOnAwsFlags } from '../up-on-aws';

interface Options extends UpOnAwsFlags {
  readonly watch?: boolean;
  readonly port?: number;
  readonly callers?: Callers;
  readonly strict?: boolean;
}

const MODES: readonly Callers[] = ['open', 'checked'];

/** Lambda's own lines in a log, which say nothing about the app. */
const PLATFORM = /^(?:START|END|REPORT) RequestId: |^INIT_START /;

export function addUp(root: Command, outputs: Outputs): void {
  const command = root
    .command('up')
    .description('run the project on this machine, or with --aws on AWS')
    .option('-w, --watch', 'bring each saved file live, until Ctrl-C')
    .option('-p, --port <number>', 'port of the first API (default: 8400, or the next free one)', port)
    .addOption(new Option('--callers <mode>', 'checked: as on AWS; open: everybody is let in').choices(MODES))
    .option('--strict', 'functions stand still between requests, and have the files and the memory of Lambda')
    .option('--no-strict', 'functions are plain processes, also where terragate.json says "strict"')
    .action(async (options: Options) => run(options, outputs));
  command.option('--end-rollback', 'with --aws: let the package answer again that was gone back from');
  command
    .option('--dry-run', 'with --aws: show the plan, ask nothing and apply nothing')
    .option('--check', 'with --aws: as --dry-run, and fail where AWS is not as the files say')
    .option('--summary <file>', 'with --aws: write the routes that change into a file, as Markdown');
  awsOptions(command, { what: 'apply to AWS: builds, shows the plan and asks', asks: true });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ watch, port: given, callers, strict, ...others }) => [
      ...(await awsProblems(others)),
      ...onAwsAlone(others),
      ...(others.yes && (others.dryRun || others.check)
        ? [
            {
              where: '--yes',
              what: `--yes applies the plan, and ${others.check ? '--check' : '--dry-run'} applies nothing`,
              fix: 'give one of the two',
            },
          ]
        : []),
      ...localProblems(others, {
        '--callers': callers,
        [strict === false ? '--no-strict' : '--strict']: strict,
        '--watch': watch,
        '--port': given,
      }),
    ]);
  shared(command, 'terragate up --watch');
}

/** Problems of options that there is nothing for on this machine. */
function onAwsAlone({ aws, ...given }: Readonly<Record<string, unknown>>): Problem[] {
  const options = {
    '--end-rollback': [given.endRollback, 'nothing is rolled back'],
    '--dry-run': [given.dryRun, 'up asks nothing, and shows no plan'],
    '--check': [given.check, 'up asks nothing, and shows no plan'],
    '--summary': [given.summary, 'up shows no plan'],
  } as const;
  return Object.entries(options)
    .filter(([, [value]]) => !aws && value !== undefined)
    .map(([name, [, why]]) => ({
      where: name,
      what: `${name} goes with --aws: on this machine ${why}`,
      fix: `add --aws, or leave ${name} out`,
    }));
}

async function run(options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs);
  const { DoesNotStart, up, watch } = await import('../../deploy');
  const interrupt = onInterrupt();
  try {
    if (options.aws) {
      const { runOnAws } = await import('../up-on-aws');
      return await runOnAws(context, options, {
        signal: interrupt.signal,
        show: (line) => outputs.err.line(line),
      });
    }
    try {
      const done = await up(context.project, {
        report: context.report,
        signal: interrupt.signal,
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.callers === undefined ? {} : { callers: options.callers }),
        ...(options.strict === undefined ? {} : { strict: options.strict }),
      });
      context.result(done, summary(done));
    } catch (error) {
      // A function that does not start now may start after the next save
      if (!options.watch || !(error instanceof DoesNotStart)) throw error;
      outputs.err.line(error.message);
    }
    if (options.watch) {
      await watch(context.project, {
        report: context.report,
        signal: interrupt.signal,
        ready: () => context.note('watching: Ctrl-C ends it, and the API runs on until terragate down'),
        line: ({ text }) => {
          if (!PLATFORM.test(text)) context.note(`  ${text}`);
        },
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.callers === undefined ? {} : { callers: options.callers }),
        ...(options.strict === undefined ? {} : { strict: options.strict }),
      });
    }
  } finally {
    interrupt.forget();
  }
}

function summary({ apis, authorized, callers, changed, functions, portTakenBy, strict }: Up): string[] {
  const width = Math.max(0, ...apis.map(({ name }) => name.length));
  return [
    ...(changed ? [] : ['nothing changed since the last time']),
    ...(portTakenBy === undefined ? [] : [`  8400 is taken by ${portTakenBy}: ${apis[0]?.url}`]),
    ...apis.flatMap(({ name, url, docsUrl, domains = [] }) => [
      `  ${name.padEnd(width)}   ${url}${docsUrl === undefined ? '' : `   docs ${docsUrl}`}`,
      ...domains.map((address) => `  ${' '.repeat(width)}   ${address}`),
    ]),
    ...apis.flatMap(({ name, distribution }) =>
      distribution === undefined
        ? []
        : [`  ${name}: CloudFront is not served here; this is the address of the function URL behind it.`],
    ),
    ...(authorized || callers === 'checked' ? [`  ${callersInWords(callers)}`] : []),
    ...(strict === undefined ? [] : [`  ${strictInWords(strict)}`]),
    ...(apis.length || !functions.length ? [] : ['no API: nothing to open']),
  ];
}

function callersInWords(callers: Callers | undefined): string {
  return callers === 'checked'
    ? 'Callers are checked as on AWS: invoke --as USER signs a call, token USER prints a token; --create makes the user.'
    : 'Callers are not checked here (--callers checked does): they are who they say, or the user local.';
}

function strictInWords({ files, memory }: NonNullable<Up['strict']>): string {
  const parts = [
    ['frozen between requests', undefined],
    ['files are read-only outside a /tmp of their own', files],
    ['memory_size is the limit', memory],
  ];
  const held = parts.filter(([, reason]) => reason === undefined).map(([what]) => what);
  const lacking = parts.filter(([, reason]) => reason !== undefined).map(([what, why]) => `${what} (${why})`);
  return `Functions are as on Lambda: ${held.join('; ')}.${lacking.length ? ` Not on this system: ${lacking.join('; ')}.` : ''}`;
}
