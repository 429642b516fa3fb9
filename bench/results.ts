import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerationResults } from './generation';
import type { Machine } from './machine';
import type { MemoryResults } from './memory';
import type { PackageResults } from './package';
import type { PlanResults } from './plan';
import type { PrintResults } from './printing';
import type { ServeResults } from './serve';
import type { StreamResults } from './stream';
import type { SynthResults } from './synth';

/** What can be measured alone, in the order of the report. */
export const PARTS = ['plan', 'synth', 'print', 'serve', 'stream', 'memory', 'client', 'package'] as const;
export type Part = (typeof PARTS)[number];

/** One call of the bench. */
export interface Run {
  readonly machine: Machine;
  /** Processes that wanted a core at the start and at the end. */
  readonly load: { readonly start: number; readonly end: number };
  /** Seconds of all that it measured. */
  readonly took: number;
  /** Whether everything was measured less often than it takes for a figure to count. */
  readonly quick: boolean;
}

/** The figures of one part, and the run that they are of. */
export interface Measured<Figures> {
  readonly run: Run;
  readonly figures: Figures;
}

/** The latest figures of each part; parts may be of different runs. */
export interface Results {
  readonly plan?: Measured<PlanResults>;
  readonly synth?: Measured<SynthResults>;
  readonly print?: Measured<PrintResults>;
  readonly serve?: Measured<ServeResults>;
  readonly stream?: Measured<StreamResults>;
  readonly memory?: Measured<MemoryResults>;
  readonly client?: Measured<GenerationResults>;
  readonly package?: Measured<PackageResults>;
}

/**
 * The results that an earlier run left in a folder; none where there was no run.
 *
 * @throws Error when there is something else
 */
export function readResults(folder: string): Results {
  const file = join(folder, 'results.json');
  if (!existsSync(file)) return {};
  try {
    return checked(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `${file} has no results that new ones can be added to (${(error as Error).message}): remove it, or name another folder`,
    );
  }
}

/** Newly measured parts with those of before that were not measured again. */
export function merged(before: Results, after: Results): Results {
  const all = { ...before, ...after };
  return Object.fromEntries(PARTS.flatMap((part) => (all[part] ? [[part, all[part]]] : []))) as Results;
}

/** Parts by the runs that they are of, in the order of the report. */
export function runsOf(results: Results): { readonly run: Run; readonly parts: readonly Part[] }[] {
  const runs = new Map<string, { run: Run; parts: Part[] }>();
  for (const part of PARTS) {
    const run = results[part]?.run;
    if (!run) continue;
    const key = JSON.stringify(run);
    const known = runs.get(key);
    if (known) known.parts.push(part);
    else runs.set(key, { run, parts: [part] });
  }
  return [...runs.values()];
}

function checked(value: unknown): Results {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
  for (const [name, part] of Object.entries(value)) {
    if (!PARTS.some((known) => known === name)) throw new Error(`"${name}" is no part`);
    const { run, figures } = (part ?? {}) as Partial<Measured<unknown>>;
    if (!run?.machine || !run.load || !figures) throw new Error(`"${name}" lacks its run or its figures`);
  }
  return value as Results;
}
