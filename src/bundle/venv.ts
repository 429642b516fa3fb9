import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors';
import { exclusively } from './exclusive';
import { cacheFolder, readJson, sha256, writeWhole } from './files';
import { findPython } from './python';
import { failure, type Progress, type Run, run } from './run';

/** How the environment is made. */
export interface VenvOptions {
  /**
   * The lock file with hashes that is installed, absolute or from the project's folder.
   * @default - requirements-dev.lock, or requirements.lock where there is none
   */
  readonly lockFile?: string;
  /** @default - silent */
  readonly progress?: Progress;
  /** @default - the real one */
  readonly run?: Run;
}

/** Where the environment of a project is. */
export interface Venv {
  /** Absolute path of its interpreter. */
  readonly python: string;
  /** It already held the lock file's packages. */
  readonly reused: boolean;
}

/** Written into an environment of ours: empty before it is filled, with the lock's hash when it is complete. */
const MARKER = 'terragate.json';

/** pip settings of the user that would put packages elsewhere. Index, proxy and certificate settings stay. */
export const PIP_ENV = {
  PIP_USER: undefined,
  PIP_TARGET: undefined,
  PIP_PREFIX: undefined,
  PIP_ROOT: undefined,
};

/**
 * Makes the project's Python environment, or does nothing when it already holds the lock file as it is now.
 *
 * It is `.venv` in the project's folder. One that Terragate did not make is left alone: then it is `.terragate/venv`.
 * With `uv` on PATH it is made by uv (TERRAGATE_NO_UV=1 prevents it), else by `python -m venv` and pip. An environment
 * that was left half made is made anew.
 *
 * @throws UserError when there is no lock file, no Python 3.11, or the installation fails
 */
export async function ensureVenv(projectDir: string, options: VenvOptions = {}): Promise<Venv> {
  const { progress = () => {}, run: start = run } = options;
  const project = resolve(projectDir);
  const lockFile = findLock(project, options.lockFile);
  const lock = sha256(readFileSync(lockFile));
  const cache = cacheFolder(project);
  return exclusively(
    join(cache, 'venv.busy'),
    async () => {
      const usual = join(project, '.venv');
      const foreign = existsSync(usual) && !existsSync(join(usual, MARKER));
      const folder = foreign ? join(cache, 'venv') : usual;
      const python = interpreter(folder);
      const marker = readJson(join(folder, MARKER)) as { lock?: string } | undefined;
      if (marker?.lock === lock && existsSync(python)) return { python, reused: true };
      if (foreign) progress('.venv is not of Terragate and stays as it is: uses .terragate/venv');
      discard(folder, cache);
      mkdirSync(folder, { recursive: true });
      writeWhole(join(folder, MARKER), '{}\n');
      await create(folder, lockFile, { start, progress });
      writeWhole(join(folder, MARKER), `${JSON.stringify({ lock })}\n`);
      return { python, reused: false };
    },
    progress,
  );
}

/** The interpreter of an environment. */
export function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function findLock(project: string, wanted: string | undefined): string {
  const names = wanted === undefined ? ['requirements-dev.lock', 'requirements.lock'] : [wanted];
  const found = names.map((name) => resolve(project, name)).find((path) => existsSync(path));
  if (found) return found;
  throw new UserError([
    {
      where: names.map((name) => resolve(project, name)).join(' or '),
      what: 'there is no such file, so the versions to install are not known',
      fix: 'write one: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.lock',
    },
  ]);
}

/** Out of the way first and then deleted, so that an interruption leaves no half-deleted environment in its place. */
function discard(folder: string, cache: string): void {
  const trash = join(cache, 'trash');
  rmSync(trash, { recursive: true, force: true });
  if (!existsSync(folder)) return;
  renameSync(folder, trash);
  rmSync(trash, { recursive: true, force: true });
}

async function create(
  folder: string,
  lockFile: string,
  { start, progress }: { start: Run; progress: Progress },
): Promise<void> {
  const name = basename(lockFile);
  const withUv = !process.env.TERRAGATE_NO_UV && (await start('uv', ['--version'])).code === 0;
  const make = { where: folder, what: 'the Python environment could not be made' };
  const install = {
    where: lockFile,
    what: 'its packages could not be installed',
    fix: `see the lines above; write ${name} anew when its versions or hashes are out of date`,
  };
  if (withUv) {
    // uv also finds interpreters that are not on PATH, and can download one
    const python = await findPython({ run: start }).catch(() => ({
      path: '>=3.11',
      version: '3.11 or newer',
    }));
    progress(`installs ${name} with uv, Python ${python.version}`);
    const made = await start('uv', ['venv', '--allow-existing', '--seed', '--python', python.path, folder]);
    if (made.code !== 0) {
      throw failure({ ...make, fix: 'see the lines above; TERRAGATE_NO_UV=1 uses python and pip' }, made);
    }
    const installed = await start('uv', [
      ...['pip', 'install', '--python', interpreter(folder), '--require-hashes', '-r', lockFile],
    ]);
    if (installed.code !== 0) throw failure(install, installed);
    return;
  }
  const python = await findPython({ run: start });
  progress(`installs ${name} with pip, Python ${python.version}`);
  const made = await start(python.path, ['-I', '-m', 'venv', folder]);
  if (made.code !== 0) throw failure({ ...make, fix: `see the lines above; used ${python.path}` }, made);
  const installed = await start(
    interpreter(folder),
    [
      ...[
        '-I',
        '-m',
        'pip',
        'install',
        '--no-input',
        '--progress-bar',
        'off',
        '--disable-pip-version-check',
        '--no-compile',
      ],
      ...['--require-hashes', '-r', lockFile],
    ],
    { env: PIP_ENV },
  );
  if (installed.code !== 0) throw failure(install, installed);
}
