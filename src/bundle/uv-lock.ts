import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UserError } from '../errors';
import type { PackageChoice } from '../package-choice';
import { findPython, findUv, hasUv, INSTALL_ENV } from '../python';
import {
  failure,
  type ProcessResult,
  type Progress,
  quoted,
  type Run,
  readText,
  sha256,
  withLock,
} from '../system';
import { kept } from './kept';
import { type Manifest, manifestOf, workspaceOf } from './manifest';
import { chosenKey, refuseUnknown, wordsIn } from './package-choice';

/** Options of reading a uv.lock. */
export interface UvLockOptions {
  /** Folder that keeps what was read. */
  readonly cache: string;
  /** Whether uv is installed into the user's cache where it is not on PATH. */
  readonly install: boolean;
  /** Whether what development needs is included: uv's default groups, `dev` where no others are named. */
  readonly development: boolean;
  readonly choice: PackageChoice;
  /** Python of the functions: uv is given one of this version where the machine has one. @default - any that fits */
  readonly pythonVersion?: string | undefined;
  readonly progress: Progress;
  readonly run: Run;
}

/** Whether uv can lock what a project needs: it has a pyproject.toml with a project, and uv may be used. */
export function canLock(project: string): boolean {
  return !process.env.TERRAGATE_NO_UV && manifestOf(project)?.isProject === true;
}

/**
 * The requirements of a project in a uv.lock, its own or that of its workspace, as a file of one pinned requirement a line in the cache.
 *
 * The lock is brought up to date with pyproject.toml first, as `uv run` does it, and written where there is none:
 * `progress` gets a line, since the lock is to be committed. UV_LOCKED=1 forbids that, as it does for uv. Nothing of it is
 * done again before one of the two files changes.
 *
 * @returns undefined where there is no uv, and none is to be installed
 * @throws UserError when uv can't be installed, or refuses one of the files
 */
export async function exportUvLock(
  project: string,
  uvLock: string,
  options: UvLockOptions,
): Promise<string | undefined> {
  const { cache, choice, development, progress, run } = options;
  const kind = development ? 'uv-dev' : 'uv-lock';
  const key = () => chosenKey(keyOf(uvLock, [project, dirname(uvLock)]), choice);
  const ready = existsSync(uvLock) ? kept(cache, kind, key()) : undefined;
  if (ready) return ready;
  const about = { ...ABOUT, progress, run };
  const uv = options.install ? await findUv(about) : (await hasUv(run)) ? 'uv' : undefined;
  if (uv === undefined) return undefined;
  const work = async () => {
    const manifest = manifestOf(project);
    const python = await pythonFor(manifest?.requiresPython ?? requiredBy(uvLock), options);
    const at = ['--directory', project, ...(python ? ['--python', python] : [])];
    if (manifest)
      await lock(
        uvLock,
        project,
        manifest,
        (args) => run(uv, [...args, ...at], { env: INSTALL_ENV }),
        progress,
      );
    progress('reads uv.lock with uv');
    const what = [
      ...['--quiet', '--frozen', ...chosen(choice, development, manifest)],
      ...['--no-emit-project', '--format', 'requirements-txt'],
    ];
    const done = await run(uv, ['export', ...what, '--no-header', '--no-annotate', ...at], {
      env: INSTALL_ENV,
    });
    if (done.code === 0) return kept(cache, kind, key(), done.stdout);
    const [, extra] = /Extra `([^`]+)` is not defined/.exec(done.stderr) ?? [];
    const [, group] = /Group `([^`]+)` is not defined/.exec(done.stderr) ?? [];
    const where = manifest?.path ?? uvLock;
    refuseUnknown(where, choice, wordsIn(extra), 'extra');
    refuseUnknown(where, choice, wordsIn(group), 'group');
    throw failure(
      { where: uvLock, what: 'uv could not read uv.lock', fix: 'write uv.lock again: uv lock' },
      done,
    );
  };
  return withLock(join(cache, 'uv-lock.busy'), work, progress);
}

/** The arguments of uv that choose packages. */
function chosen(
  { groups, extras }: PackageChoice,
  development: boolean,
  manifest: Manifest | undefined,
): string[] {
  // Those before 0.4.27 do not know --no-default-groups, and --no-dev takes the group dev away also where it is chosen
  const none = groups.length || manifest?.defaultGroups ? '--no-default-groups' : '--no-dev';
  return [
    ...(development ? [] : [none]),
    ...groups.flatMap((name) => ['--group', name]),
    ...extras.flatMap((name) => ['--extra', name]),
  ];
}

/** The uv to install a uv.lock's packages with, which read that lock; undefined for other files. */
export async function uvOf(
  { source }: { readonly source: string },
  progress: Progress,
  run: Run,
): Promise<string | undefined> {
  if (basename(source) !== 'uv.lock') return undefined;
  return findUv({ ...ABOUT, progress, run });
}

const ABOUT = { purpose: 'to read uv.lock', role: 'which reads uv.lock' };

/** The uv.lock of a project: its own, or that of the workspace that it is a member of. */
export function uvLockOf(project: string): string {
  return join(workspaceOf(project) ?? project, 'uv.lock');
}

/** A key of a lock and of the manifests in folders, from which uv exports. */
function keyOf(lock: string, folders: readonly string[]): string {
  const manifests = [...new Set(folders)].flatMap((folder) => manifestOf(folder) ?? []);
  const inputs = [lock, ...manifests.flatMap(({ path, builtFrom }) => [path, ...builtFrom])].filter((path) =>
    existsSync(path),
  );
  return sha256(inputs.map((path) => sha256(readFileSync(path))).join());
}

async function lock(
  path: string,
  project: string,
  manifest: Manifest,
  uv: (args: readonly string[]) => Promise<ProcessResult>,
  progress: Progress,
): Promise<void> {
  const before = readText(path);
  if (before === undefined) progress('locks the packages that pyproject.toml names, with uv');
  // uv keeps the dependencies that it once built, until pyproject.toml, setup.py or setup.cfg change: other files do not count
  const { builtName } = manifest;
  const done = await uv(['lock', ...(builtName === undefined ? [] : ['--refresh-package', builtName])]);
  if (done.code !== 0) throw refused(path, manifest, done);
  const after = readText(path);
  const name = relative(project, path);
  if (before === undefined) progress(`wrote ${name}: commit it`);
  else if (after !== before) {
    const reason = manifest.builtName === undefined ? 'pyproject.toml has' : 'its dependencies have';
    progress(`wrote ${name} again, since ${reason} changed: commit it`);
  }
}

function refused(path: string, manifest: Manifest, done: ProcessResult): UserError {
  const said = `${done.stdout}\n${done.stderr}`;
  if (/Failed to parse `[^`]*uv\.lock`/.test(said)) {
    const [, at] = /TOML parse error at line (\d+)/.exec(said) ?? [];
    const hasMarks = /^<<<<<<< /m.test(readText(path) ?? '');
    const what = hasMarks
      ? 'uv.lock has the marks of a merge that is not done'
      : 'uv.lock is not as uv writes it';
    const fix = hasMarks
      ? 'take one of the two sides (git checkout --ours uv.lock), then: uv lock'
      : 'take the last one from Git (git checkout uv.lock), or delete it, then: uv lock';
    const where = at === undefined ? path : `${path}:${at}`;
    return new UserError([{ where, what, fix }]);
  }
  const [, line, place = ''] =
    /TOML parse error at line (\d+), column \d+\n([\s\S]*?)(?:\n\s*\n|$)/.exec(said) ?? [];
  if (line !== undefined) {
    const reason = place.trim().split('\n').at(-1)?.trim() ?? '';
    return new UserError([
      {
        where: `${manifest.path}:${line}`,
        what: `pyproject.toml can't be read: ${reason}`,
        fix: 'correct this line or one above',
      },
    ]);
  }
  // setuptools words the message, which uv asks where it can't read the table itself
  const [, key = '', given = ''] =
    /configuration error: `([^`]+)` must be [\s\S]*?GIVEN VALUE:\s*\n\s*(\S.*)/.exec(said) ?? [];
  if (key) {
    const lines = (readText(manifest.path) ?? '').split('\n');
    const at = lines.findIndex((text) => text.includes(given.trim().replace(/^"|"$/g, ''))) + 1;
    const fix =
      'write it as https://packaging.python.org/en/latest/specifications/pyproject-toml says: "fastapi>=0.115"';
    const where = at ? `${manifest.path}:${at}` : manifest.path;
    return new UserError([{ where, what: `${key} is not what it should be: ${given.trim()}`, fix }]);
  }
  if (/needs to be updated, but/.test(said)) {
    return new UserError([
      {
        where: path,
        what: 'uv.lock does not fit pyproject.toml, and UV_LOCKED forbids to write it',
        fix: 'uv lock',
      },
    ]);
  }
  // uv looks for a Python that the project takes, and fetches one where there is none
  const [, python] = /Failed to download `\S*\/cpython-(\d+\.\d+)/.exec(said) ?? [];
  if (python !== undefined) {
    const what = `the project needs Python ${python}, which is not on this machine, and uv could not fetch it`;
    const fix = `install it (uv python install ${python}), or name a mirror in UV_PYTHON_INSTALL_MIRROR`;
    return new UserError([{ where: manifest.path, what: what + quoted(done), fix }]);
  }
  const fix = 'see the lines above, and correct pyproject.toml';
  return failure({ where: manifest.path, what: 'uv could not lock its packages', fix }, done);
}

/** The Pythons that all members of a workspace take, as its lock says: its root may say nothing. */
function requiredBy(lock: string): string | undefined {
  return /^requires-python = "([^"]+)"/m.exec(readText(lock) ?? '')?.[1];
}

/**
 * An interpreter for uv, which gives up by itself where it finds interpreters that don't run, such as shims of
 * version managers.
 */
async function pythonFor(
  requiresPython: string | undefined,
  options: UvLockOptions,
): Promise<string | undefined> {
  const { run } = options;
  const least = /(?:>=|~=|==)\s*(\d+\.\d+)/.exec(requiresPython ?? '')?.[1];
  const wanted = [options.pythonVersion, least].filter((version) => version !== undefined);
  const found = wanted.length
    ? await findPython({ versions: wanted, run }).catch(() => undefined)
    : undefined;
  if (found) return found.path;
  // uv refuses an interpreter that is too old: it is left to look for one itself
  return least ? undefined : (await findPython({ run }).catch(() => undefined))?.path;
}
