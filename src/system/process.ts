import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './files';

/**
 * The start of a process; undefined when it is gone. With its number, the start names the process: the number alone
 * may belong to another one by now. The form depends on the system, and stays the same while the machine runs.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const [state, ticks] = statOf(pid);
    // The start by `ps` is a time of day, which changes when the clock is set
    return state === undefined || state === 'Z' ? undefined : `${boot()}-${ticks}`;
  }
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    const [state = '', ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env,
    })
      .trim()
      .split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}

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

/**
 * Sends a signal to a process that leads a group, and to all of the group.
 *
 * @returns whether there was any of it
 */
export function signalGroup(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    // Windows has no groups
    return process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    return false;
  }
}

/** Sends a signal to a process, and to its group where it leads one. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (signalGroup(pid, name)) return;
  try {
    process.kill(pid, name);
  } catch {
    // The process ended in between
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

/** State, start in clock ticks since the machine started, and group of a process of Linux. */
export function statOf(pid: number): [state?: string, ticks?: string, group?: string] {
  // The name of the program, in parentheses, may hold anything. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = (readText(`/proc/${pid}/stat`) ?? '').replace(/^.*\) /s, '').split(' ');
  return fields.length < 20 ? [] : [fields[0] ?? '', fields[19] ?? '', fields[2] ?? ''];
}

let booted: string | undefined;

function boot(): string {
  booted ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return booted;
}
