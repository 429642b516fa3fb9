import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { cachedFolder, type Progress, type Run } from '../system';
import { findPython, type Python } from './find';
import { must, pipInstall, withPip } from './pip';

/** Lock file of uv: each build of one version, with its hash. */
const LOCK = join(__dirname, 'uv-requirements.lock');
/** The oldest Python whose pip knows the platforms of these builds. */
export const OLDEST_FOR_UV = '3.9';

/** Whether uv is on PATH; TERRAGATE_NO_UV=1 says that it is not to be used. */
export async function hasUv(run: Run): Promise<boolean> {
  return !process.env.TERRAGATE_NO_UV && (await run('uv', ['--version'])).code === 0;
}

/** Options of the search for uv. */
export type FindUvOptions = Omit<EnsureUvOptions, 'python'>;

/**
 * The uv of this machine: the one on PATH, else the one of the user's cache, which is installed where it is not there yet.
 *
 * @returns its command or path; `undefined` where TERRAGATE_NO_UV=1 says that it is not to be used
 * @throws UserError when it cannot be installed
 */
export async function findUv(options: FindUvOptions): Promise<string | undefined> {
  if (process.env.TERRAGATE_NO_UV) return undefined;
  const { run } = options;
  if (await hasUv(run)) return 'uv';
  return ensureUv({ ...options, python: () => findPython({ oldest: OLDEST_FOR_UV, run, where: 'uv' }) });
}

/** The purpose of uv, and the means to install it. */
export interface EnsureUvOptions {
  /** The purpose of uv, in the progress: `to fetch Python 3.13`. */
  readonly purpose: string;
  /** The task of uv, in messages: `which fetches it`. */
  readonly role: string;
  /** A Python from 3.9 on, asked for when uv is not there yet. */
  readonly python: () => Promise<Python>;
  readonly progress: Progress;
  readonly run: Run;
}

/**
 * The uv of the user's cache. Where it is not there yet, the pip of any Python from 3.9 on installs it from the package
 * index: about 40 MB, once for each machine and user. PATH and that Python stay as they are.
 *
 * @returns its absolute path
 * @throws UserError when the index cannot be reached or the installation fails
 */
export async function ensureUv({ purpose, role, python, progress, run }: EnsureUvOptions): Promise<string> {
  const holds = join('bin', process.platform === 'win32' ? 'uv.exe' : 'uv');
  const lock = readFileSync(LOCK);
  const platform = Buffer.from([process.platform, process.arch].join());
  const make = async (folder: string, final: string) => {
    const { path } = await python();
    progress(`installing uv into ${final} (once), ${purpose}`);
    const what = `uv, ${role}, could not be installed`;
    const step = { where: 'uv', what, fix: 'see the lines above' };
    const without = { ...step, what: `${what}: ${path} has no pip`, fix: `install pip for ${path}` };
    const install = pipInstall(['--target', folder], { file: LOCK, complete: true });
    await withPip(path, run, (pip) => must(run, pip, install, step), without);
    if (!existsSync(join(folder, holds)))
      throw new UserError([{ ...step, what: `${what}: ${path} installed no program` }]);
  };
  const folder = await cachedFolder({
    name: 'uv',
    content: Buffer.concat([lock, platform]),
    holds,
    make,
  });
  return join(folder, holds);
}
