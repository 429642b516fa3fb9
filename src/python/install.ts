import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { temporaryFolder } from './files';
import { findPython, type Python } from './find';
import { failure, type Progress, type Run, type Step } from './run';

/** Packages whose versions are all known. */
export interface LockedPackages {
  /** Absolute path of the file that pip and uv read: one pinned requirement for each package. */
  readonly file: string;
  /** The file that the user knows, for messages. @default - the same file */
  readonly source?: string;
  /** Each requirement has its hashes. @default true */
  readonly hashed?: boolean;
  /** All packages are in the file, and no other one is looked for. @default false */
  readonly complete?: boolean;
}

/** How packages are installed. */
export interface InstallOptions {
  /** Versions of Python of which one is needed, the best one first. @default - 3.11 or newer */
  readonly versions?: readonly string[];
  /** What needs it, for messages. @default - the file of the packages */
  readonly where?: string;
  /** Byte code is made at once and not with the first import. @default false */
  readonly compile?: boolean;
  readonly progress: Progress;
  readonly run: Run;
}

/** Variables of the user that would lead packages elsewhere. Index, proxy and certificate settings stay. */
export const INSTALL_ENV = {
  ...{ PIP_USER: undefined, PIP_TARGET: undefined, PIP_PREFIX: undefined, PIP_ROOT: undefined },
  ...{ UV_SYSTEM_PYTHON: undefined, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined },
  ...{ PYTHONPATH: undefined, PYTHONHOME: undefined, PYTHONPYCACHEPREFIX: undefined },
};

/** Options of pip for a program that nobody answers. */
export const PIP_QUIET = ['--no-input', '--progress-bar', 'off', '--disable-pip-version-check'] as const;

/** The interpreter of an environment. */
export function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Whether uv is on PATH; TERRAGATE_NO_UV=1 says that it is not to be used. */
export async function hasUv(run: Run): Promise<boolean> {
  return !process.env.TERRAGATE_NO_UV && (await run('uv', ['--version'])).code === 0;
}

/**
 * Makes a virtual environment with locked packages in an empty folder, by uv where there is uv, else by `python -m venv`
 * and pip.
 *
 * @throws UserError when there is no fitting Python, the index cannot be reached, or the installation fails
 */
export async function createVenv(
  folder: string,
  packages: LockedPackages,
  options: InstallOptions,
): Promise<void> {
  const { run, progress, versions } = options;
  const name = basename(packages.source ?? packages.file);
  const wanted = { ...(versions && { versions }), ...(options.where && { where: options.where }), run };
  const make = { where: folder, what: 'the Python environment could not be made' };
  if (await hasUv(run)) {
    // uv also finds interpreters that are not on PATH, and can download one
    const python = await findPython(wanted).catch(() => ({
      path: versions?.[0] ?? '>=3.11',
      version: versions?.join(' or ') ?? '3.11 or newer',
    }));
    progress(`installs ${name} with uv, Python ${python.version}`);
    const venv = ['venv', '--allow-existing', '--seed', '--python', python.path, folder];
    await must(run, 'uv', venv, {
      ...make,
      fix: 'see the lines above; TERRAGATE_NO_UV=1 uses python and pip',
    });
    await must(
      run,
      'uv',
      uvInstall(['--python', interpreter(folder)], packages, options),
      installing(packages, options),
    );
    return;
  }
  const python = await findPython(wanted);
  progress(`installs ${name} with pip, Python ${python.version}`);
  const fix = `see the lines above; used ${python.path}`;
  await must(run, python.path, ['-I', '-m', 'venv', folder], { ...make, fix });
  await must(run, interpreter(folder), pipInstall([], packages, options), installing(packages, options));
}

/**
 * Installs locked packages for one interpreter into a plain folder, as it lies in a function's package: no environment,
 * no link to the interpreter.
 *
 * @throws UserError when the index cannot be reached or the installation fails
 */
export async function installInto(
  folder: string,
  python: Python,
  packages: LockedPackages,
  options: InstallOptions,
): Promise<void> {
  const { run, progress } = options;
  const name = basename(packages.source ?? packages.file);
  if (await hasUv(run)) {
    progress(`installs ${name} with uv for this machine, Python ${python.version}`);
    const to = ['--python', python.path, '--target', folder];
    await must(run, 'uv', uvInstall(to, packages, options), installing(packages, options));
    return;
  }
  progress(`installs ${name} with pip for this machine, Python ${python.version}`);
  await withPip(python.path, run, (pip) =>
    must(run, pip, pipInstall(['--target', folder], packages, options), installing(packages, options)),
  );
}

/** A Python of one of these versions; uv fetches it where this machine has none. */
export async function needPython(options: InstallOptions): Promise<Python> {
  const { run, progress, versions = ['3.13'], where } = options;
  try {
    return await findPython({ versions, ...(where && { where }), run });
  } catch (missing) {
    const version = versions[0] ?? '';
    if (!(await hasUv(run))) throw missing;
    for (const step of ['find', 'install', 'find']) {
      if (step === 'install') progress(`fetches Python ${version} with uv`);
      // only those that uv manages: one on PATH was not found to run
      const only = step === 'find' ? ['--managed-python'] : [];
      const done = await run('uv', ['python', step, ...only, version]);
      const path = done.stdout.trim();
      if (step === 'find' && done.code === 0 && path) return { path, version };
    }
    throw missing;
  }
}

/** Some systems split pip off from their Python; its environments have one. */
async function withPip(python: string, run: Run, work: (python: string) => Promise<void>): Promise<void> {
  if ((await run(python, ['-I', '-m', 'pip', '--version'])).code === 0) return work(python);
  const folder = temporaryFolder(tmpdir(), 'terragate-pip-');
  try {
    await must(run, python, ['-I', '-m', 'venv', folder], {
      where: python,
      what: 'it has no pip',
      fix: `see the lines above; install pip for it, or uv`,
    });
    await work(interpreter(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function uvInstall(to: readonly string[], packages: LockedPackages, { compile }: InstallOptions): string[] {
  return ['pip', 'install', ...to, ...(compile ? ['--compile-bytecode'] : []), ...locked(packages)];
}

function pipInstall(to: readonly string[], packages: LockedPackages, { compile }: InstallOptions): string[] {
  const quiet = [...PIP_QUIET, ...(compile ? [] : ['--no-compile'])];
  return ['-I', '-m', 'pip', 'install', ...quiet, ...to, ...locked(packages)];
}

function locked({ file, hashed = true, complete = false }: LockedPackages): string[] {
  return [...(complete ? ['--no-deps'] : []), ...(hashed ? ['--require-hashes'] : []), '-r', file];
}

/** @param where the thing that needs the packages, where the file is none of the user's */
function installing({ file, source = file }: LockedPackages, { where }: InstallOptions): Step {
  const step = { where: where ?? source, what: 'its packages could not be installed' };
  if (where) return { ...step, fix: `see the lines above; the packages are those of ${source}` };
  const name = basename(source);
  return {
    ...step,
    fix: `see the lines above; write ${name} anew when its versions or hashes are out of date`,
  };
}

async function must(run: Run, command: string, args: readonly string[], step: Step): Promise<void> {
  const done = await run(command, args, { env: INSTALL_ENV });
  if (done.code !== 0) throw failure(step, done);
}
