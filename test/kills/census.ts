import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What is on a machine of something: counted before and after, both have to be the same. */
export interface Census {
  /** Command lines of processes. */
  readonly processes: readonly string[];
  /** Sockets that something listens at, by the program that does. */
  readonly sockets: readonly string[];
  /** Paths of files and folders. */
  readonly files: readonly string[];
}

/** Where the census looks. */
export interface Place {
  /** Folders whose files are counted. */
  readonly folders: readonly string[];
  /** `NAME=value` of a variable that the processes of the place have: two counts may go on at a time. */
  readonly mark: string;
}

/** A process of a place. */
export interface Found {
  readonly pid: number;
  readonly command: string;
}

const LISTENING = '0A';

/** Counts the processes, sockets and files of a place. Linux only. */
export function census(place: Place): Census {
  const processes = processesOf(place);
  const listening = new Set(['tcp', 'tcp6'].flatMap((kind) => listeningIn(`/proc/net/${kind}`)));
  return {
    processes: processes.map(({ command }) => plain(command)).sort(),
    sockets: processes
      .flatMap(({ pid, command }) =>
        inodesOf(pid)
          .filter((inode) => listening.has(inode))
          .map(() => plain(command).split(' ').slice(0, 4).join(' ')),
      )
      .sort(),
    files: place.folders.flatMap(filesOf).sort(),
  };
}

/** The differences between two counts, one line each; empty where they are the same. */
export function differences(before: Census, after: Census): string[] {
  return (['processes', 'sockets', 'files'] as const).flatMap((kind) => [
    ...minus(after[kind], before[kind]).map((one) => `more ${kind}: ${one}`),
    ...minus(before[kind], after[kind]).map((one) => `fewer ${kind}: ${one}`),
  ]);
}

/** The processes of a place that run, whoever their parents are. */
export function processesOf({ folders, mark }: Place): Found[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return [];
    const command = textOf(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').trim();
    const environment = textOf(`/proc/${entry}/environ`);
    const named = environment.split('\0').includes(mark);
    // The compiler of the sources: it ends with the process that it compiles for, and is not there when nothing changed
    if (/esbuild .*--ping/.test(command)) return [];
    const inside = folders.some((folder) => environment.includes(folder) || command.includes(folder));
    return command !== '' && (named || inside) ? [{ pid: Number(entry), command }] : [];
  });
}

/** What is the same for each run of the same thing: without numbers that are drawn. */
function plain(text: string): string {
  return text
    .replace(/aws-[0-9a-f]{8}/g, 'aws-ID')
    .replace(/"id":"[^"]*"/g, '"id":"ID"')
    .replace(/\b[0-9a-f]{32}\b/g, 'ID')
    .replace(/\b\d{3,}\b/g, 'N')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID');
}

function filesOf(folder: string): string[] {
  try {
    return (
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => !/(?:^|\/)__pycache__(?:\/|$)/.test(path))
        // Terraform writes it with the second apply that an instance sees: how many there were is not the same each time
        .filter((path) => !path.endsWith('terraform.tfstate.backup'))
        .map((path) => join(folder, plain(path)))
    );
  } catch {
    return [];
  }
}

function inodesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html */
function listeningIn(table: string): string[] {
  return textOf(table)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING)
    .flatMap((fields) => fields[9] ?? []);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Elements of the first that the second lacks, counted. */
function minus(all: readonly string[], without: readonly string[]): string[] {
  const rest = [...without];
  return all.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
