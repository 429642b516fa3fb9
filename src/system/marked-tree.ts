import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Problem, UserError } from '../errors';
import { writeFileAtomic } from './atomic';

/** A difference between the emitted files and those on disk. */
export interface TreeChange {
  /** Path of the file, below the folder that was compared. */
  readonly path: string;
  /** The change: `new` is not on disk, `changed` has another text there, `gone` is no longer emitted. */
  readonly kind: 'new' | 'changed' | 'gone';
}

/** How one command tells the files that it wrote from all others. */
export interface Marker {
  /** Pattern of the marker, in the first lines of a file. */
  readonly pattern: RegExp;
  /** Pattern of the names of the files that the command writes; undefined where it looks at no others than it is given. */
  readonly names: RegExp | undefined;
  /** The command that writes them, for messages. */
  readonly command: string;
}

/** Files that a folder may hold beside the emitted ones: what users and tools put there. */
const SKIPPED = new Set(['.terraform', 'node_modules', '.terragate']);

/**
 * Compares the files of a folder with those that are to be. A file on disk without the marker is not Terragate's: it is
 * never changed, and never removed.
 *
 * @throws UserError when a file without the marker stands where one is to be written.
 */
export function compareTree(
  root: string,
  files: ReadonlyMap<string, string>,
  { pattern, names, command }: Marker,
): TreeChange[] {
  // A text that only talks of the marker is not marked
  const isOurs = (text: string) => pattern.test(text.slice(0, 400));
  const changes: TreeChange[] = [];
  const foreign: Problem[] = [];
  for (const [path, text] of files) {
    const now = read(join(root, path));
    if (now === undefined) changes.push({ path, kind: 'new' });
    else if (now !== text) {
      if (!isOurs(now)) {
        foreign.push({
          where: join(root, path),
          what: 'a file that Terragate did not write stands where it is to write one',
          fix: `move it elsewhere or delete it, then run ${command} again`,
        });
      }
      changes.push({ path, kind: 'changed' });
    }
  }
  if (foreign.length) throw new UserError(foreign);
  for (const path of names ? listFiles(root, names) : []) {
    if (!files.has(path) && isOurs(read(join(root, path)) ?? '')) changes.push({ path, kind: 'gone' });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes the folder hold the files: writes what is new or changed and removes marked files that are no longer emitted.
 * Each file is written elsewhere and then renamed, so that a reader sees the old or the new one.
 */
export function writeTree(root: string, files: ReadonlyMap<string, string>, marker: Marker): TreeChange[] {
  const changes = compareTree(root, files, marker);
  for (const { path, kind } of changes) {
    const file = join(root, path);
    if (kind === 'gone') rmSync(file);
    else writeFileAtomic(file, files.get(path) ?? '');
  }
  return changes;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function listFiles(root: string, names: RegExp): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of entries(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && names.test(entry.name)) found.push(relative(root, path));
    }
  };
  walk(root);
  return found;
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
