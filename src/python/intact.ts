import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../atomic';
import { readJson, readText } from './files';

/** File beside or in a folder that was made once: the size of each of its files, by its path. */
const SIZES = 'sizes.json';

/** Notes how large the files of a folder are. @param beside folder of the note. @default - the folder itself */
export function noteSizes(folder: string, beside = folder): void {
  writeWhole(join(beside, SIZES), JSON.stringify(sizesIn(folder)));
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

/**
 * Whether the packages of an environment are whole: each file that an installer recorded is there, and not shorter. What
 * the user has installed beside them has records of its own.
 *
 * @param folder of the environment
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/
 */
export function hasWholePackages(folder: string): boolean {
  if (sizeOf(join(folder, 'pyvenv.cfg')) === 0) return false;
  return sitePackages(folder).every((site) =>
    namesIn(site)
      .filter((name) => name.endsWith('.dist-info'))
      .every((name) => isWhole(site, readText(join(site, name, 'RECORD')))),
  );
}

function isWhole(site: string, record: string | undefined): boolean {
  // Without a record the installer was another one
  if (record === undefined) return true;
  const files = record.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain, size = ''] = /^(?:"((?:[^"]|"")*)"|([^,]*)),[^,]*,(\d+)$/.exec(line) ?? [];
    const path = quoted?.replaceAll('""', '"') ?? plain;
    // Programs are written anew for the interpreter
    return path === undefined || path.startsWith('..') ? [] : [{ path, size: Number(size) }];
  });
  return files.length > 0 && files.every(({ path, size }) => (sizeOf(join(site, path)) ?? -1) >= size);
}

function sitePackages(folder: string): string[] {
  const lib = join(folder, process.platform === 'win32' ? 'Lib' : 'lib');
  if (process.platform === 'win32') return [join(lib, 'site-packages')];
  return namesIn(lib)
    .filter((name) => name.startsWith('python'))
    .map((name) => join(lib, name, 'site-packages'));
}

function sizesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), sizeOf(path) ?? 0]));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}
