import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './files';
import { type Progress, throwIfEnded } from './run';

/**
 * Does the work while no other process does work under the same lock file. A lock that a dead process left behind is
 * taken over.
 *
 * @param file where the lock lies; its folder must exist
 */
export async function exclusively<T>(
  file: string,
  work: () => Promise<T>,
  progress: Progress = () => {},
): Promise<T> {
  const own = `${process.pid} ${randomUUID()}`;
  let told = false;
  while (!(await taken(file, own))) {
    throwIfEnded();
    if (!told)
      progress(`waits for another run (process ${holder(file) ?? 'unknown'}; if it is gone, delete ${file})`);
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
  const pid = holder(file);
  if (pid === undefined || alive(pid)) return false;
  const next = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  writeFileSync(next, own);
  renameSync(next, file);
  // another process may take over the same dead lock: the last one in has it
  await sleep(100);
  return readText(file) === own;
}

function holder(file: string): number | undefined {
  const pid = Number.parseInt(readText(file) ?? '', 10);
  return Number.isNaN(pid) ? undefined : pid;
}

/** Whether a process is there, be it this user's or not. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
