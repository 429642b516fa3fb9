import { existsSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import type { ZipFile } from './zip';

/** Files of a project's top folder that have no use at run time. Deeper folders of these names are kept. */
const NOT_AT_THE_TOP = new Set([
  ...['tests', 'test', 'docs', 'scripts', 'build', 'dist', 'venv', 'env', 'node_modules', 'htmlcov'],
  ...[
    'Dockerfile',
    'Makefile',
    'openapi.json',
    'package.json',
    'package-lock.json',
    'poetry.toml',
    'terragate.json',
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'tox.ini',
  ],
]);
// a state or a file of variables may hold secrets
const NOT_AT_THE_TOP_BY_END =
  /^(requirements.*\.txt|.*\.lock|.*\.md|.*\.zip|LICENSE.*|.*\.tf|.*\.tf\.json|.*\.tfvars(\.json)?|.*\.tfstate(\..*)?)$/;
const NOWHERE = /^(\..*|__pycache__|.*\.py[co]|.*\.egg-info|.*\.tmp|terragate-.*\.tgz)$/;

/**
 * State file of a local package, which says what is in it: a folder with this file is made from a project, and is no
 * part of one.
 */
export const LOCAL_PACKAGE_STATE = '.terragate-local-package.json';

/** A file of a Python project that its Lambda package holds. */
export interface AppFile {
  /** Path from the project's folder, with `/` between its parts. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly stats: Stats;
}

/**
 * Whether a path belongs to the package of a Python project, by its name alone: for a watcher that hears of files and
 * folders that may be gone by now.
 *
 * @param name path from the project's folder
 * @example isAppFile('app/main.py') // true
 * @example isAppFile('tests/test_app.py') // false
 */
export function isAppFile(name: string): boolean {
  const [top = '', ...deeper] = name.split(/[\\/]/);
  return !NOT_AT_THE_TOP.has(top) && !NOT_AT_THE_TOP_BY_END.test(top) && ![top, ...deeper].some(isNowhere);
}

function isNowhere(part: string): boolean {
  return NOWHERE.test(part);
}

/**
 * The files of a Python project that its Lambda package holds, sorted by folder: all but tests, dot files (and so
 * `.venv` and `.env`), byte code, and what only development needs. Nothing is read of them.
 *
 * @param except absolute paths of files and folders that may lie in it and are no part of it, such as its zip
 */
export function listAppFiles(projectDir: string, except: readonly string[] = []): AppFile[] {
  const files: AppFile[] = [];
  const walk = (folder: string, prefix: string, parents: readonly string[]): void => {
    const found = unlessGone(() => ({ here: realpathSync(folder), names: readdirSync(folder) }));
    if (!found || parents.includes(found.here)) return; // gone, or a link to a folder above
    const { here, names } = found;
    if (prefix !== '' && names.includes(LOCAL_PACKAGE_STATE)) return;
    for (const name of names.sort()) {
      if (isNowhere(name) || (prefix === '' && !isAppFile(name))) continue;
      const path = join(folder, name);
      if (except.includes(path)) continue;
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory()) walk(path, `${prefix}${name}/`, [...parents, here]);
      else if (stats?.isFile()) files.push({ name: prefix + name, path, stats });
    }
  };
  if (!existsSync(projectDir)) {
    throw new UserError([
      { where: projectDir, what: 'the folder does not exist', fix: 'name the folder of the Python project' },
    ]);
  }
  walk(projectDir, '', []);
  return files;
}

/**
 * The files of listAppFiles() with their content as it is packed.
 *
 * A file that begins with `#!` is executable, whatever its mode here, and `*.sh` at the top has LF line ends: so the
 * package is the same from a checkout on Windows.
 *
 * @param except absolute paths as for listAppFiles()
 */
export function appFiles(projectDir: string, except: readonly string[] = []): ZipFile[] {
  return listAppFiles(projectDir, except).flatMap((file) => packedFile(file) ?? []);
}

/**
 * One file with its content as it is packed; undefined when the file went since it was listed, as files of editors
 * do.
 */
export function packedFile({ name, path }: AppFile): ZipFile | undefined {
  const bytes = unlessGone(() => readFileSync(path));
  if (!bytes) return undefined;
  const isScript = /^[^/]+\.sh$/.test(name);
  const data = isScript ? Buffer.from(bytes.toString('utf8').replaceAll('\r\n', '\n')) : bytes;
  return { name, data, executable: data[0] === 0x23 && data[1] === 0x21 };
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
