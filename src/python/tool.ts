import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, temporaryFolder, userCache } from './files';
import { createVenv, interpreter } from './install';
import { type Progress, type Run, run } from './run';

/** A set of locked Python packages that is installed once per machine and user. */
export interface ToolSpec {
  /** Name of the folder in the cache, and of the thing in messages: `local-aws`. */
  readonly name: string;
  /** Lock file with a hash for every package. Its content decides when to install again. */
  readonly lock: string;
  /** Versions of Python that the packages work with, the best one first: `['3.13']`. */
  readonly pythons: readonly string[];
  /** Told what happens, one line each, when something has to be installed. @default - silent */
  readonly progress?: Progress;
  /** @default - the real one */
  readonly run?: Run;
}

/**
 * The `python` of an environment that holds exactly the packages of a lock file, installed where it is not there yet,
 * in the user's cache. Two processes may call it at the same time.
 *
 * @throws UserError when no fitting Python or no package index can be reached, with what to do
 */
export async function ensureTool(spec: ToolSpec): Promise<string> {
  const { progress = () => {} } = spec;
  const lock = await readFile(spec.lock);
  const key = sha256(
    Buffer.concat([lock, Buffer.from([spec.pythons.join(), process.platform, process.arch].join())]),
  ).slice(0, 16);
  const parent = join(userCache(), spec.name);
  const folder = join(parent, key);
  const python = interpreter(folder);
  // The link dangles when the Python that it was made with has been removed
  if (existsSync(join(folder, 'ready')) && existsSync(python)) return python;

  progress(`installing ${spec.name} into ${folder} (once)`);
  await mkdir(parent, { recursive: true });
  const unfinished = temporaryFolder(parent, `${key}.`);
  try {
    const { name: where, pythons: versions } = spec;
    await createVenv(
      unfinished,
      { file: spec.lock, complete: true },
      { versions, where, compile: true, progress: () => {}, run: spec.run ?? run },
    );
    await writeFile(join(unfinished, 'ready'), '');
    if (!existsSync(python)) await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was first; its packages are the same
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return python;
}

/** This process's variables without those that lead another Python's packages into a Python that is started. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, ...rest } = process.env;
  return rest;
}
