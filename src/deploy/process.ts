import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from '../python';

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

/** When a process was started, in the words of `ps`; undefined when it is gone. With its number, it names it for good. */
export function startOf(pid: number): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim();
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
  signal(pid, polite);
  for (let waited = 0; waited < seconds * 1000; waited += 50) {
    if (commandOf(pid) === undefined) return true;
    await sleep(50);
  }
  signal(pid, 'SIGKILL');
  for (let waited = 0; waited < 2000 && commandOf(pid) !== undefined; waited += 50) await sleep(50);
  return false;
}
