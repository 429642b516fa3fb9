import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, sizeOf } from '../system';

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
  // Without a record, another installer than pip or uv made the folder
  if (record === undefined) return true;
  const files = record.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain, size = ''] = /^(?:"((?:[^"]|"")*)"|([^,]*)),[^,]*,(\d+)$/.exec(line) ?? [];
    const path = quoted?.replaceAll('""', '"') ?? plain;
    // Programs are written again for the interpreter
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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
