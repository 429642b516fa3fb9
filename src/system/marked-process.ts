import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readText } from './files';
import { statOf } from './process';

/**
 * Variable in which each program that `run()` starts finds the name of the process that started it, and all that they
 * start find it too: so they are found when that process was killed.
 */
export const STARTED_BY = 'TERRAGATE_STARTED_BY';
/** The name of this process: no other one, of this machine or of another time, has it. */
export const SELF = randomUUID();

/** A process that has a variable. */
export interface Marked {
  readonly pid: number;
  /** The process that leads its group; it may be gone. */
  readonly group: number;
  /** The value of the variable. */
  readonly value: string;
}

/**
 * The processes of this user that were started with a variable, wherever they are in the tree of processes.
 *
 * @param name of the variable
 */
export function markedBy(name: string): Marked[] {
  return process.platform === 'linux' ? fromProc(name) : fromPs(name);
}

/** Ends all that a process has started with `run()`, and what that has started: the process itself was killed. */
export function endStartedBy(self: string): void {
  // A process that is being started meanwhile is found by another look
  for (let looks = 0; looks < 20; looks++) {
    const found = markedBy(STARTED_BY).filter(({ value, pid }) => value === self && pid !== process.pid);
    if (found.length === 0) return;
    for (const { pid } of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process ended in between
      }
    }
  }
}

function fromProc(name: string): Marked[] {
  const prefix = `${name}=`;
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    // The file is empty for a process that has ended and was not waited for; not readable for another user's
    const variable = (readText(`/proc/${entry}/environ`) ?? '')
      .split('\0')
      .find((one) => one.startsWith(prefix));
    if (variable === undefined) return [];
    const pid = Number(entry);
    return [{ pid, group: Number(statOf(pid)[2] ?? pid), value: variable.slice(prefix.length) }];
  });
}

/**
 * Marked processes of macOS, where `ps` shows the variables behind the command, but for programs of the system
 * itself.
 */
function fromPs(name: string): Marked[] {
  let text: string;
  try {
    text = execFileSync('ps', ['-E', '-x', '-ww', '-o', 'pid=,pgid=,stat=,command='], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => markOf(line, name));
}

/** The process in a line of `ps -E -o pid=,pgid=,stat=,command=` that has a variable. A value with a space ends before ` NAME=`. */
export function markOf(line: string, name: string): Marked[] {
  const [, pid, group, state = '', rest = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  const at = rest.lastIndexOf(` ${name}=`);
  if (pid === undefined || state.startsWith('Z') || at < 0) return [];
  const value = rest.slice(at + name.length + 2).replace(/ [A-Za-z_][A-Za-z0-9_]*=.*$/, '');
  return [{ pid: Number(pid), group: Number(group), value: value.trimEnd() }];
}
