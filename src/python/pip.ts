import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type ProcessResult, type Run, type Step, temporaryFolder, userCache } from '../system';

/** Packages whose versions are all known. */
export interface LockedPackages {
  /** Absolute path of the file that pip and uv read: one pinned requirement for each package. */
  readonly file: string;
  /** The file that the user knows, for messages. @default - the same file */
  readonly source?: string;
  /** Whether each requirement has its hashes. @default true */
  readonly hashed?: boolean;
  /** Whether all packages are in the file, and no other one is looked for. @default false */
  readonly complete?: boolean;
  /**
   * Arguments of pip for packages that are installed after the others, without hashes and without what they need:
   * `['-e', '/srv/lib']`. It gets an interpreter with pip that they are installed for.
   *
   * @default - none
   */
  readonly beside?: (python: string) => Promise<readonly string[]>;
}

/** Variables of the user that would lead packages elsewhere. Index, proxy and certificate settings stay. */
export const INSTALL_ENV = {
  ...{ PIP_USER: undefined, PIP_TARGET: undefined, PIP_PREFIX: undefined, PIP_ROOT: undefined },
  // a folder of packages is not in an environment
  PIP_REQUIRE_VIRTUALENV: '0',
  ...{ UV_SYSTEM_PYTHON: undefined, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined },
  ...{ PYTHONPATH: undefined, PYTHONHOME: undefined, PYTHONPYCACHEPREFIX: undefined },
};

/** Options of pip for a program that nobody answers. */
export const PIP_QUIET = ['--no-input', '--progress-bar', 'off', '--disable-pip-version-check'] as const;

/** The interpreter of an environment. */
export function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Options of pip and uv that name the packages. */
export function locked({ file, hashed = true, complete = false }: LockedPackages): string[] {
  return [...(complete ? ['--no-deps'] : []), ...(hashed ? ['--require-hashes'] : []), '-r', file];
}

/** Arguments of a Python whose pip installs locked packages. @param compile byte code is made at once */
export function pipInstall(to: readonly string[], packages: LockedPackages, compile = false): string[] {
  const quiet = [...PIP_QUIET, ...(compile ? [] : ['--no-compile'])];
  return ['-I', '-m', 'pip', 'install', ...quiet, ...to, ...locked(packages)];
}

/**
 * Does the work with a Python that has pip: some systems leave pip out, and only their environments have it.
 *
 * @param without what is wrong when it has neither pip nor environments
 */
export async function withPip(
  python: string,
  run: Run,
  work: (python: string) => Promise<void>,
  without: Step = {
    where: python,
    what: 'this Python has no pip',
    fix: 'see the lines above; install pip for it, or uv',
  },
): Promise<void> {
  if ((await run(python, ['-I', '-m', 'pip', '--version'])).code === 0) return work(python);
  const folder = temporaryFolder(join(userCache(), 'pip'));
  try {
    await must(run, python, ['-I', '-m', 'venv', folder], without);
    await work(interpreter(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs an installer. @throws UserError when it fails */
export async function must(run: Run, command: string, args: readonly string[], step: Step): Promise<void> {
  const done = await runInstaller(run, command, args);
  if (done.code !== 0) throw failure(step, done);
}

/**
 * Runs pip or uv with a folder of its own for temporary files, which is removed after it. An installer that is killed
 * leaves its files there, where `sweep()` finds them, and not among the temporary files of the machine.
 *
 * @param near a folder that can be written to
 */
export async function runInstaller(
  run: Run,
  command: string,
  args: readonly string[],
  near = userCache(),
): Promise<ProcessResult> {
  const folder = temporaryFolder(join(near, 'installer'));
  try {
    return await run(command, args, { env: { ...INSTALL_ENV, TMPDIR: folder, TMP: folder, TEMP: folder } });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
