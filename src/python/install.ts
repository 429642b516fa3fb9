import { basename } from 'node:path';
import type { Run, Step } from '../system';
import type { Python } from './find';
import { type EnsurePythonOptions, type Needed, pythonAndUv } from './need';
import { interpreter, type LockedPackages, locked, must, PIP_QUIET, pipInstall, withPip } from './pip';
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
  const step = installing(packages, options);
  const make = { where: folder, what: 'the Python environment could not be made' };
  progress(`installs ${name} with ${uv ? 'uv' : 'pip'}, Python ${python.version}`);
  if (uv) {
    const venv = ['venv', '--allow-existing', '--seed', '--python', python.path, folder];
    const fix = 'see the lines above; TERRAGATE_NO_UV=1 uses python and pip';
    await must(run, uv, venv, { ...make, fix });
    await must(run, uv, uvInstall(['--python', interpreter(folder)], packages, compile), step);
  } else {
    const fix = `see the lines above; used ${python.path}`;
    await must(run, python.path, ['-I', '-m', 'venv', folder], { ...make, fix });
    await must(run, interpreter(folder), pipInstall([], packages, compile), step);
  }
  await installBeside([], interpreter(folder), packages, run, step);
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
  const step = installing(packages, options);
  const uv = options.uv ?? ((await hasUv(run)) ? 'uv' : undefined);
  if (uv) {
    progress(`installs ${name} with uv for this machine, Python ${python.version}`);
    const to = ['--python', python.path, '--target', folder];
    await must(run, uv, uvInstall(to, packages, compile), step);
  } else {
    progress(`installs ${name} with pip for this machine, Python ${python.version}`);
    const install = pipInstall(['--target', folder], packages, compile);
    await withPip(python.path, run, (pip) => must(run, pip, install, step));
  }
  if (!packages.beside) return;
  await withPip(python.path, run, (pip) => installBeside(['--target', folder], pip, packages, run, step));
}

/** Installs the packages beside locked ones. @param python an interpreter with pip */
async function installBeside(
  to: readonly string[],
  python: string,
  { beside }: LockedPackages,
  run: Run,
  step: Step,
): Promise<void> {
  const packages = (await beside?.(python)) ?? [];
  if (!packages.length) return;
  const quiet = [...PIP_QUIET, '--quiet'];
  await must(run, python, ['-I', '-m', 'pip', 'install', ...quiet, '--no-deps', ...to, ...packages], step);
}

function uvInstall(to: readonly string[], packages: LockedPackages, compile = false): string[] {
  return ['pip', 'install', ...to, ...(compile ? ['--compile-bytecode'] : []), ...locked(packages)];
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
