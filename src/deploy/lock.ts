import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import {
  commandOf,
  end,
  endStartedBy,
  ignoredFolder,
  readJson,
  readText,
  SELF,
  startOf,
  temporaryPath,
  writeFileAtomic,
} from '../system';
import { endProviders, removeTemporaryOfTerraform, terraformOf } from './left-behind';
import { removePlans } from './plan-file';
import { Interrupted } from './terraform';

/** The holder of a project's lock, as its file names it. */
interface Holder {
  readonly pid: number;
  /** Start of that process, as `startOf` gives it: its number may belong to another one by now. */
  readonly since: string | undefined;
  /** Name of the command. @example 'up' */
  readonly command: string;
  /** The mark of the programs that the command started. */
  readonly self?: string;
  /** Process id of the Terraform that the command runs. */
  readonly terraform?: number;
  /** Start of that Terraform, as `startOf` gives it. */
  readonly terraformSince?: string | undefined;
}

/** Mode of the lock file: only this user may read it. */
const PRIVATE = 0o600;

/** The right to change what runs of a project, held by one command at a time. */
export interface Lock {
  /** Notes the Terraform that is about to change things, so that one whose command was killed can be found. */
  noteTerraform(pid: number | undefined): void;
  release(): void;
}

export interface LockOptions {
  /** Called with a line on what is waited for. @default - silent */
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
  const own: Holder = { pid: process.pid, since: startOf(process.pid), command, self: SELF };
  while (!taken(file, own)) {
    const seen = readText(file);
    const holder = holderOf(project.state);
    if (holder && isThere(holder)) {
      throw new UserError([
        {
          where: project.name,
          what: `terragate ${holder.command} is at work on it (process ${holder.pid})`,
          fix: 'wait until that command is done, or end it',
        },
      ]);
    }
    // Other programs of the dead command would write where the next command does
    if (holder?.self !== undefined) endStartedBy(holder.self);
    // A Terraform that was started right before the command was killed is not noted
    const terraform = noted(holder) ?? terraformOf(project.state);
    if (terraform !== undefined) await orphan(holder?.command ?? 'command', terraform, options);
    await endProviders(project.state);
    removeTemporaryOfTerraform(project.state);
    // Another command may have taken the lock first
    if (readText(file) === seen) rmSync(file, { force: true });
  }
  removePlans(project);
  return {
    noteTerraform: (terraform) => {
      const more = terraform === undefined ? {} : { terraform, terraformSince: startOf(terraform) };
      writeFileAtomic(file, JSON.stringify({ ...own, ...more }), PRIVATE);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Whether a command works on a project, or a Terraform whose command was killed. */
export function isAtWork(state: string): boolean {
  const holder = holderOf(state);
  return holder !== undefined && (isThere(holder) || noted(holder) !== undefined);
}

/** Whether a command was killed, and so was its Terraform or it had none: the next command takes over. */
export function isAbandoned(state: string): boolean {
  const holder = holderOf(state);
  return holder !== undefined && !isThere(holder) && noted(holder) === undefined;
}

function holderOf(state: string): Holder | undefined {
  return readJson(join(state, 'lock')) as Holder | undefined;
}

/** The Terraform that a lock names, while it runs. */
function noted(holder: Holder | undefined): number | undefined {
  const { terraform, terraformSince } = holder ?? {};
  if (terraform === undefined || !isTerraform(terraform, terraformSince)) return undefined;
  return terraform;
}

async function orphan(command: string, pid: number, options: LockOptions): Promise<void> {
  if (options.killsTerraform) {
    await end(pid, 'SIGKILL', 5);
    return;
  }
  options.progress?.(
    `an earlier terragate ${command} was killed: its Terraform (process ${pid}) comes to its end`,
  );
  const since = startOf(pid);
  while (isTerraform(pid, since)) {
    if (options.signal?.aborted) throw new Interrupted();
    await sleep(100);
  }
}

/** Takes a lock file, which appears with its content: a link to one that was written aside. @returns whether it is taken */
function taken(file: string, own: Holder): boolean {
  const aside = temporaryPath(file);
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

function isTerraform(pid: number, since: string | undefined): boolean {
  if (since !== undefined && startOf(pid) !== since) return false;
  return /terraform|tofu/.test(commandOf(pid) ?? '');
}
