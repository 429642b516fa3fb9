import { basename } from 'node:path';
import { failure, type Step } from '../system';
import type { Python } from './find';
import { type EnsurePythonOptions, type Needed, pythonAndUv } from './need';
import {
  interpreter,
  type LockedPackages,
  locked,
  must,
  PIP_QUIET,
  pipInstall,
  runInstaller,
  withPip,
} from './pip';
import { withReason } from './unbuilt';
import { hasUv } from './uv';

/** Options of an installation; `where` is @default - the file of the packages. */
export interface InstallOptions extends EnsurePythonOptions {
  /** Whether byte code is made at once and not with the first import. @default false */
  readonly compile?: boolean;
  /** The Python of a new environment. @default - looked for */
  readonly needed?: Needed;
  /** The uv to install with. @default - the one on PATH */
  readonly uv?: string | undefined;
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
  const { run, progress, compile } = options;
  const name = basename(packages.source ?? packages.file);
  const { python, uv } = options.needed ?? (await pythonAndUv(options));
  const install = installer(packages, python, options);
  const make = { where: folder, what: 'the Python environment could not be made' };
  progress(`installs ${name} with ${uv ? 'uv' : 'pip'}, Python ${python.version}`);
  if (uv) {
    const venv = ['venv', '--allow-existing', '--seed', '--python', python.path, folder];
    const fix = 'see the lines above; TERRAGATE_NO_UV=1 uses python and pip';
    await must(run, uv, venv, { ...make, fix });
    await install(uv, uvInstall(['--python', interpreter(folder)], packages, compile));
  } else {
    const fix = `see the lines above; used ${python.path}`;
    await must(run, python.path, ['-I', '-m', 'venv', folder], { ...make, fix });
    await install(interpreter(folder), pipInstall([], packages, compile));
  }
  await installBeside([], interpreter(folder), packages, install);
}

/**
 * Installs locked packages for one interpreter into a plain folder, in the form of a function's package: no
 * environment, no link to the interpreter.
 *
 * @throws UserError when the index cannot be reached or the installation fails
 */
export async function installInto(
  folder: string,
  python: Python,
  packages: LockedPackages,
  options: InstallOptions,
): Promise<void> {
  const { run, progress, compile } = options;
  const name = basename(packages.source ?? packages.file);
  const install = installer(packages, python, options);
  const uv = options.uv ?? ((await hasUv(run)) ? 'uv' : undefined);
  if (uv) {
    progress(`installs ${name} with uv for this machine, Python ${python.version}`);
    const to = ['--python', python.path, '--target', folder];
    await install(uv, uvInstall(to, packages, compile));
  } else {
    progress(`installs ${name} with pip for this machine, Python ${python.version}`);
    const args = pipInstall(['--target', folder], packages, compile);
    await withPip(python.path, run, (pip) => install(pip, args));
  }
  if (!packages.beside) return;
  await withPip(python.path, run, (pip) => installBeside(['--target', folder], pip, packages, install));
}

/** Installs the packages beside locked ones. @param python an interpreter with pip */
async function installBeside(
  to: readonly string[],
  python: string,
  { beside }: LockedPackages,
  install: Installer,
): Promise<void> {
  const packages = (await beside?.(python)) ?? [];
  if (!packages.length) return;
  const quiet = [...PIP_QUIET, '--quiet'];
  await install(python, ['-I', '-m', 'pip', 'install', ...quiet, '--no-deps', ...to, ...packages]);
}

function uvInstall(to: readonly string[], packages: LockedPackages, compile = false): string[] {
  return ['pip', 'install', ...to, ...(compile ? ['--compile-bytecode'] : []), ...locked(packages)];
}

/** Runs pip or uv. @throws UserError when it fails, with the packages that could not be built */
type Installer = (command: string, args: readonly string[]) => Promise<void>;

function installer(packages: LockedPackages, python: Python, options: InstallOptions): Installer {
  const step = installing(packages, options);
  const lock = options.where === undefined ? basename(packages.source ?? packages.file) : undefined;
  return async (command, args) => {
    const done = await runInstaller(options.run, command, args);
    if (done.code !== 0) throw failure(withReason(step, done, python.version, lock), done);
  };
}

/**
 * The step that fails when packages cannot be installed. `where` is the thing that needs the packages, where the file
 * is not the user's.
 */
function installing({ file, source = file }: LockedPackages, { where }: InstallOptions): Step {
  const step = { where: where ?? source, what: 'packages could not be installed' };
  if (where) return { ...step, fix: `see the lines above; the packages are those of ${source}` };
  const name = basename(source);
  return {
    ...step,
    fix: `see the lines above; write ${name} again when its versions or hashes are out of date`,
  };
}
