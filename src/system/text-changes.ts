import { rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors';
import { writeFileAtomic } from './atomic';
import { readText } from './files';
import type { TreeChange } from './marked-tree';

/** A change of a file by its texts; undefined where there is no file. */
export interface TextChange {
  /** Path from the folder of the changes, with `/` between its parts. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A path from a folder, with `/` between its parts. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/**
 * The texts of a tree that is compared with what it will be.
 *
 * @param folder the folder that paths are from
 * @param root the folder that was compared, with the files to be and their differences
 */
export function treeTexts(
  folder: string,
  root: string,
  files: ReadonlyMap<string, string>,
  changes: readonly TreeChange[],
): readonly TextChange[] {
  return changes.map(({ path }) => ({
    path: pathFrom(folder, join(root, path)),
    before: readText(join(root, path)),
    after: files.get(path),
  }));
}

/**
 * Refuses changes of files that are no longer what they were when the changes were planned.
 *
 * @param at the file of a change
 * @param command the command to run again, for the message
 * @throws UserError naming each of them
 */
export function refuseStale(
  changes: readonly TextChange[],
  at: (path: string) => string,
  command: string,
): void {
  const stale = changes.filter(({ path, before }) => readText(at(path)) !== before);
  if (stale.length)
    throw new UserError(
      stale.map(({ path }) => ({
        where: at(path),
        what: 'the file has changed meanwhile',
        fix: `run ${command} again`,
      })),
    );
}

/** Writes changes in their order, each file whole, and removes the files that are to be none. */
export function writeTexts(folder: string, changes: readonly TextChange[]): void {
  for (const { path, after } of changes) {
    if (after === undefined) rmSync(join(folder, path));
    else writeFileAtomic(join(folder, path), after);
  }
}
