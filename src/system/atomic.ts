/**
 * Files and folders that come into being whole: made under a temporary name, then renamed.
 *
 * A process that is killed leaves its temporary file behind. So that none stays among the user's files, they lie in
 * `.terragate/tmp` of the nearest project, which Git ignores; their names hold the process that made them, and
 * `sweep()` removes those whose process is gone. Where there is no project, they lie beside the file, under a hidden
 * name, and the next file written there removes them.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Folder of a project for what can be made again at any time, for its user alone: states hold secrets. */
const CACHE = '.terragate';
/** Folder of temporary files, in that one and in the user's cache. */
const TEMPORARY = 'tmp';
/** The name of a temporary file, `<process id>-<machine>-<random>.tmp`; beside a file `.<its name>.` comes first. */
const NAME = /^(?:\..+\.)?(\d+)-([0-9a-f]{6})-[0-9a-f]{8}\.tmp$/;
/** Milliseconds after which a temporary file of another machine, which shares the disk, is left over for sure. */
const STALE = 24 * 60 * 60 * 1000;

/**
 * Writes a file as a whole or not at all; makes its folder where it is missing.
 *
 * @param mode its permissions. @default - 0600 in a folder `.terragate`, elsewhere what the umask leaves of 0666
 * @example writeFileAtomic('infra/modules/my-api/main.tf', text)
 */
export function writeFileAtomic(path: string, data: Uint8Array | string, mode = modeOf(path)): void {
  const file = resolve(path);
  makeFolder(dirname(file));
  const scratch = scratchFor(dirname(file));
  if (scratch !== undefined && put(join(scratch, temporaryName()), file, data, mode)) return;
  sweepFolder(dirname(file));
  put(besideOf(file), file, data, mode);
}

function modeOf(path: string): number | undefined {
  return isPrivate(path) ? 0o600 : undefined;
}

function isPrivate(path: string): boolean {
  return resolve(path).split(sep).includes(CACHE);
}

/** Makes a folder, and those above it: for the user alone (0700) in `.terragate`, elsewhere as the umask has it. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, ...(isPrivate(path) ? { mode: 0o700 } : {}) });
}

/**
 * Writes a file under a temporary name and renames it. @returns false where the disk of the temporary file is another
 * one
 */
function put(temporary: string, file: string, data: Uint8Array | string, mode: number | undefined): boolean {
  try {
    writeFileSync(temporary, data, mode === undefined ? {} : { mode });
    renameSync(temporary, file);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EXDEV') return false;
    throw error;
  }
}

/** Makes a new empty folder on the disk of what it will become, so that a rename puts it there at once. */
export function temporaryFolder(becomes: string): string {
  const place = resolve(becomes);
  makeFolder(dirname(place));
  const scratch = scratchFor(dirname(place));
  if (scratch === undefined) sweepFolder(dirname(place));
  const folder = scratch === undefined ? besideOf(place) : join(scratch, temporaryName());
  makeFolder(folder);
  return folder;
}

/** A name that nothing has yet, for a file or folder that is moved out of the way of another one, and then removed. */
export function temporaryPath(replaces: string): string {
  const scratch = scratchFor(dirname(resolve(replaces)));
  return scratch === undefined ? besideOf(resolve(replaces)) : join(scratch, temporaryName());
}

/**
 * Removes the temporary files that killed processes left in a project's `.terragate` or in the user's cache.
 *
 * @param cache path of that folder
 */
export function sweep(cache: string): void {
  sweepFolder(join(cache, TEMPORARY));
}

/**
 * Removes from a folder what has the name of a temporary file of a process that is gone.
 */
export function sweepFolder(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, pid, machine] = NAME.exec(name) ?? [];
    if (pid === undefined || !isLeftOver(join(folder, name), Number(pid), machine)) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Another process removes the file too
    }
  }
}

function isLeftOver(path: string, pid: number, machine: string | undefined): boolean {
  if (machine === MACHINE) return !alive(pid);
  const stats = statsOf(path);
  return stats !== undefined && Date.now() - stats.mtimeMs > STALE;
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

/**
 * Makes a folder that only its user may enter (0700), and that Git ignores by a file of its own, and by another one ruff
 * and search tools where there is no Git. One that others may enter, as earlier versions made it, is closed with all
 * files in it.
 */
export function ignoredFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).mode & OTHERS) {
    chmodSync(folder, 0o700);
    closeFiles(folder);
  }
  for (const name of ['.gitignore', '.ignore']) {
    try {
      writeFileSync(join(folder, name), '*\n', { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return folder;
}

/** Permissions of all but the user. */
const OTHERS = 0o077;

/**
 * Takes the permissions of others from the files of a folder; not from packages that are one file with those of a
 * cache.
 */
function closeFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) closeFiles(path);
    const stats = entry.isFile() ? statsOf(path) : undefined;
    if (stats?.nlink === 1 && stats.mode & OTHERS) chmodSync(path, stats.mode & 0o700);
  }
}

/** Folder of the user's cache: `$XDG_CACHE_HOME/terragate`, `~/.cache/terragate` where that is not set. */
export function userCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'terragate');
}

/** A temporary name: `<process id>-<machine>-<random>.tmp`. */
function temporaryName(): string {
  return `${process.pid}-${MACHINE}-${randomUUID().slice(0, 8)}.tmp`;
}

/** A hidden temporary name beside a file or folder: `sweepFolder` of the folder above finds it. */
export function besideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${temporaryName()}`);
}

/** The folder of temporary files for what is written to a folder; undefined where it is in no project. */
function scratchFor(folder: string): string | undefined {
  const device = statsOf(folder)?.dev;
  const cache = userCache();
  for (let at = folder; ; at = dirname(at)) {
    const home = homeAt(at, cache);
    if (home !== undefined) return made(home, device);
    if (dirname(at) === at) return undefined;
  }
}

/** The folder for what can be made again, where a folder is one, has one or is that of a project. */
function homeAt(folder: string, cache: string): string | undefined {
  if (folder === cache || basename(folder) === CACHE) return folder;
  const inside = join(folder, CACHE);
  if (statsOf(inside)?.isDirectory() || statsOf(join(folder, 'terragate.json'))?.isFile()) return inside;
  return undefined;
}

/** The folder of temporary files in another one; undefined where that is of another user or on another disk. */
function made(home: string, device: number | undefined): string | undefined {
  try {
    if (basename(home) === CACHE) ignoredFolder(home);
    const scratch = join(home, TEMPORARY);
    makeFolder(scratch);
    const { dev, uid } = statSync(scratch);
    // A folder that another user can change is not safe for files before they are moved
    return dev === device && (process.getuid === undefined || uid === process.getuid()) ? scratch : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Six digits for the machine, or the container, in which a process id means something. */
const MACHINE = createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 6);

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
