import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What was measured on: figures of different machines compare as ratios only. */
export interface Machine {
  /** Day of the run, as YYYY-MM-DD. */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly node: string;
  readonly terraform: string;
}

export function machine(): Machine {
  const [first] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: first?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    node: process.versions.node,
    terraform: terraformVersion(),
  };
}

/** How many processes wanted a core, on average over the last minute. */
export function load(): number {
  return loadavg()[0] ?? 0;
}

function terraformVersion(): string {
  try {
    const answer = execFileSync('terraform', ['version', '-json'], { stdio: ['ignore', 'pipe', 'ignore'] });
    return (JSON.parse(answer.toString()) as { terraform_version?: string }).terraform_version ?? 'unknown';
  } catch {
    return 'none';
  }
}
