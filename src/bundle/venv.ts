import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PackageChoice } from '../package-choice';
import {
  createVenv,
  findPython,
  hasUv,
  hasWholePackages,
  interpreter,
  type Needed,
  pythonAndUv,
} from '../python';
import {
  makeFolder,
  type Progress,
  projectCache,
  type Run,
  readJson,
  run,
  sha256,
  withLock,
  writeFileAtomic,
} from '../system';
import { manifestOf } from './manifest';
import { findRequirements, type Requirements } from './requirements';
import { allowsPython } from './requires-python';
import { applying, type SourcePackage } from './source-packages';
import { uvOf } from './uv-lock';

export { interpreter } from '../python';

/** Options of the environment. */
export interface VenvOptions {
  /**
   * The file with the versions that are installed, absolute or from the project's folder.
   * @default - the first of uv.lock, requirements-dev.lock, requirements.lock and requirements.txt
   */
  readonly lockFile?: string;
  /** Python of the functions: the environment has the same version where the machine has it. @default - 3.11 or newer */
  readonly pythonVersion?: string;
  /** What is installed beside the main packages and those of development. @default - nothing */
  readonly choice?: PackageChoice;
  /** Called with each step. @default - silent */
  readonly progress?: Progress;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/** The Python environment of a project. */
export interface Venv {
  /** Absolute path of the environment's interpreter. */
  readonly python: string;
  /** Whether the environment already held the lock file's packages. */
  readonly reused: boolean;
}

/**
 * Marker of an environment that Terragate made: empty before it is filled, with the lock's hash when it is complete.
 */
const MARKER = 'terragate.json';

/**
 * Makes the project's Python environment, or does nothing when it already holds the lock file as it is now.
 *
 * A uv.lock is installed with its default groups, as `uv sync` does it; the project itself is not installed.
 *
 * It is `.venv` in the project's folder. One that Terragate did not make is left alone: then it is `.terragate/venv`.
 * With `uv` on PATH it is made by uv (TERRAGATE_NO_UV=1 prevents it), else by `python -m venv` and pip. An environment
 * that was left half made is made again.
 *
 * @throws UserError when there is no file with versions, no Python 3.11, or the installation fails
 */
export async function ensureVenv(projectDir: string, options: VenvOptions = {}): Promise<Venv> {
  const { progress = () => {}, run: start = run } = options;
  const project = resolve(projectDir);
  const requirements = await findRequirements(project, {
    ...(options.lockFile && { lockFile: options.lockFile }),
    ...(options.pythonVersion && { pythonVersion: options.pythonVersion }),
    ...(options.choice && { choice: options.choice }),
    ...{ development: true, progress, note: () => {}, run: start },
  });
  const cache = projectCache(project);
  return withLock(
    join(cache, 'venv.busy'),
    async () => {
      const usual = join(project, '.venv');
      const key = keyOf(requirements);
      const foreign = existsSync(usual) && !isOwnVenv(usual);
      const folder = foreign ? join(cache, 'venv') : usual;
      const python = interpreter(folder);
      const marker = readJson(join(folder, MARKER)) as { lock?: string; wanted?: string } | undefined;
      const { pythonVersion: wanted = marker?.wanted } = options;
      const fits = marker?.wanted === undefined || marker.wanted === wanted;
      const current = marker?.lock === key && fits && existsSync(python);
      if (current && hasWholePackages(folder)) return { python, reused: true };
      if (current) progress('a file of the Python environment was cut off: it is made again');
      if (foreign) progress('.venv is not of Terragate and stays as it is: uses .terragate/venv');
      discard(folder, cache);
      makeFolder(folder);
      writeFileAtomic(join(folder, MARKER), '{}\n');
      const { source, sources } = requirements;
      const needed = await neededFor(project, requirements, { ...options, progress, run: start });
      const beside = async (python: string) =>
        editable(await applying(sources, { python, where: source, run: start }));
      await createVenv(folder, { ...requirements, beside }, { needed, progress, run: start });
      writeFileAtomic(join(folder, MARKER), `${JSON.stringify({ lock: key, wanted })}\n`);
      return { python, reused: false };
    },
    progress,
  );
}

/** Whether Terragate made the environment in a folder. */
export function isOwnVenv(folder: string): boolean {
  return existsSync(join(folder, MARKER));
}

/** A key of what an environment holds; the files of a source folder are seen through a link, and do not count. */
function keyOf({ key, sources }: Requirements): string {
  return sources.length ? sha256(JSON.stringify([key, sources])) : key;
}

/** Arguments of pip by which a changed file of a source folder is seen at once. */
function editable(sources: readonly SourcePackage[]): string[] {
  return sources.flatMap(({ declared, folder }) => (folder === undefined ? [declared] : ['-e', declared]));
}

/** The Python of the environment: that of the functions where the machine has it, else one that the project takes. */
async function neededFor(
  project: string,
  requirements: Requirements,
  { pythonVersion, progress, run: start }: VenvOptions & { readonly progress: Progress; readonly run: Run },
): Promise<Needed> {
  const uv = await uvOf(requirements, progress, start);
  const same =
    pythonVersion === undefined || process.env.TERRAGATE_PYTHON
      ? undefined
      : await findPython({ versions: [pythonVersion], run: start }).catch(() => undefined);
  if (same) return { python: same, uv: uv ?? ((await hasUv(start)) ? 'uv' : undefined) };
  const found = await pythonAndUv({ progress, run: start });
  const { requiresPython = '' } = manifestOf(project) ?? {};
  if (pythonVersion === undefined || allowsPython(requiresPython, found.python.version))
    return { ...found, uv: uv ?? found.uv };
  const fetched = await pythonAndUv({ versions: [pythonVersion], progress, run: start });
  return { ...fetched, uv: uv ?? fetched.uv };
}

/**
 * Deletes an environment after it was renamed, so that an interruption leaves no half-deleted environment in its
 * place.
 */
function discard(folder: string, cache: string): void {
  const trash = join(cache, 'trash');
  rmSync(trash, { recursive: true, force: true });
  if (!existsSync(folder)) return;
  renameSync(folder, trash);
  rmSync(trash, { recursive: true, force: true });
}
