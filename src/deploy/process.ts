import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup, startOf } from '../python';

export { startOf } from '../python';

/** The command line of a process; undefined when it is gone. A number may long belong to another program. */
export function commandOf(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [state = '', ...command] = text.split(/\s+/);
    return state.startsWith('Z') ? undefined : command.join(' ');
  } catch {
    return undefined;
  }
}

/** Sends a signal to a process, and to its group where it leads one. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (signalGroup(pid, name)) return;
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between
  }
}

/**
 * Ends a process that this one did not start: politely, then not.
 *
 * @param polite the signal that it takes for a wish to end
 * @param seconds that it has for it
 * @returns whether it ended by itself
 */
export async function end(pid: number, polite: NodeJS.Signals, seconds: number): Promise<boolean> {
  const since = startOf(pid);
  const there = () => since !== undefined && startOf(pid) === since;
  if (!there()) return true;
  signal(pid, polite);
  for (const until = Date.now() + seconds * 1000; Date.now() < until; await sleep(20)) {
    if (!there()) return true;
  }
  if (there()) signal(pid, 'SIGKILL');
  for (const until = Date.now() + 2000; Date.now() < until && there(); ) await sleep(20);
  return false;
}
