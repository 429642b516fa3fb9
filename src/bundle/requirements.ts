import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';
import { MAIN_PACKAGES, type PackageChoice } from '../package-choice';
import type { LockedPackages } from '../python';
import { type Progress, projectCache, type Run, run, sha256 } from '../system';
import { hatchLock, refuseHatch } from './hatch';
import { kept } from './kept';
import { EXPORTED_LOCKS, exportLock, isExportedLock } from './lock-export';
import { manifestOf } from './manifest';
import { hatchEnvironmentIn, inputOf, lockable, OWN_LOCK, ownLock } from './own-lock';
import { refuseChoice } from './package-choice';
import {
  checkRequirements,
  isHashed,
  isLoose,
  parted,
  readRequirements,
  requirementsText,
} from './requirements-file';
import { pythonProblem } from './requires-python';
import { type SourcePackage, sourcePackages, sourcesKey } from './source-packages';
import { canLock, exportUvLock, uvLockOf } from './uv-lock';

/** The Python packages of a project, with their versions. */
export interface Requirements extends LockedPackages {
  readonly source: string;
  readonly hashed: boolean;
  /** SHA-256 of the requirements that an index has, the same on all machines. */
  readonly key: string;
  /** Packages that are made from their sources. */
  readonly sources: readonly SourcePackage[];
}

/** A key of all that requirements install: those of an index, and the content of source packages. */
export function contentKey({ key, sources }: Requirements): string {
  return sources.length ? sha256(key + sourcesKey(sources)) : key;
}

/** Options of the search for requirements. */
export interface RequirementsOptions {
  /** The file, absolute or from the project's folder. @default - the first of `LOCK_FILES` */
  readonly lockFile?: string;
  /**
   * Whether what development needs is included: the groups of uv.lock, or requirements-dev.lock where there is one.
   *
   * @default false
   */
  readonly development?: boolean;
  /** What is installed beside the main packages. @default - nothing */
  readonly choice?: PackageChoice;
  /** Python of the functions: a project whose requires-python leaves it out is refused. @default - not looked at */
  readonly pythonVersion?: string;
  readonly progress: Progress;
  /** Called with a line on which of several files is taken. @default - `progress` */
  readonly note?: Progress;
  readonly run: Run;
}

const UV_HOW_TO = 'pip install uv (or brew install uv, winget install astral-sh.uv)';

/**
 * The requirements of a project, from the file that it has: a lock of uv, pip, Poetry, PDM or Pipenv. Where there are
 * several, the first is taken, and `note` gets a line about it. Where there is none, uv writes one from the file that
 * says what the project needs: uv.lock from a `[project]` table, requirements.lock from other files.
 *
 * @throws UserError when there is none, when a lock cannot be read, or when uv finds no versions
 */
export async function findRequirements(
  projectDir: string,
  options: RequirementsOptions,
): Promise<Requirements> {
  const project = resolve(projectDir);
  const { choice = MAIN_PACKAGES, development = false, note = options.progress } = options;
  if (choice.environment !== undefined) return fromHatch(project, choice, options);
  const found = options.lockFile ? [given(project, options.lockFile)] : lockFiles(project, development);
  const [source = unlocked(project), ...others] = found;
  if (source === undefined) throw none(project, development);
  checkPython(project, source, options.pythonVersion);
  if (basename(source) === 'uv.lock') return fromUvLock(project, source, others, options);
  const input = inputOf(source) ?? (lacksVersions(source) ? source : undefined);
  const lock = input !== undefined && existsSync(input) ? await locked(project, input, options) : source;
  const rest = others.filter((path) => path !== input && path !== lock);
  if (rest.length) note(`takes ${basename(lock)} and not ${listed(rest)}`);
  if (!isExportedLock(lock)) return fromListed(project, lock, options);
  return fromExported(project, lock, choice, options);
}

async function fromExported(
  project: string,
  lock: string,
  choice: PackageChoice,
  options: RequirementsOptions,
): Promise<Requirements> {
  const { development = false } = options;
  const exported = await exportLock(lock, { ...options, cache: projectCache(project), choice, development });
  return { ...fromFile(project, exported, lock, development), complete: true };
}

/** The requirements of an environment of Hatch: those of its own lock, or of the one that Terragate writes. */
async function fromHatch(
  project: string,
  choice: PackageChoice,
  options: RequirementsOptions,
): Promise<Requirements> {
  const { environment = '' } = choice;
  const { development = false, lockFile, note = options.progress } = options;
  if (lockFile !== undefined) refuseChoice(given(project, lockFile), choice, ['environment']);
  refuseHatch(project, choice);
  const manifest = join(project, 'pyproject.toml');
  checkPython(project, manifest, options.pythonVersion);
  const lock = hatchLock(project, environment) ?? (await locked(project, manifest, options));
  const rest = lockFiles(project, development).filter((path) => path !== lock);
  if (rest.length) note(`takes ${basename(lock)} and not ${listed(rest)}`);
  return isExportedLock(lock)
    ? fromExported(project, lock, MAIN_PACKAGES, options)
    : fromFile(project, lock, lock, development);
}

function locked(project: string, input: string, options: RequirementsOptions): Promise<string> {
  const { choice = MAIN_PACKAGES, pythonVersion = leastPython(project), progress, run } = options;
  return ownLock(input, { cache: projectCache(project), choice, pythonVersion, progress, run });
}

/** What a project's packages are known by. */
export interface PackagesOf {
  /** A key of all packages of development: changes with a version, and with a file of a source package. */
  readonly key: string;
  /** Folders of this machine that hold packages of the project. */
  readonly folders: readonly string[];
}

/**
 * What a project's packages are known by. No program is started where nothing has changed since the last time.
 *
 * @throws UserError as findRequirements() does
 */
export async function packagesOf(
  projectDir: string,
  choice: PackageChoice,
  progress: Progress = () => {},
): Promise<PackagesOf> {
  const found = await findRequirements(projectDir, {
    ...{ choice, development: true, progress, note: () => {}, run },
  });
  return { key: contentKey(found), folders: found.sources.flatMap(({ folder }) => folder ?? []) };
}

async function fromUvLock(
  project: string,
  source: string,
  others: readonly string[],
  options: RequirementsOptions,
): Promise<Requirements> {
  const { choice = MAIN_PACKAGES, development = false, note = options.progress } = options;
  const exported = await exportUvLock(project, source, {
    ...options,
    ...{ choice, development, cache: projectCache(project), install: others.length === 0 },
  });
  if (exported === undefined) {
    const [second] = others;
    if (second === undefined) throw noUv(source);
    note(`takes ${basename(second)}: uv.lock is read by uv, which is not on PATH`);
    return fromListed(project, second, options);
  }
  if (others.length) note(`takes uv.lock and not ${listed(others)}`);
  return fromFile(project, exported, source, development);
}

/** The file that is locked first, for a project that has no file with versions. */
function unlocked(project: string): string | undefined {
  if (lockFiles(project, true).length > 0) return undefined;
  return canLock(project) ? uvLockOf(project) : lockable(project);
}

/** Whether a file is to be locked by uv: it is no lock, or a requirements file with versions left open. */
function lacksVersions(source: string): boolean {
  if (lockable(dirname(source)) !== source) return false;
  return basename(source) !== 'requirements.txt' || isLoose(readRequirements(source));
}

/** The oldest Python that a project takes. */
function leastPython(project: string): string | undefined {
  return /(?:>=|~=|==)\s*(\d+\.\d+)/.exec(manifestOf(project)?.requiresPython ?? '')?.[1];
}

function checkPython(project: string, source: string, version: string | undefined): void {
  const manifest = version === undefined ? undefined : (manifestOf(project) ?? manifestOf(dirname(source)));
  if (!manifest || version === undefined) return;
  const problem = pythonProblem(manifest, version);
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
export const LOCK_FILES = ['uv.lock', OWN_LOCK, ...EXPORTED_LOCKS, 'requirements.txt'] as const;

/**
 * The files with versions that a project has, the one that is taken first; without the lock that was written for an
 * environment of Hatch, which holds where that is chosen alone.
 */
export function lockFiles(
  project: string,
  development: boolean,
  { environment }: Pick<PackageChoice, 'environment'> = {},
): string[] {
  if (environment !== undefined) {
    const found = hatchLock(project, environment) ?? join(project, OWN_LOCK);
    return existsSync(found) ? [found] : [];
  }
  return fileNames(development)
    .map((name) => (name === 'uv.lock' ? uvLockOf(project) : join(project, name)))
    .filter((path) => existsSync(path) && hatchEnvironmentIn(path) === undefined);
}

function fileNames(development: boolean): string[] {
  const [uv, ...others] = LOCK_FILES;
  return development ? [uv, 'requirements-dev.lock', ...others] : [...LOCK_FILES];
}

function none(project: string, development: boolean): UserError {
  const names = fileNames(development);
  return new UserError([
    {
      where: project,
      what: `there is no ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, so the versions to install are not known`,
      fix: `write one: ${lockCommand(project, OWN_LOCK)}`,
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

/** Requirements from a file that lists them. That which Terragate wrote holds what is chosen; others have no names for it. */
function fromListed(
  project: string,
  file: string,
  { choice = MAIN_PACKAGES, development = false }: RequirementsOptions,
): Requirements {
  if (inputOf(file) === undefined) refuseChoice(file, choice, ['group', 'extra']);
  return fromFile(project, file, file, development);
}

/** Requirements from a file. @param source the file that the user knows, of which `file` was made */
function fromFile(project: string, file: string, source: string, development: boolean): Requirements {
  const read = readRequirements(file);
  const { indexed, foreign } = parted(read);
  checkRequirements(indexed, source);
  const where = file === source ? {} : { where: source };
  const sources = sourcePackages(
    foreign.map((one) => ({ ...one, ...where })),
    dirname(source),
  );
  const text = requirementsText(indexed);
  const key = sha256(text);
  const hashed = isHashed(indexed);
  const found = { source, sources, hashed, key };
  if (!indexed.rewritten) return { ...found, file };
  // a kind of its own: a build reads its file after the environment was made from that of development
  const kind = development ? 'requirements-dev' : 'requirements';
  return { ...found, file: kept(projectCache(project), kind, key, text) };
}
