import { constants, existsSync, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors';
import { besideOf, sweepFolder } from '../system';

/** A file to write. */
export interface NewFile<T extends string | Uint8Array = string | Uint8Array> {
  /** Content of the file. */
  readonly text: T;
  /** Permissions of the file: 0o755 for a script, 0o644 otherwise. */
  readonly mode: number;
}

/** Files by their path below a folder, with `/` between its parts, sorted. */
export type NewFiles<T extends string | Uint8Array = string | Uint8Array> = ReadonlyMap<string, NewFile<T>>;

/** Texts and bytes as files: texts that begin with `#!` are scripts. */
export function asFiles<T extends string | Uint8Array>(texts: ReadonlyMap<string, T>): NewFiles<T> {
  return new Map(
    [...texts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => [path, { text, mode: isScript(text) ? 0o755 : 0o644 }]),
  );
}

function isScript(text: string | Uint8Array): boolean {
  return typeof text === 'string' && text.startsWith('#!');
}

/** The number of lines of each file. */
export function linesIn(files: NewFiles<string>): ReadonlyMap<string, number> {
  return new Map([...files].map(([path, { text }]) => [path, text.split('\n').length - 1]));
}

/**
 * Refuses a folder that something is in.
 *
 * @throws UserError when it is a file, or not empty
 */
export function checkFree(folder: string): void {
  const there = thereAt(folder);
  if (!there || (there.isDirectory() && readdirSync(folder).length === 0)) return;
  throw new UserError([
    {
      where: folder,
      what: there.isDirectory() ? 'the folder exists, and is not empty' : 'a file has this name',
      fix: 'give another name or --directory; for an app that is in it, run terragate add there',
    },
  ]);
}

/**
 * Makes a folder that holds the files: all of them or none. They are written into a folder beside it, which then gets
 * its name. What a killed run left there is removed.
 *
 * @param signal ends the work and removes what was written
 * @throws UserError when the folder is not free, or can't be written
 * @throws the reason of the signal
 */
export async function makeFolder(folder: string, files: NewFiles, signal?: AbortSignal): Promise<void> {
  checkFree(folder);
  const parents = missingParents(folder);
  const beside = dirname(parents[0] ?? folder);
  sweepFolder(beside);
  const temporary = besideOf(join(beside, basename(folder)));
  let made = 0;
  try {
    await writeAll(temporary, files, signal);
    for (; made < parents.length; made++) await mkdir(parents[made] ?? '');
    checkFree(folder);
    await rename(temporary, folder);
  } catch (error) {
    await discard(temporary);
    for (const parent of parents.slice(0, made).reverse()) await rmdir(parent).catch(() => {});
    throw signal?.aborted ? error : explained(error, folder);
  }
}

/** Removes a folder as far as that goes: what went wrong before is what counts. */
async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}

/** Folders above one that are not there, the highest first. */
function missingParents(folder: string): string[] {
  const missing: string[] = [];
  for (let parent = dirname(folder); !existsSync(parent); parent = dirname(parent)) missing.unshift(parent);
  return missing;
}

async function writeAll(folder: string, files: NewFiles, signal?: AbortSignal): Promise<void> {
  await mkdir(folder);
  for (const [path, { text, mode }] of files) {
    signal?.throwIfAborted();
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode, flag: 'wx' });
  }
  signal?.throwIfAborted();
}

/** The files that a folder lacks or has with another content. */
export function missingFiles<T extends string | Uint8Array>(folder: string, files: NewFiles<T>): NewFiles<T> {
  return new Map([...files].filter(([path, { text }]) => !isSame(join(folder, path), text)));
}

/**
 * Refuses to write where something else is.
 *
 * @param files those that missingFiles() found
 * @throws UserError naming every file in the way
 */
export function checkNoneInTheWay(folder: string, files: NewFiles): void {
  const found = new Set<string>();
  for (const path of files.keys()) {
    const parts = path.split('/');
    for (let i = 1; i <= parts.length; i++) {
      const part = parts.slice(0, i).join('/');
      const there = thereAt(join(folder, part));
      // A link belongs to the user, wherever it leads
      if (there && (i === parts.length || !there.isDirectory())) found.add(part);
    }
  }
  if (!found.size) return;
  throw new UserError(
    [...found].map((path) => ({
      where: join(folder, path),
      what: 'the file exists, and terragate add changes no file',
      fix: 'move it elsewhere, then run terragate add again',
    })),
  );
}

/**
 * Puts files into a folder that others are in: all of them or none. None of those is changed.
 *
 * @param signal ends the work and removes what was written
 * @throws UserError for files in the way, and when the folder can't be written
 * @throws the reason of the signal
 */
export async function addFiles(folder: string, files: NewFiles, signal?: AbortSignal): Promise<void> {
  checkNoneInTheWay(folder, files);
  const temporary = besideOf(join(folder, 'add'));
  const made: string[] = [];
  const put: string[] = [];
  sweepFolder(folder);
  try {
    await writeAll(temporary, files, signal);
    for (const path of files.keys()) {
      const file = join(folder, path);
      const parents = missingParents(file);
      for (const parent of parents) {
        await mkdir(parent);
        made.push(parent);
      }
      await linkNew(join(temporary, path), file);
      put.push(file);
    }
  } catch (error) {
    for (const file of put) await rm(file, { force: true });
    for (const parent of made.reverse()) await rmdir(parent).catch(() => {});
    throw signal?.aborted ? error : explained(error, folder);
  } finally {
    await discard(temporary);
  }
}

/** Gives a file a second name, which must be free. */
async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL); // on a file system without links
  }
}

/** The entry at a path, links not followed; `undefined` where there is none, or a file is in the place of a folder above it. */
function thereAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function explained(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const full = ['ENOSPC', 'EDQUOT'].includes(code);
  return new UserError([
    {
      where: folder,
      what: `the folder could not be written, and nothing of it remains: ${message}`,
      fix: full ? 'make room on the disk, and try again' : 'give a folder that you may write in',
    },
  ]);
}

function isSame(file: string, text: string | Uint8Array): boolean {
  try {
    return lstatSync(file).isFile() && readFileSync(file).equals(Buffer.from(text));
  } catch {
    return false;
  }
}
