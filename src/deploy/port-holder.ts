import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandOf } from '../system';

/** A process that listens at a port of this machine. */
export interface PortHolder {
  readonly pid: number;
  /** The project of Terragate whose API it is. @default - another program's port */
  readonly project?: { readonly name: string; readonly folder: string };
  /** Name of the program. */
  readonly program: string;
}

/** The process at a port of 127.0.0.1 or ::1; undefined where there is none, or it belongs to another user. */
export function holderOf(port: number): PortHolder | undefined {
  const pid = process.platform === 'linux' ? linuxListener(port) : listenerByLsof(port);
  const command = pid === undefined ? undefined : commandOf(pid);
  if (pid === undefined || command === undefined) return undefined;
  const program = command.split(' ')[0]?.split('/').at(-1) ?? '';
  const project = /deploy.background\S* (\{.*\})$/s.exec(command)?.[1];
  return { pid, program, ...(project === undefined ? {} : projectIn(project)) };
}

/**
 * The holder of a port in words, with what ends it.
 *
 * @example takenBy(8400) // 'my-api in /home/me/my-api (terragate down ends it there)'
 */
export function takenBy(port: number): string {
  const holder = holderOf(port);
  if (!holder) return 'another program';
  const { project, program, pid } = holder;
  return project
    ? `${project.name} in ${project.folder} (terragate down ends it there)`
    : `another program: ${program}, process ${pid}`;
}

/** The project that a process in the background was started for. */
function projectIn(text: string): Pick<PortHolder, 'project'> {
  try {
    const { project } = JSON.parse(text) as { project?: { name?: unknown; folder?: unknown } };
    const { name, folder } = project ?? {};
    return typeof name === 'string' && typeof folder === 'string' ? { project: { name, folder } } : {};
  } catch {
    return {};
  }
}

/**
 * The process that listens at a port of Linux, by the tables of sockets and the open files of this user's processes.
 *
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
function linuxListener(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of textOf(table).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === '0A' && local.endsWith(`:${hex}`) && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of entries('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of entries(`/proc/${pid}/fd`)) {
      if (inodes.has(linkOf(`/proc/${pid}/fd/${fd}`))) return Number(pid);
    }
  }
  return undefined;
}

function listenerByLsof(port: number): number | undefined {
  try {
    const out = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(out, 10) || undefined;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Names in a folder of `/proc`: processes end while they are looked at, and those of other users show nothing. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
