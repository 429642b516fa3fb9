import { randomUUID } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomic } from './atomic';
import { readText } from './files';
import { endStartedBy, SELF } from './marked-process';
import { startOf } from './process';
import { type Progress, throwIfEnded } from './run';

/**
 * Does the work while no other process does work under the same lock file. A lock that a dead process left behind is
 * taken over, once the programs that it had started have been ended: they would write where this work does.
 *
 * @param file where the lock lies; its folder must exist
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  progress: Progress = () => {},
): Promise<T> {
  const own = [process.pid, nameOf(process.pid), SELF, randomUUID()].join(' ');
  let told = false;
  while (!(await taken(file, own))) {
    throwIfEnded();
    if (!told)
      progress(
        `waits for another run (process ${holderOf(file)?.pid ?? 'unknown'}; if it is gone, delete ${file})`,
      );
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function taken(file: string, own: string): Promise<boolean> {
  try {
    writeFileSync(file, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const seen = readText(file);
  const holder = holderOf(file);
  // The holder's name is written right after the file was made
  if (!holder) return isAbandoned(file) && takenOver(file, own, seen);
  if (nameOf(holder.pid) === holder.start) return false;
  endStartedBy(holder.self);
  return takenOver(file, own, seen);
}

async function takenOver(file: string, own: string, seen: string | undefined): Promise<boolean> {
  if (readText(file) !== seen) return false;
  writeFileAtomic(file, own);
  // another process may take over the same dead lock: the last one in has it
  await sleep(100);
  return readText(file) === own;
}

interface Holder {
  readonly pid: number;
  readonly start: string;
  readonly self: string;
}

function holderOf(file: string): Holder | undefined {
  const [pid = '', start = '', self = ''] = (readText(file) ?? '').split(' ');
  return /^\d+$/.test(pid) ? { pid: Number(pid), start, self } : undefined;
}

/** Start of a process, as one word. */
function nameOf(pid: number): string {
  return (startOf(pid) ?? 'gone').replaceAll(' ', '_');
}

/** Whether a lock without a name is that of a process that was killed between two steps. */
function isAbandoned(file: string): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > 2000;
}
