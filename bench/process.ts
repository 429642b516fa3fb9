import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a program took, and how it ended. */
export interface Usage {
  /** Seconds from start to end. */
  readonly wall: number;
  /** CPU seconds of the program and of those that it started. */
  readonly cpu: number;
  /** Bytes of memory that the largest process had at its peak. */
  readonly peak: number;
  readonly code: number;
  /** Both of what it printed. */
  readonly output: string;
}

/** Where a program runs. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end and measures it.
 *
 * @throws Error when it could not be started or measured
 */
export function measure(command: readonly string[], { cwd, env }: Place): Promise<Usage> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', [join(__dirname, 'measure.py'), ...command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let usage = '';
    child.stdout?.on('data', (data) => {
      output += data;
    });
    child.stderr?.on('data', (data) => {
      output += data;
    });
    child.stdio[3]?.on('data', (data) => {
      usage += data;
    });
    child.on('error', reject);
    child.on('close', () => {
      if (usage) resolve({ ...(JSON.parse(usage) as Omit<Usage, 'output'>), output });
      else reject(new Error(`${command.join(' ')} was not measured\n${output}`));
    });
  });
}

/** `measure`, for a program that has to succeed. */
export async function measureSuccess(command: readonly string[], place: Place): Promise<Usage> {
  const usage = await measure(command, place);
  if (usage.code !== 0) throw new Error(`${command.join(' ')} ended with ${usage.code}\n${usage.output}`);
  return usage;
}

/** What two programs took in turns: runs of the same index belong together. */
export interface Pairs {
  readonly base: readonly Usage[];
  readonly other: readonly Usage[];
}

type Figures = Pick<Usage, 'wall' | 'cpu' | 'peak'>;

/** The figures of pairs, without what the programs printed. */
export interface RawPairs {
  readonly base: readonly Figures[];
  readonly other: readonly Figures[];
}

export function rawPairs({ base, other }: Pairs): RawPairs {
  const figures = ({ wall, cpu, peak }: Usage) => ({ wall, cpu, peak });
  return { base: base.map(figures), other: other.map(figures) };
}

/** Measures two programs in turns, `count` times each; the one that begins changes, as does what the other left behind. */
export async function inTurns(
  count: number,
  base: () => Promise<Usage>,
  other: () => Promise<Usage>,
): Promise<Pairs> {
  const bases: Usage[] = [];
  const others: Usage[] = [];
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) bases.push(await base());
    others.push(await other());
    if (i % 2 === 1) bases.push(await base());
  }
  return { base: bases, other: others };
}
