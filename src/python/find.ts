import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { atLeast, type Run, run } from '../system';

/** A Python interpreter on this machine. */
export interface Python {
  /** Absolute path of the interpreter. */
  readonly path: string;
  /** Version of the interpreter. @example '3.13.0' */
  readonly version: string;
}

/** Options of the search. */
export interface FindPythonOptions {
  /** Versions of which one is needed, the best one first: `['3.13']`. @default - `oldest` or newer */
  readonly versions?: readonly string[];
  /** The oldest version that will do where none is named. @default '3.11' */
  readonly oldest?: string;
  /** The thing that needs the interpreter, at the beginning of the message. @default 'Python' */
  readonly where?: string;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
  /** Platform of the machine. @default - that of this process */
  readonly platform?: NodeJS.Platform;
  /** Environment variables. @default - those of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The oldest Python that works. */
const OLDEST = '3.11';
/** The names that are tried where no version is asked for. */
const USUAL = ['3.13', '3.12', '3.11', '3.10', '3.9'];

const QUESTION = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/**
 * The first Python on this machine that fits: the one that TERRAGATE_PYTHON names, then those on PATH, then those that
 * pyenv holds.
 *
 * Where any version from 3.11 on will do, TERRAGATE_PYTHON is the only one that is asked; where one version is needed,
 * it is passed over when it is another. A command that exists and fails, such as a shim of a version manager, is passed
 * over too.
 *
 * @throws UserError naming what was found instead
 */
export async function findPython(options: FindPythonOptions = {}): Promise<Python> {
  const { versions, oldest = OLDEST, run: start = run } = options;
  const { platform = process.platform, env = process.env } = options;
  const wanted = env.TERRAGATE_PYTHON;
  const found: string[] = [];
  const named = versions ?? USUAL.filter((version) => atLeast(version, oldest));
  const launched = versions ?? ['3'];
  const commands =
    wanted && !versions ? [[wanted] as const] : candidates(wanted, named, launched, platform, env);
  for (const [command, ...args] of commands) {
    const name = [command, ...args].join(' ');
    const answer = await askVersion(command, args, start);
    if (answer === 'missing') continue;
    if (answer === 'broken') found.push(`${name} does not run`);
    else if (fits(answer.version, versions, oldest)) return answer;
    else found.push(`${name} is ${answer.version}`);
  }
  const seen = found.length ? found.join(', ') : 'none';
  if (versions) throw missingVersion(options.where ?? 'Python', versions, seen, platform);
  throw new UserError([
    wanted
      ? {
          where: 'TERRAGATE_PYTHON',
          what: `${wanted} is not Python ${oldest} or newer (found: ${seen})`,
          fix: 'let it name an interpreter, such as /usr/bin/python3.13, or unset it',
        }
      : {
          where: options.where ?? 'Python',
          what: `Python ${oldest} or newer is not on PATH (found: ${seen})`,
          fix: `install one (${howTo(platform)}), or set TERRAGATE_PYTHON to its path`,
        },
  ]);
}

/** Path and version of an interpreter, or the reason why the version is not known. */
export async function askVersion(
  command: string,
  args: readonly string[],
  start: Run,
): Promise<Python | 'missing' | 'broken'> {
  const answer = await start(command, [...args, '-I', '-c', QUESTION]);
  if (answer.missing) return 'missing';
  const [version = '', path] = answer.stdout.split(/\r?\n/);
  return answer.code === 0 && /^\d+\.\d+\.\d+$/.test(version) && path ? { path, version } : 'broken';
}

/** Whether a full version such as `3.13.1` is one of these, or new enough where none is asked for. */
export function fits(
  version: string,
  versions: readonly string[] | undefined,
  oldest: string = OLDEST,
): boolean {
  return versions ? versions.some((one) => version.startsWith(`${one}.`)) : atLeast(version, oldest);
}

function missingVersion(
  where: string,
  versions: readonly string[],
  seen: string,
  platform: NodeJS.Platform,
): UserError {
  const oneOf = versions.join(' or ');
  const version = versions[0] ?? '3.13';
  return new UserError([
    {
      where,
      what: `Python ${oneOf} is not on this machine (found: ${seen})`,
      fix: `install it (${howTo(platform, version)}), or set TERRAGATE_PYTHON to the path of a Python ${oneOf}`,
    },
  ]);
}

function howTo(platform: NodeJS.Platform, version?: string): string {
  const one = version ?? '3.13';
  if (platform === 'darwin') return `brew install python@${one}`;
  if (platform === 'win32') return `winget install Python.Python.${one}`;
  const apt = version
    ? `apt install python${version} python${version}-venv`
    : 'apt install python3 python3-venv';
  return `${apt}, dnf install python${one}, or uv python install ${one}`;
}

function candidates(
  wanted: string | undefined,
  named: readonly string[],
  launched: readonly string[],
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): (readonly [string, ...string[]])[] {
  const names = [
    ...(wanted ? [wanted] : []),
    ...named.map((version) => `python${version}`),
    ...['python3', 'python'],
    ...named.flatMap((version) => pyenvPythons(version, env)),
  ].map((name) => [name] as const);
  if (platform !== 'win32') return names;
  // The launcher of Windows knows all interpreters that are installed
  return [...launched.map((version) => ['py', `-${version}`] as const), ...names];
}

function pyenvPythons(version: string, env: Readonly<Record<string, string | undefined>>): string[] {
  const home = env.PYENV_ROOT ?? (env.HOME ? join(env.HOME, '.pyenv') : undefined);
  const root = home && join(home, 'versions');
  if (!root || !existsSync(root)) return [];
  const folders = readdirSync(root).filter((name) => name.startsWith(`${version}.`));
  return folders.map((name) => join(root, name, 'bin', `python${version}`));
}
