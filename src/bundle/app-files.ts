import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ZipFile } from './zip';

/** What of a project's own folder has no use at run time. Deeper folders of these names are kept. */
const NOT_AT_THE_TOP = new Set([
  ...['tests', 'test', 'docs', 'scripts', 'build', 'dist', 'venv', 'env', 'node_modules'],
  ...[
    'Dockerfile',
    'Makefile',
    'openapi.json',
    'poetry.toml',
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'tox.ini',
  ],
]);
const NOT_AT_THE_TOP_BY_END = /^(requirements.*\.txt|.*\.lock|.*\.md|.*\.zip|LICENSE.*)$/;
const NOWHERE = /^(\..*|__pycache__|.*\.py[co]|.*\.egg-info|.*\.tmp)$/;

/**
 * The files of a Python project that its Lambda package holds: all but tests, dot files (and so `.venv` and `.env`),
 * byte code, and what only development needs.
 *
 * A file that begins with `#!` is executable, whatever its mode here, and `*.sh` at the top has LF line ends: so the
 * package is the same from a checkout on Windows.
 *
 * @param outFile absolute path of the zip that is written, which may lie in the project and is not in itself
 */
export function appFiles(projectDir: string, outFile?: string): ZipFile[] {
  const files: ZipFile[] = [];
  const walk = (folder: string, prefix: string, parents: readonly string[]): void => {
    const here = realpathSync(folder);
    if (parents.includes(here)) return; // a link to a folder above
    for (const name of readdirSync(folder).sort()) {
      if (NOWHERE.test(name)) continue;
      if (prefix === '' && (NOT_AT_THE_TOP.has(name) || NOT_AT_THE_TOP_BY_END.test(name))) continue;
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isDirectory()) walk(path, `${prefix}${name}/`, [...parents, here]);
      else if (found?.isFile() && path !== outFile) files.push(asPacked(prefix + name, readFileSync(path)));
    }
  };
  walk(projectDir, '', []);
  return files;
}

function asPacked(name: string, bytes: Buffer): ZipFile {
  const isScript = /^[^/]+\.sh$/.test(name);
  const data = isScript ? Buffer.from(bytes.toString('utf8').replaceAll('\r\n', '\n')) : bytes;
  return { name, data, executable: data[0] === 0x23 && data[1] === 0x21 };
}
