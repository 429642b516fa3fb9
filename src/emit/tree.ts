import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Problem, UserError } from '../errors';
import { MARKER } from './module-files';

/** What differs between the files that are to be and those on disk. */
export interface TreeChange {
  readonly path: string;
  readonly kind: 'new' | 'changed' | 'gone';
}

/** Files that a module's folder may hold beside the emitted ones: what users and tools put there. */
const SKIPPED = new Set(['.terraform', 'node_modules', '.terragate']);

/**
 * Compares the files of a folder with those that are to be. A file on disk without the marker is not Terragate's: it is
 * never changed, and never removed.
 *
 * @throws UserError when a file without the marker stands where one is to be written.
 */
export function compareTree(root: string, files: ReadonlyMap<string, string>): TreeChange[] {
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
          fix: 'move it elsewhere or delete it, then run npm run synth again',
        });
      }
      changes.push({ path, kind: 'changed' });
    }
  }
  if (foreign.length) throw new UserError(foreign);
  for (const path of listFiles(root)) {
    if (!files.has(path) && isOurs(read(join(root, path)) ?? '')) changes.push({ path, kind: 'gone' });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes the folder hold the files: writes what is new or changed and removes marked files that are no longer emitted.
 * Each file is written beside its place and then renamed, so that a reader sees the old or the new one.
 */
export function writeTree(root: string, files: ReadonlyMap<string, string>): TreeChange[] {
  const changes = compareTree(root, files);
  for (const { path, kind } of changes) {
    const file = join(root, path);
    if (kind === 'gone') rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, files.get(path) ?? '');
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    }
  }
  return changes;
}

/** The marker stands in the first lines: a text that only talks of it is not marked. */
function isOurs(text: string): boolean {
  return text.slice(0, 400).includes(MARKER);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function listFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of entries(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && /\.(tf|md|json|hcl|ts)$/.test(entry.name)) found.push(relative(root, path));
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
