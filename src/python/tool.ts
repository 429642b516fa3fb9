import { readFile } from 'node:fs/promises';
import { cachedFolder, type Progress, type Run, run } from '../system';
import { createVenv } from './install';
import { pythonAndUv } from './need';
import { interpreter } from './pip';

/** A set of locked Python packages that is installed once per machine and user. */
export interface ToolSpec {
  /** Name of the folder in the cache, and of the thing in messages: `local-aws`. */
  readonly name: string;
  /** Lock file with a hash for every package. Its content decides when to install again. */
  readonly lock: string;
  /** Versions of Python that the packages work with, the best one first: `['3.13']`. */
  readonly pythons: readonly string[];
  /** Whether byte code of all files is made at once: for what is started often. @default true */
  readonly compile?: boolean;
  /** Called with each step when something has to be installed. @default - silent */
  readonly progress?: Progress;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/**
 * The `python` of an environment that holds exactly the packages of a lock file, installed where it is not there yet,
 * in the user's cache. Two processes may call it at the same time.
 *
 * @throws UserError when no fitting Python or no package index can be reached, with what to do
 */
export async function ensureTool(spec: ToolSpec): Promise<string> {
  const { name, lock: file, pythons: versions, compile = true, progress = () => {}, run: start = run } = spec;
  const asked = { where: name, versions, run: start };
  const lock = await readFile(file);
  const platform = Buffer.from([versions.join(), process.platform, process.arch].join());
  const folder = await cachedFolder({
    name,
    content: Buffer.concat([lock, platform]),
    // The link dangles when the Python that it was made with has been removed
    holds: interpreter(''),
    make: async (unfinished, final) => {
      const needed = await pythonAndUv({ ...asked, progress });
      progress(`installing ${name} into ${final} (once)`);
      const options = { ...asked, needed, compile, progress: () => {} };
      await createVenv(unfinished, { file, complete: true }, options);
    },
  });
  return interpreter(folder);
}

/** The variables of this process without those that lead another Python's packages into a Python that is started. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, ...rest } = process.env;
  return rest;
}
