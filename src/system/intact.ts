import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic';
import { readJson, readText } from './files';

/** File beside or in a folder that was made once: the size of each of its files, by its path. */
const SIZES = 'sizes.json';

/** Notes the size of each file in a folder. @param beside folder of the note. @default - the folder itself */
export function noteSizes(folder: string, beside = folder): void {
  writeFileAtomic(join(beside, SIZES), JSON.stringify(sizesIn(folder)));
}

/**
 * Whether the files of a folder still have the size that was noted: not those that a full disk or a crash has cut off.
 * Files that came later are not looked at. A folder without a note is that of an earlier version, and taken as whole.
 */
export function isIntact(folder: string, beside = folder): boolean {
  if (readText(join(beside, SIZES)) === undefined) return true;
  const sizes = readJson(join(beside, SIZES)) as Readonly<Record<string, number>> | undefined;
  if (sizes === undefined) return false;
  return Object.entries(sizes).every(([path, size]) => sizeOf(join(folder, path)) === size);
}

function sizesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), sizeOf(path) ?? 0]));
}

/** Size of a file in bytes; undefined where there is none. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}
