import { chmodSync, readFileSync } from 'node:fs';
import { requireTool } from '../test/support/tools';
import { inTurns, measure, type Place, type RawPairs, rawPairs, type Usage } from './process';
import { environment, type Served } from './served';
import { median, pairedRatio, range } from './statistics';

/** Seconds that a command took, of some runs. */
export interface Times {
  readonly median: number;
  readonly range: readonly [number, number];
  readonly runs: readonly number[];
}

/** How long the commands take that begin and end the work on a project. */
export interface StartupResults {
  /** The first `up` of a project: package, local package and `terraform init`, from packages that are on this machine. */
  readonly first: number;
  /** `up` where nothing runs, of a project that ran before. */
  readonly cold: Times;
  readonly down: Times;
  /** `up` where it runs and nothing changed. */
  readonly warm: Times;
  /** `terraform plan` of the same root, in turns with `warm`. */
  readonly plan: Times;
  /** `warm` over `plan`: medians of the ratios of neighbours. */
  readonly ratio: { readonly wall: number; readonly cpu: number };
  /** Each pair of a plan and a warm `up`. */
  readonly raw: RawPairs;
}

/** Measures the commands on a project that never ran. It runs afterwards. */
export async function measureStartup(
  served: Served,
  colds: number,
  warms: number,
  progress: (line: string) => void,
): Promise<StartupResults> {
  progress('serve: terragate up for the first time');
  const first = (await served.command('up')).wall;
  const cold: number[] = [];
  const down: number[] = [];
  for (let i = 0; i < colds; i++) {
    progress(`serve: down and up, ${i + 1} of ${colds}`);
    down.push((await served.command('down')).wall);
    cold.push((await served.command('up')).wall);
  }
  progress('serve: up where nothing changed');
  const planned = await planPlace(served);
  const plan = () => emptyPlan(planned);
  const warm = () => served.command('up');
  await plan();
  await warm();
  const pairs = await inTurns(warms, plan, warm);
  const walls = (usages: readonly Usage[]) => usages.map(({ wall }) => wall);
  const cpus = (usages: readonly Usage[]) => usages.map(({ cpu }) => cpu);
  return {
    first,
    cold: times(cold),
    down: times(down),
    warm: times(walls(pairs.other)),
    plan: times(walls(pairs.base)),
    ratio: {
      wall: pairedRatio(walls(pairs.other), walls(pairs.base)),
      cpu: pairedRatio(cpus(pairs.other), cpus(pairs.base)),
    },
    raw: rawPairs(pairs),
  };
}

export function times(runs: readonly number[]): Times {
  return { median: median(runs), range: range(runs), runs };
}

interface PlanPlace extends Place {
  /** Path of the state. */
  readonly state: string;
}

/** The folder, the state and the variables that `up` runs Terraform with, as a program in its place sees them. */
async function planPlace({ project }: Served): Promise<PlanPlace> {
  const { workspace } = project;
  const seen = workspace.at('seen');
  const program = workspace.write(
    'seen-terraform',
    [
      '#!/bin/sh',
      `case $1 in plan) { pwd; printf '%s\\n' "$@" | sed -n 's/^-state=//p'; env -0; } > '${seen}' ;; esac`,
      `exec '${requireTool('terraform').path}' "$@"`,
      '',
    ].join('\n'),
  );
  chmodSync(program, 0o755);
  const { code, stderr } = await project.run(['up'], { ...environment(), TERRAGATE_TERRAFORM: program });
  if (code !== 0) throw new Error(`terragate up ended with ${code}\n${stderr}`);
  const [cwd = '', state = '', ...rest] = readFileSync(seen, 'utf8').split('\n');
  const variables = rest
    .join('\n')
    .split('\0')
    .filter(Boolean)
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return { cwd, state, env: Object.fromEntries(variables) };
}

async function emptyPlan(place: PlanPlace): Promise<Usage> {
  const command = ['terraform', 'plan', '-input=false', '-no-color', '-detailed-exitcode'];
  const usage = await measure([...command, `-state=${place.state}`], place);
  if (usage.code !== 0) throw new Error(`terraform plan ended with ${usage.code}\n${usage.output}`);
  return usage;
}
