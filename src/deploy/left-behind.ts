import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, end, type Marked, markedBy, sha256, startOf } from '../system';

/**
 * Variable of every process that is started for what runs of a project, with a folder in the project's `.terragate` as
 * its value: that of the instance for the process in the background, the local AWS, and the functions with all that
 * they start; another one for Terraform and its providers. They are found by it whatever became of their parents and of
 * the files that name them.
 */
export const INSTANCE = 'TERRAGATE_INSTANCE';

/** Seconds that a process in the background has for an end in order: its local AWS ends its functions first. */
const PATIENCE = 15;

/** The processes that `endLeftBehind` leaves alone. */
export interface Spared {
  /** Folder of the instance that runs. @default - none does */
  readonly instance?: string;
}

/**
 * Ends the processes that earlier commands of a project left behind: instances that no file names any more, and the
 * providers of a Terraform that is gone. To be called under the project's lock.
 *
 * @param state the project's `.terragate`
 * @returns how many there were
 */
export async function endLeftBehind(state: string, spared: Spared = {}): Promise<number> {
  const left = () => leftBehind(state, spared);
  const found = new Set<number>();
  // The local AWS and the functions of a background process end with the process
  await Promise.all(
    left()
      .filter(({ pid }) => /deploy.background/.test(commandOf(pid) ?? ''))
      .map(({ pid }) => {
        found.add(pid);
        return end(pid, 'SIGTERM', PATIENCE);
      }),
  );
  await killAll(left, found);
  return found.size;
}

/** Ends the providers of a Terraform of a project that is gone: nobody asks them for anything any more. */
export async function endProviders(state: string): Promise<number> {
  const found = new Set<number>();
  await killAll(
    () => of(state).filter((one) => isOfTerraform(one, state) && startOf(one.group) === undefined),
    found,
  );
  return found.size;
}

/** Whether `endLeftBehind` would end something. */
export function isLeftBehind(state: string, spared: Spared = {}): boolean {
  return leftBehind(state, spared).length > 0;
}

/** The Terraform of a project that runs, whoever started it; undefined when none does. */
export function terraformOf(state: string): number | undefined {
  return of(state).find((one) => isOfTerraform(one, state) && one.pid === one.group)?.pid;
}

/** The value of the variable for Terraform, by what it works on. */
export function markOfTerraform(state: string, kind: 'local' | 'aws'): string {
  return join(state, 'terraform', kind);
}

/**
 * A folder for what Terraform and its providers keep while they run, the sockets between them above all. It is short, as
 * the path of a socket has to be, and the same for all runs of a project: what a killed one left is removed.
 *
 * @returns undefined where something of another user has its name
 */
export function temporaryOfTerraform(state: string): string | undefined {
  const folder = join(tmpdir(), `terragate-${sha256(state).slice(0, 12)}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    const there = lstatSync(folder, { throwIfNoEntry: false });
    if (!there?.isDirectory() || there.uid !== process.getuid?.()) return undefined;
  }
  return folder;
}

/** Removes the temporary folder of Terraform, with all that is in it. */
export function removeTemporaryOfTerraform(state: string): void {
  const folder = temporaryOfTerraform(state);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function leftBehind(state: string, { instance }: Spared): Marked[] {
  return of(state).filter((one) => one.value !== instance && !isTerraformAtWork(one));
}

function of(state: string): Marked[] {
  return markedBy(INSTANCE).filter(({ pid, value }) => value.startsWith(state + sep) && pid !== process.pid);
}

function isOfTerraform({ value }: Marked, state: string): boolean {
  return value.startsWith(join(state, 'terraform') + sep);
}

/** Whether a process is a Terraform at work on AWS, which is left to end: broken off, it would lose track of resources. */
function isTerraformAtWork({ value, group }: Marked): boolean {
  return value.endsWith(join('terraform', 'aws')) && startOf(group) !== undefined;
}

/** Ends what is found, until nothing is found: one process may start another before it ends. */
async function killAll(find: () => Marked[], found: Set<number>): Promise<void> {
  for (const until = Date.now() + 5000; Date.now() < until; await sleep(20)) {
    const left = find();
    if (left.length === 0) return;
    for (const { pid } of left) {
      found.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process ended in between
      }
    }
  }
}
