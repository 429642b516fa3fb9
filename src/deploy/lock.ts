import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import { ignoredFolder, readJson, writeWhole } from '../python';
import { commandOf, end, startOf } from './process';
import { Interrupted } from './terraform';

/** What the lock file says of the command that works on a project. */
interface Holder {
  readonly pid: number;
  /** When that process was started: its number may belong to another one by now. */
  readonly since: string | undefined;
  /** Such as `up`. */
  readonly command: string;
  /** The Terraform that it runs. */
  readonly terraform?: number;
}

/** Only this user may read it. */
const PRIVATE = 0o600;

/** The right to change what runs of a project, held by one command at a time. */
export interface Lock {
  /** Notes the Terraform that is about to change things, so that one whose command was killed can be found. */
  noteTerraform(pid: number | undefined): void;
  release(): void;
}

export interface LockOptions {
  /** Told what is waited for. @default - silent */
  readonly progress?: (line: string) => void;
  /**
   * Whether the Terraform of a killed command is killed too, since all that it makes will go. @default false: its end
   * is waited for. Asked to stop, it would break off what it is making, and know nothing of it.
   */
  readonly killsTerraform?: boolean;
  /** Ends the wait. @default - never */
  readonly signal?: AbortSignal;
}

/**
 * Takes the lock of a project. A lock that a killed command left behind is taken over, once its Terraform, which may be
 * in the middle of an apply, has ended.
 *
 * @throws UserError while another command holds it
 */
export async function lock(project: Project, command: string, options: LockOptions = {}): Promise<Lock> {
  const file = join(ignoredFolder(project.state), 'lock');
  const own: Holder = { pid: process.pid, since: startOf(process.pid), command };
  while (!taken(file, own)) {
    const holder = readJson(file) as Holder | undefined;
    if (holder && isThere(holder)) {
      throw new UserError([
        {
          where: project.name,
          what: `terragate ${holder.command} is at work on it (process ${holder.pid})`,
          fix: 'wait until it is done, or end it',
        },
      ]);
    }
    if (holder?.terraform !== undefined && isTerraform(holder.terraform)) {
      await orphan(holder.command, holder.terraform, options);
    }
    rmSync(file, { force: true });
  }
  return {
    noteTerraform: (terraform) =>
      writeWhole(file, JSON.stringify(terraform === undefined ? own : { ...own, terraform }), PRIVATE),
    release: () => rmSync(file, { force: true }),
  };
}

async function orphan(command: string, pid: number, options: LockOptions): Promise<void> {
  if (options.killsTerraform) {
    await end(pid, 'SIGKILL', 5);
    return;
  }
  options.progress?.(
    `an earlier terragate ${command} was killed: its Terraform (process ${pid}) comes to its end`,
  );
  while (isTerraform(pid)) {
    if (options.signal?.aborted) throw new Interrupted();
    await sleep(100);
  }
}

/** A file that comes into being with its content: a link to one that was written aside. */
function taken(file: string, own: Holder): boolean {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(own), { mode: PRIVATE });
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isThere({ pid, since }: Holder): boolean {
  const start = startOf(pid);
  return start !== undefined && start === since;
}

function isTerraform(pid: number): boolean {
  return /terraform|tofu/.test(commandOf(pid) ?? '');
}
