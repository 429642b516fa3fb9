import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { PackageChoice } from '../package-choice';
import {
  makeFolder,
  type Progress,
  projectCache,
  type Run,
  readJson,
  run,
  sha256,
  temporaryFolder,
  temporaryPath,
  withLock,
  writeFileAtomic,
} from '../system';
import { type AppFile, LOCAL_PACKAGE_STATE, packedFile } from './app-files';
import { fileConflict } from './file-conflict';
import { checkHandler } from './handler';
import { type HostPackages, holdsWhole, hostPackages, hostPackagesKey, ownersOf } from './host-packages';
import { listPackageFiles } from './package-files';
import { findRequirements } from './requirements';
import { checkedPythonVersion } from './target';

/** The platform and the place of a local package. */
export interface LocalPackageOptions {
  /**
   * Folder of the local package, absolute or from the project's folder: a new folder, an empty one, or a local
   * package.
   */
  readonly folder: string;
  /** Python version of the function's runtime. @default '3.13' */
  readonly pythonVersion?: string;
  /** The file with the versions of the packages. @default - the first of uv.lock, requirements.lock and requirements.txt */
  readonly lockFile?: string;
  /** What is installed beside the main packages. @default - nothing */
  readonly choice?: PackageChoice;
  /** Handler of the function, `run.sh` or `app.main.handler`: there must be such a file. @default - not looked at */
  readonly handler?: string;
  /** Folder that modules are imported from, with `/`: `src`. @default '.' */
  readonly pythonPath?: string;
  /** Absolute paths of files and folders in the project that are no part of it: its infrastructure. @default - none */
  readonly except?: readonly string[];
  /** Path of an interpreter of that version. @default - the one on this machine; uv fetches it where there is none */
  readonly python?: string;
  /** Whether what is there is looked through for files that were cut off, which takes some 10 ms. @default false */
  readonly verify?: boolean;
  /** Called with each step. @default - silent */
  readonly progress?: Progress;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/** A folder that runs on this machine what a function's package runs in Lambda. */
export interface LocalPackage {
  /** Absolute path. */
  readonly folder: string;
  /** SHA-256 of all files of the application and of what the packages depend on: changes with what is run. */
  readonly revision: string;
  /** Whether this is another revision than before. */
  readonly changed: boolean;
  /** Absolute path of the interpreter that the packages were installed for. */
  readonly python: string;
}

const FORMAT = 1;
/** Milliseconds from a save to the reading within which a file may be saved again with the same times. */
const UNSETTLED = 2000;

interface Entry {
  /** SHA-256 of the content; empty while the file is being written. */
  readonly hash: string;
  readonly executable: boolean;
  /** Size and times of the project's file when it was read: the same ones mean the same content. */
  readonly seen: string;
}

interface State {
  readonly format: number;
  readonly revision: string;
  /** Key of the packages. */
  readonly packages: string;
  readonly python: string;
  readonly app: Readonly<Record<string, Entry>>;
}

/**
 * Makes or updates the local package of a Python project: the files of its Lambda package, beside the same packages as they are
 * installed for this machine, since those of the package (Linux, arm64) do not load on another one.
 *
 * Packages are installed once for each requirements, Python version and platform, and linked. A later call only writes
 * the files of the application that have changed: no program is started, and no package is read.
 *
 * @throws UserError when the Python version is not on this machine, the packages cannot be installed, a file of the
 *   application hides one of a package, or the folder holds something else
 * @example
 * const { folder, revision } = await ensureLocalPackage('examples/fastapi-app', { folder: '.terragate/local-package' });
 */
export async function ensureLocalPackage(
  projectDir: string,
  options: LocalPackageOptions,
): Promise<LocalPackage> {
  const { progress = () => {}, run: start = run } = options;
  const project = resolve(projectDir);
  const folder = resolve(project, options.folder);
  const pythonVersion = checkedPythonVersion(options.pythonVersion ?? '3.13');
  const lockFile = options.lockFile ? { lockFile: options.lockFile } : {};
  const busy = join(projectCache(project), `local-package-${sha256(folder).slice(0, 8)}.busy`);
  const update = async (): Promise<LocalPackage> => {
    const before = readState(folder);
    if (!before && existsSync(folder) && readdirSync(folder).length) throw occupied(folder);
    const requirements = await findRequirements(project, {
      ...lockFile,
      ...(options.choice && { choice: options.choice }),
      pythonVersion,
      progress: before ? () => {} : progress,
      run: start,
    });
    const key = hostPackagesKey(requirements, pythonVersion);
    const whole = !options.verify || holdsWhole(folder, project, key, pythonVersion);
    const stays = before?.packages === key && existsSync(before.python) && whole;
    const files = listPackageFiles(project, options.except);
    if (options.handler) checkHandler(project, options.handler, files, options.pythonPath);
    const app = entries(files, stays ? before.app : {});
    const revision = revisionOf(key, app);
    const named = { python: options.python };
    const packages = () =>
      hostPackages(project, {
        ...{ requirements, pythonVersion, progress, run: start },
        ...(named.python && { python: named.python }),
      });
    if (stays) {
      // a file conflict is looked for only when there is a new name: then the packages are still in the cache, or are installed again
      if ([...app.keys()].some((name) => !before.app[name])) checkClashes(app, await packages());
      const state = { ...before, revision, app: Object.fromEntries(plain(app)) };
      sync(folder, before, state, app, options.verify);
      return { folder, revision, changed: revision !== before.revision, python: before.python };
    }
    const installed = await packages();
    checkClashes(app, installed);
    const { path: python } = installed.python;
    const state = { format: FORMAT, revision, packages: key, python, app: Object.fromEntries(plain(app)) };
    replace(folder, installed, state, app);
    return { folder, revision, changed: revision !== before?.revision, python };
  };
  return withLock(busy, update, progress);
}

/** A file as it should be in the local package; `data` where it had to be read. */
interface Wanted extends Entry {
  readonly file: AppFile;
  readonly data?: Uint8Array;
}

function entries(files: readonly AppFile[], known: Readonly<Record<string, Entry>>): Map<string, Wanted> {
  const now = Date.now();
  const found = new Map<string, Wanted>();
  for (const file of files) {
    const { size, mtimeMs, ctimeMs, ino } = file.stats;
    const settled = now - Math.max(mtimeMs, ctimeMs) > UNSETTLED;
    const seen = settled ? [size, mtimeMs, ctimeMs, ino].join() : '';
    const before = known[file.name];
    if (before?.hash && seen !== '' && before.seen === seen) {
      found.set(file.name, { ...before, file });
      continue;
    }
    const packed = packedFile(file);
    if (!packed) continue;
    const { data, executable } = packed;
    found.set(file.name, { hash: sha256(data), executable, seen, file, data });
  }
  return found;
}

function* plain(app: ReadonlyMap<string, Wanted>): Generator<[string, Entry]> {
  for (const [name, { hash, executable, seen }] of app) yield [name, { hash, executable, seen }];
}

function revisionOf(packages: string, app: ReadonlyMap<string, Wanted>): string {
  const files = [...app].map(([name, { hash, executable }]) => [name, hash, executable]);
  return sha256(JSON.stringify([FORMAT, packages, files.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]));
}

/** Brings the application's files of a local package up to date, and nothing else of it. */
function sync(
  folder: string,
  before: State,
  after: State,
  app: ReadonlyMap<string, Wanted>,
  verify = false,
): void {
  const gone = Object.keys(before.app).filter((name) => !app.has(name));
  const stale = [...app].filter(([name, { hash, executable }]) => {
    const old = before.app[name];
    const path = join(folder, name);
    if (old?.hash !== hash || old.executable !== executable || !isThere(path)) return true;
    return verify && sha256(readFileSync(path)) !== hash;
  });
  if (gone.length || stale.length) {
    // an interruption must not leave a file that the state gives another hash
    const pending = [...gone, ...stale.map(([name]) => name)].map(
      (name) => [name, { hash: '', executable: false, seen: '' }] as const,
    );
    writeState(folder, { ...before, revision: '', app: { ...before.app, ...Object.fromEntries(pending) } });
    for (const name of gone) removeFile(folder, name);
    for (const [name, wanted] of stale) {
      const data = wanted.data ?? packedFile(wanted.file)?.data;
      if (data) writeFileAtomic(join(folder, name), data, wanted.executable ? 0o755 : 0o644);
    }
  } else if (JSON.stringify(before) === JSON.stringify(after)) return;
  writeState(folder, after);
}

/** Makes a new local package beside the old one, and moves it to its place. */
function replace(
  folder: string,
  packages: HostPackages,
  state: State,
  app: ReadonlyMap<string, Wanted>,
): void {
  const next = temporaryFolder(folder);
  const trash = temporaryPath(folder);
  try {
    linkTree(packages.folder, next);
    sync(next, { ...state, app: {} }, state, app);
    if (existsSync(folder)) renameSync(folder, trash);
    renameSync(next, folder);
  } finally {
    for (const rest of [next, trash]) rmSync(rest, { recursive: true, force: true });
  }
}

/** The files of a folder as links to the same content, or copies where another disk holds it. */
function linkTree(from: string, to: string): void {
  makeFolder(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
    // byte code is valid for a source of the same time
    const { atime, mtime } = statSync(source);
    utimesSync(target, atime, mtime);
  }
}

function checkClashes(app: ReadonlyMap<string, Wanted>, packages: HostPackages): void {
  const owners = ownersOf(packages);
  const problems = [...app.keys()].flatMap((name) => {
    const owner = owners[name];
    return owner === undefined ? [] : [fileConflict(name, owner)];
  });
  if (problems.length) throw new UserError(problems);
}

function removeFile(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
  for (let parent = dirname(name); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return; // the folder holds other files
    }
  }
}

function isThere(path: string): boolean {
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true;
}

function readState(folder: string): State | undefined {
  const state = readJson(join(folder, LOCAL_PACKAGE_STATE)) as State | undefined;
  return state?.format === FORMAT ? state : undefined;
}

function writeState(folder: string, state: State): void {
  writeFileAtomic(join(folder, LOCAL_PACKAGE_STATE), JSON.stringify(state));
}

function occupied(folder: string): UserError {
  return new UserError([
    {
      where: folder,
      what: 'the folder holds files that are not a local package',
      fix: 'name a new or an empty folder for the local package',
    },
  ]);
}
