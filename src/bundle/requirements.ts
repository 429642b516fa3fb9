import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';
import type { LockedPackages } from '../python';
import { type Progress, projectCache, type Run, sha256 } from '../system';
import { manifestOf } from './manifest';
import { checkRequirements, isHashed, readRequirements, requirementsText } from './requirements-file';
import { pythonProblem } from './requires-python';
import { canLock, exportUvLock, kept } from './uv-lock';

/** The Python packages of a project, with their versions. */
export interface Requirements extends LockedPackages {
  readonly source: string;
  readonly hashed: boolean;
  /** SHA-256 of the requirements, the same on all machines. */
  readonly key: string;
}

/** Options of the search for requirements. */
export interface RequirementsOptions {
  /** The file, absolute or from the project's folder. @default - the first of uv.lock, requirements.lock and requirements.txt */
  readonly lockFile?: string;
  /**
   * Whether what development needs is included: the groups of uv.lock, or requirements-dev.lock where there is one.
   *
   * @default false
   */
  readonly development?: boolean;
  /** Python of the functions: a project whose requires-python leaves it out is refused. @default - not looked at */
  readonly pythonVersion?: string;
  readonly progress: Progress;
  /** Called with a line on which of several files is taken. @default - `progress` */
  readonly note?: Progress;
  readonly run: Run;
}

/** The lock files of other tools, with the command that exports each. */
const OTHER_LOCKS: Readonly<Record<string, string>> = {
  'poetry.lock': 'poetry export --format requirements.txt --output requirements.lock',
  'pdm.lock': 'pdm export --prod --format requirements --output requirements.lock',
  'Pipfile.lock': 'pipenv requirements --hash > requirements.lock',
};

const UV_HOW_TO = 'pip install uv (or brew install uv, winget install astral-sh.uv)';

/**
 * The runtime requirements of a project, from the file that it has: uv.lock, requirements.lock or requirements.txt.
 * Where there are several, the first is taken, and `note` gets a line about it. Where there is none and
 * pyproject.toml names what the project needs, uv writes uv.lock.
 *
 * @throws UserError when there is none, when uv.lock cannot be read, or when not all versions are pinned
 */
export async function findRequirements(
  projectDir: string,
  options: RequirementsOptions,
): Promise<Requirements> {
  const project = resolve(projectDir);
  const { development = false, note = options.progress } = options;
  const found = options.lockFile ? [given(project, options.lockFile)] : lockFiles(project, development);
  const [source = unlocked(project), ...others] = found;
  if (source === undefined) throw none(project, development);
  checkPython(project, source, options.pythonVersion);
  if (basename(source) !== 'uv.lock') {
    if (others.length) note(`takes ${basename(source)} and not ${listed(others)}`);
    return fromFile(project, source, source);
  }
  const exported = await exportUvLock(dirname(source), {
    ...options,
    ...{ development, cache: projectCache(project), install: others.length === 0 },
  });
  if (exported === undefined) {
    const [second] = others;
    if (second === undefined) throw noUv(source);
    note(`takes ${basename(second)}: uv.lock is read by uv, which is not on PATH`);
    return fromFile(project, second, second);
  }
  if (others.length) note(`takes uv.lock and not ${listed(others)}`);
  return fromFile(project, exported, source);
}

/** The uv.lock that uv can write for a project that has no file with versions. */
function unlocked(project: string): string | undefined {
  const other = Object.keys(OTHER_LOCKS).some((name) => existsSync(join(project, name)));
  const none = !other && lockFiles(project, true).length === 0;
  return none && canLock(project) ? join(project, 'uv.lock') : undefined;
}

function checkPython(project: string, source: string, version: string | undefined): void {
  const manifest = version === undefined ? undefined : (manifestOf(dirname(source)) ?? manifestOf(project));
  if (!manifest || version === undefined) return;
  const problem = pythonProblem(manifest.path, manifest.requiresPython, version);
  if (problem) throw new UserError([problem]);
}

function noUv(lock: string): UserError {
  return new UserError([
    {
      where: lock,
      what: 'the lock is read by uv, which is not on PATH',
      fix: `install uv: ${UV_HOW_TO}; or, where there is uv, write a file that needs none: uv export --frozen --no-dev --no-emit-project --format requirements-txt -o requirements.lock`,
    },
  ]);
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => basename(path)).join(', ');
}

function given(project: string, lockFile: string): string {
  const path = resolve(project, lockFile);
  if (existsSync(path)) return path;
  throw new UserError([
    {
      where: path,
      what: 'the file does not exist, so that the versions to install are not known',
      fix: `write it: ${lockCommand(project, basename(path))}`,
    },
  ]);
}

/** Files with the versions of an app's packages, the one that is taken first. */
export const LOCK_FILES = ['uv.lock', 'requirements.lock', 'requirements.txt'] as const;

/** The files with versions that a project has, the one that is taken first. */
export function lockFiles(project: string, development: boolean): string[] {
  return fileNames(development)
    .map((name) => join(project, name))
    .filter((path) => existsSync(path));
}

function fileNames(development: boolean): string[] {
  const [uv, ...others] = LOCK_FILES;
  return development ? [uv, 'requirements-dev.lock', ...others] : [...LOCK_FILES];
}

function none(project: string, development: boolean): UserError {
  const names = fileNames(development);
  const other = Object.keys(OTHER_LOCKS).find((name) => existsSync(join(project, name)));
  return new UserError([
    {
      where: project,
      what: `there is no ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, so the versions to install are not known`,
      fix: `write one: ${(other && OTHER_LOCKS[other]) || lockCommand(project, 'requirements.lock')}`,
    },
  ]);
}

function lockCommand(project: string, name: string): string {
  if (name === 'uv.lock') return 'uv lock';
  const inputs = ['pyproject.toml', 'requirements.in', 'requirements.txt', 'setup.py'];
  const input = inputs.find((one) => existsSync(join(project, one))) ?? 'pyproject.toml';
  return shell`uv pip compile --universal --generate-hashes ${input} -o ${name === input ? 'requirements.lock' : name}`
    .text;
}

/** Requirements from a file. @param source the file that the user knows, of which `file` was made */
function fromFile(project: string, file: string, source: string): Requirements {
  const read = readRequirements(file);
  checkRequirements(read, source, file !== source);
  const text = requirementsText(read);
  const key = sha256(text);
  const hashed = isHashed(read);
  if (!read.rewritten) return { file, source, hashed, key };
  return { file: kept(projectCache(project), 'requirements', key, text), source, hashed, key };
}
