import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { requireTool, type ToolName } from '../test/support/tools';
import { measureGeneration } from './generation';
import { load, machine } from './machine';
import { measureMemory } from './memory';
import { measurePackage } from './package';
import { measurePlans } from './plan';
import { measurePrinting } from './printing';
import { markdown, reportFiles } from './report';
import { merged, PARTS, type Part, type Results, type Run, readResults } from './results';
import { measureServe } from './serve';
import { measureStream } from './stream';
import { measureSynth } from './synth';

/** `npm run bench`: measures and reports. See `--help`. */
const HELP = `usage: npm run bench [-- --quick] [--only PART] [--out FOLDER]

Measures plans, synth, printing, serving, streams, memory, clients and the package, prints a report and writes it to bench/
(results.md, results.json and plots). Takes about an hour, most of it for plans: isolated functions are applied one after the other.

  --quick        10 and 300 operations, each measured once; requests, starts and saves less often, too
  --only PART    one part only: plan, synth, print, serve, stream, memory, client or package
  --out FOLDER   where the report goes; parts that are not measured stay there as they are, with their date.
                 Without it, a run that is quick or lacks a part is printed only
  --help         this text`;

interface Options {
  readonly quick: boolean;
  readonly parts: readonly Part[];
  readonly out?: string;
}

function readOptions(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return '';
    const part = PARTS.find((name) => name === values.only);
    if (values.only !== undefined && !part) return `--only takes ${PARTS.join(', ')}, not ${values.only}`;
    return {
      quick: values.quick,
      parts: part ? [part] : PARTS,
      ...(values.out === undefined ? {} : { out: resolve(values.out) }),
    };
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why a part can't be measured here; undefined where it can. */
function lacking(part: Part): string | undefined {
  const needed: readonly ToolName[] = {
    plan: ['terraform', 'python3'] as const,
    synth: ['python3'] as const,
    print: [],
    package: ['python3'] as const,
    client: ['python3'] as const,
    serve: ['terraform', 'python3', 'python3.13', 'lambda-adapter'] as const,
    stream: ['terraform', 'python3', 'python3.13', 'lambda-adapter'] as const,
    memory: ['terraform', 'python3', 'python3.13', 'lambda-adapter'] as const,
  }[part];
  const reasons = needed.map((name) => {
    try {
      return requireTool(name).reason;
    } catch (error) {
      return (error as Error).message;
    }
  });
  return reasons.filter(Boolean).join(', ') || undefined;
}

async function bench({ quick, parts, out }: Options): Promise<void> {
  const counts = quick ? [10, 300] : [10, 50, 150, 300, 3000];
  const able = parts.filter((part) => {
    const reason = lacking(part);
    if (reason) console.error(`${part} is skipped: ${reason}`);
    return !reason;
  });
  const whole = !quick && able.length === PARTS.length;
  const folder = out ?? (whole ? __dirname : undefined);
  // What can't be added to is known before minutes are spent
  const before = folder === undefined ? {} : readResults(folder);

  const progress = (line: string) => console.error(line);
  const start = performance.now();
  const loadBefore = load();
  const measures = {
    print: () => measurePrinting(2000, quick ? 3 : 15),
    synth: () => measureSynth(counts, quick ? 1 : 5, progress),
    plan: () => measurePlans(counts, quick ? 1 : 3, progress),
    serve: () => measureServe(quick, progress),
    stream: () => measureStream([0, 100], quick ? 10 : 100, progress),
    memory: () => measureMemory(quick ? [50, 200] : [500, 2000, 5000, 10_000], quick ? 5e6 : 100e6, progress),
    client: () => measureGeneration(quick ? [10, 300] : [10, 300, 1000, 3000], quick ? 1 : 3, progress),
    package: () => measurePackage(quick ? 5 : 40, progress),
  };
  const figures: [Part, unknown][] = [];
  for (const part of ['print', 'synth', 'plan', 'serve', 'stream', 'memory', 'client', 'package'] as const) {
    if (able.includes(part)) figures.push([part, await measures[part]()]);
  }
  const run: Run = {
    machine: machine(),
    load: { start: loadBefore, end: load() },
    took: (performance.now() - start) / 1000,
    quick,
  };
  const measured = Object.fromEntries(figures.map(([part, of]) => [part, { run, figures: of }])) as Results;
  console.log(markdown(measured));
  if (folder === undefined) console.error('bench/results.md is left as it is: only a whole run writes it');
  else writeReport(folder, merged(before, measured));
}

function writeReport(folder: string, results: Results): void {
  mkdirSync(folder, { recursive: true });
  const files = reportFiles(results);
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, text);
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
  console.error(`written to ${relative(process.cwd(), folder) || '.'}: ${Object.keys(files).join(', ')}`);
}

/** The start of a text: a program that fails may have said pages before. */
function firstLines(text: string, most: number): string {
  const lines = text.split('\n');
  return lines.length > most ? [...lines.slice(0, most), `… (${lines.length} lines)`].join('\n') : text;
}

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  if (options) console.error(`${options}\n`);
  console.log(HELP);
  process.exitCode = options ? 2 : 0;
} else {
  // An exit, and not the end by a signal, lets everything that was started clean up
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  bench(options).catch((error: unknown) => {
    console.error(firstLines(error instanceof Error ? error.message : String(error), 30));
    process.exitCode = 1;
  });
}
