import { type Command, Option } from 'commander';
import type { Callers } from '../../callers';
import type { Up } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems, localProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { port } from '../port-option';
import { StrictCommand } from '../strict-command';

interface Options extends AwsCommandOptions {
  readonly watch?: boolean;
  readonly port?: number;
  readonly callers?: Callers;
  readonly strict?: boolean;
  readonly endRollback?: boolean;
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
  awsOptions(command, { what: 'apply to AWS: builds, shows the plan and asks', asks: true });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ watch, port: given, callers, strict, ...others }) => [
      ...(await awsProblems(others)),
      ...(others.endRollback && !others.aws
        ? [
            {
              where: '--end-rollback',
              what: '--end-rollback goes with --aws: on this machine nothing is rolled back',
              fix: 'add --aws, or leave --end-rollback out',
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

async function run(options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs);
  const { DoesNotStart, up, upOnAws, watch } = await import('../../deploy');
  const interrupt = onInterrupt();
  try {
    if (options.aws) {
      const done = await upOnAws(context.project, {
        report: context.report,
        signal: interrupt.signal,
        yes: options.yes === true,
        ...awsPlace(options),
        endRollback: options.endRollback === true,
        show: (line) => outputs.err.line(line),
      });
      context.result(
        done,
        done.urls.map(({ name, url }) => `  ${name}   ${url}`),
      );
      return;
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
    ...apis.flatMap(({ name, url, docs, domains = [] }) => [
      `  ${name.padEnd(width)}   ${url}${docs ? `   docs ${url}docs` : ''}`,
      ...domains.map((address) => `  ${' '.repeat(width)}   ${address}`),
    ]),
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
