import { UserError } from '../errors';
import {
  diskFull,
  isNetworkError,
  MAKE_ROOM,
  type ProcessResult,
  type Progress,
  quoted,
  type Run,
} from '../system';
import { findPython, type Python } from './find';
import { INSTALL_ENV } from './pip';
import { ensureUv, hasUv, OLDEST_FOR_UV } from './uv';

/** The Python that is needed. */
export interface EnsurePythonOptions {
  /** Versions of Python of which one is needed, the best one first. @default - 3.11 or newer */
  readonly versions?: readonly string[];
  /** The thing that needs Python, at the beginning of the message. @default 'Python' */
  readonly where?: string;
  readonly progress: Progress;
  readonly run: Run;
}

/** A Python that fits, and the uv beside it. */
export interface Needed {
  readonly python: Python;
  /** Command or path of uv; `undefined` where there is none, and none was needed. */
  readonly uv: string | undefined;
}

/** The version that is fetched where any from 3.11 on will do. */
const USUAL = '3.13';

// uv also puts the programs of a Python into the user's PATH, and registers them on Windows: nobody asked for that
const FETCH_ENV = { ...INSTALL_ENV, UV_PYTHON_INSTALL_BIN: '0', UV_PYTHON_INSTALL_REGISTRY: '0' };

/**
 * A Python that fits: one of this machine, or one that uv fetches. Where uv is not there either, it is installed into
 * the user's cache first. TERRAGATE_NO_UV=1 leaves it at what is on this machine.
 *
 * @throws UserError when there is none and none can be fetched, with what to install
 */
export async function ensurePython(options: EnsurePythonOptions): Promise<Python> {
  return (await foundOrFetched(options)).python;
}

/** A Python that fits as by `ensurePython`, with the uv that there is. */
export async function pythonAndUv(options: EnsurePythonOptions): Promise<Needed> {
  const { python, uv } = await foundOrFetched(options);
  return { python, uv: uv ?? (await onPath(options.run)) };
}

async function foundOrFetched(options: EnsurePythonOptions): Promise<Needed> {
  const { run, versions, where } = options;
  try {
    const python = await findPython({ ...(versions && { versions }), ...(where && { where }), run });
    return { python, uv: undefined };
  } catch (missing) {
    // where any version will do, TERRAGATE_PYTHON is the user's choice: a wrong one is to be corrected
    const chosen = !versions && process.env.TERRAGATE_PYTHON;
    if (!(missing instanceof UserError) || process.env.TERRAGATE_NO_UV || chosen) throw missing;
    const uv = (await onPath(run)) ?? (await installedUv(missing, options));
    return { python: await fetchedPython(uv, missing, options), uv };
  }
}

async function onPath(run: Run): Promise<string | undefined> {
  return (await hasUv(run)) ? 'uv' : undefined;
}

async function installedUv(missing: UserError, options: EnsurePythonOptions): Promise<string> {
  const { versions: [version = USUAL] = [], progress, run } = options;
  const python = () =>
    findPython({ oldest: OLDEST_FOR_UV, run }).catch(() => {
      throw missing;
    });
  try {
    return await ensureUv({
      ...{ purpose: `to fetch Python ${version}`, role: 'which fetches it' },
      ...{ python, progress, run },
    });
  } catch (error) {
    const [problem] = error instanceof UserError && error !== missing ? error.problems : [];
    if (!problem) throw error;
    throw because(missing, problem.what, problem.fix);
  }
}

async function fetchedPython(uv: string, missing: UserError, options: EnsurePythonOptions): Promise<Python> {
  const { versions: [version = USUAL] = [], progress, run } = options;
  // only interpreters that uv manages: one on PATH was not found to run, and an environment is somebody's own
  const search = ['python', 'find', '--managed-python', '--system', '--no-project', version];
  const find = async () => {
    const found = await run(uv, search, { env: INSTALL_ENV });
    return { ...found, path: found.code === 0 ? found.stdout.trim() : '' };
  };
  const before = await find();
  if (before.path) return { path: before.path, version };
  progress(`fetches Python ${version} with uv`);
  const fetched = await run(uv, ['python', 'install', version], { env: FETCH_ENV });
  const after = await find();
  if (!after.path) throw notFetched(missing, fetched.code === 0 ? after : fetched);
  return { path: after.path, version };
}

function notFetched(missing: UserError, done: ProcessResult): UserError {
  return isNetworkError(done)
    ? because(
        missing,
        `uv could not fetch it: the network was not reached${quoted(done)}`,
        'check the network and HTTPS_PROXY, or name a mirror in UV_PYTHON_INSTALL_MIRROR',
      )
    : because(
        missing,
        `uv could not fetch it${quoted(done)}`,
        diskFull(`${done.stdout}\n${done.stderr}`) ? MAKE_ROOM : 'see the lines above',
      );
}

/** The problem of a missing Python, with why it was not fetched. */
function because(missing: UserError, what: string, fix: string): UserError {
  return new UserError(
    missing.problems.map((problem) => ({
      ...problem,
      what: `${problem.what}, and ${what}`,
      fix: `${problem.fix}; or ${fix}`,
    })),
  );
}
