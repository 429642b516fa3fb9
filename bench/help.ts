import { join } from 'node:path';
import { measureSuccess } from './process';
import { median } from './statistics';

const ROOT = join(__dirname, '..');

/** What `terragate --help` takes beside what Node takes to start. */
export interface HelpFigures {
  /** Median of `node -e 0`, in milliseconds. */
  readonly node: number;
  /** Median of `terragate --help`, in milliseconds. */
  readonly help: number;
}

/** Measures both in turns, since what else the machine does slows both down. */
export async function measureHelp(count: number): Promise<HelpFigures> {
  const program = join(ROOT, 'src/cli/terragate.cjs');
  const place = { cwd: ROOT, env: process.env };
  const node: number[] = [];
  const help: number[] = [];
  for (let i = 0; i <= count; i++) {
    const none = await measureSuccess([process.execPath, '-e', '0'], place);
    const one = await measureSuccess([process.execPath, program, '--help'], place);
    // The first brings the files into memory
    if (i > 0) {
      node.push(none.wall * 1000);
      help.push(one.wall * 1000);
    }
  }
  return { node: median(node), help: median(help) };
}

/** The figures as a line. */
export async function helpLine(count: number): Promise<string> {
  const { node, help } = await measureHelp(count);
  return `terragate --help: ${help.toFixed(0)} ms, ${(help / node).toFixed(2)} times node -e 0 (${node.toFixed(0)} ms); medians of ${count}`;
}
