import { UserError } from '../errors';
import { type Run, run } from './run';

/** A Python interpreter on this machine. */
export interface Python {
  /** Absolute path of the interpreter. */
  readonly path: string;
  /** Such as `3.13.0`. */
  readonly version: string;
}

/** What to look with and for. */
export interface FindPythonOptions {
  /** @default - the real one */
  readonly run?: Run;
  /** @default - that of this process */
  readonly platform?: NodeJS.Platform;
  /** @default - that of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The oldest Python that works. */
const OLDEST = { major: 3, minor: 11 };

const QUESTION = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/**
 * The first Python of version 3.11 or newer on PATH; TERRAGATE_PYTHON names another one.
 *
 * A command that exists and fails, such as a shim of a version manager, is passed over.
 *
 * @throws UserError naming what was found instead
 */
export async function findPython(options: FindPythonOptions = {}): Promise<Python> {
  const { run: start = run, platform = process.platform, env = process.env } = options;
  const wanted = env.TERRAGATE_PYTHON;
  const found: string[] = [];
  for (const [command, ...args] of candidates(wanted, platform)) {
    const name = [command, ...args].join(' ');
    const answer = await start(command, [...args, '-I', '-c', QUESTION]);
    if (answer.missing) continue;
    const [version, path] = answer.stdout.split(/\r?\n/);
    const [major, minor] = (version ?? '').split('.').map(Number);
    if (answer.code !== 0 || major === undefined || minor === undefined || !path) {
      found.push(`${name} does not run`);
    } else if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) {
      return { path, version: version ?? '' };
    } else {
      found.push(`${name} is ${version}`);
    }
  }
  const seen = found.length ? found.join(', ') : 'none';
  throw new UserError([
    wanted
      ? {
          where: 'TERRAGATE_PYTHON',
          what: `${wanted} is no Python ${OLDEST.major}.${OLDEST.minor} or newer (found: ${seen})`,
          fix: 'let it name an interpreter, such as /usr/bin/python3.13, or unset it',
        }
      : {
          where: 'Python',
          what: `no Python ${OLDEST.major}.${OLDEST.minor} or newer on PATH (found: ${seen})`,
          fix: `install one (${HOW_TO[platform] ?? HOW_TO.linux}), or set TERRAGATE_PYTHON to its path`,
        },
  ]);
}

const HOW_TO: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'brew install python@3.13',
  linux: 'apt install python3 python3-venv, dnf install python3.13, or uv python install 3.13',
  win32: 'winget install Python.Python.3.13',
};

function candidates(wanted: string | undefined, platform: NodeJS.Platform): [string, ...string[]][] {
  if (wanted) return [[wanted]];
  const names: [string, ...string[]][] = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'].map(
    (name) => [name],
  );
  return platform === 'win32' ? [['py', '-3'], ...names] : names;
}
