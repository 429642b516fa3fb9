import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  createVenv,
  exclusively,
  interpreter,
  type Progress,
  projectCache,
  type Run,
  readJson,
  run,
  writeWhole,
} from '../python';
import { findRequirements } from './requirements';

export { interpreter } from '../python';

/** How the environment is made. */
export interface VenvOptions {
  /**
   * The file with the versions that are installed, absolute or from the project's folder.
   * @default - the first of uv.lock, requirements-dev.lock, requirements.lock and requirements.txt
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

/**
 * Makes the project's Python environment, or does nothing when it already holds the lock file as it is now.
 *
 * It is `.venv` in the project's folder. One that Terragate did not make is left alone: then it is `.terragate/venv`.
 * With `uv` on PATH it is made by uv (TERRAGATE_NO_UV=1 prevents it), else by `python -m venv` and pip. An environment
 * that was left half made is made anew.
 *
 * @throws UserError when there is no file with versions, no Python 3.11, or the installation fails
 */
export async function ensureVenv(projectDir: string, options: VenvOptions = {}): Promise<Venv> {
  const { progress = () => {}, run: start = run } = options;
  const project = resolve(projectDir);
  const requirements = await findRequirements(project, {
    ...(options.lockFile && { lockFile: options.lockFile }),
    development: true,
    progress: () => {},
    run: start,
  });
  const cache = projectCache(project);
  return exclusively(
    join(cache, 'venv.busy'),
    async () => {
      const usual = join(project, '.venv');
      const foreign = existsSync(usual) && !existsSync(join(usual, MARKER));
      const folder = foreign ? join(cache, 'venv') : usual;
      const python = interpreter(folder);
      const marker = readJson(join(folder, MARKER)) as { lock?: string } | undefined;
      if (marker?.lock === requirements.key && existsSync(python)) return { python, reused: true };
      if (foreign) progress('.venv is not of Terragate and stays as it is: uses .terragate/venv');
      discard(folder, cache);
      mkdirSync(folder, { recursive: true });
      writeWhole(join(folder, MARKER), '{}\n');
      await createVenv(folder, requirements, { progress, run: start });
      writeWhole(join(folder, MARKER), `${JSON.stringify({ lock: requirements.key })}\n`);
      return { python, reused: false };
    },
    progress,
  );
}

/** Out of the way first and then deleted, so that an interruption leaves no half-deleted environment in its place. */
function discard(folder: string, cache: string): void {
  const trash = join(cache, 'trash');
  rmSync(trash, { recursive: true, force: true });
  if (!existsSync(folder)) return;
  renameSync(folder, trash);
  rmSync(trash, { recursive: true, force: true });
}
