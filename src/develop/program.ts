import { spawn } from 'node:child_process';
import { shell } from '../language';
import { signalGroup } from '../system';
import type { ToolContext } from './tool-context';

/** A program to run. */
export interface ProgramSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All environment variables of the program. */
  readonly env: NodeJS.ProcessEnv;
}

/** Exit code of a program that was ended by Ctrl-C. */
export const INTERRUPTED = 130;

/** Milliseconds from the first Ctrl-C until a program is asked again, and until it is killed. */
const PATIENCE = { again: 4000, end: 8000 };

/**
 * Runs a program to its end, with its output as `place.output` says.
 *
 * The program leads a group of its own, so that Ctrl-C reaches this process alone, which passes it on once and to all that the
 * program started. None of these outlives this process.
 *
 * @returns its exit code; 1 when a signal ended it, 130 when it was interrupted by `place.signal`
 * @throws Error when it cannot be started
 */
export async function runProgram(
  order: ProgramSpec,
  place: Pick<ToolContext, 'output' | 'signal'>,
): Promise<number> {
  const { command, args, cwd, env } = order;
  const { output, signal } = place;
  if (signal.aborted) return INTERRUPTED;
  const child = spawn(command, [...args], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: {
      terminal: ['inherit' as const, 'inherit' as const, 'inherit' as const],
      stderr: ['inherit' as const, 2, 'inherit' as const],
      failure: ['inherit' as const, 'pipe' as const, 'pipe' as const],
    }[output],
  });
  const kept: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => void kept.push(chunk));

  const timers: NodeJS.Timeout[] = [];
  const interrupt = () => {
    signalGroup(child.pid, 'SIGINT');
    timers.push(
      setTimeout(() => signalGroup(child.pid, 'SIGINT'), PATIENCE.again),
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), PATIENCE.end),
    );
  };
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  signal.addEventListener('abort', interrupt, { once: true });
  process.once('exit', kill);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? 1));
    });
    if (signal.aborted) return INTERRUPTED;
    if (code !== 0) process.stderr.write(Buffer.concat(kept));
    return code;
  } finally {
    // Processes that the program left behind go with it
    kill();
    process.off('exit', kill);
    signal.removeEventListener('abort', interrupt);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** A command line as it could be typed, with variables before it. @example shownCommand(['.venv/bin/python', '-k', 'a b']) // ".venv/bin/python -k 'a b'" */
export function shownCommand(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): string {
  const assignments = Object.entries(variables).map(([name, value]) => shell`${name}=${value}`);
  return shell.join([...assignments, ...words.map((word) => shell.literal(word))], ' ').text;
}

/** Variables that turn the colours of programs on or off. */
export function colorEnvironment(color: boolean, piped: boolean): NodeJS.ProcessEnv {
  if (!color) return { NO_COLOR: '1', FORCE_COLOR: undefined, PY_COLORS: undefined };
  // On a terminal programs find out for themselves
  return piped ? { FORCE_COLOR: '1' } : {};
}
