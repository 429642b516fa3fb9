import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../errors';

/** A set of locked Python packages that is installed once per machine and user. */
export interface VenvSpec {
  /** Name of the folder in the cache, and of the thing in messages: `local-aws`. */
  readonly name: string;
  /** Lock file with a hash for every package. Its content decides when to install again. */
  readonly lock: string;
  /** Versions of Python that the packages work with, the best one first: `['3.13']`. */
  readonly pythons: readonly string[];
  /** Told what happens, one line each, when something has to be installed. @default - silent */
  readonly progress?: (line: string) => void;
}

/**
 * The `python` of an environment that holds exactly the packages of a lock file, installed where it is not there yet.
 * Uses uv where the machine has it, else Python's own venv and pip. Two processes may call it at the same time.
 *
 * @throws UserError when no fitting Python or no package index can be reached, with what to do
 */
export async function ensureVenv(spec: VenvSpec): Promise<string> {
  const key = createHash('sha256')
    .update(await readFile(spec.lock))
    .update([spec.pythons.join(), process.platform, process.arch].join())
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), spec.name, key);
  const python = join(folder, 'bin', 'python');
  // The link dangles when the Python that it was made with has been removed
  if (existsSync(join(folder, 'ready')) && existsSync(python)) return python;

  spec.progress?.(`installing ${spec.name} into ${folder} (once)`);
  await mkdir(join(folder, '..'), { recursive: true });
  const unfinished = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await install(spec, unfinished);
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

/** Where Terragate keeps what can be made again: `$XDG_CACHE_HOME/terragate`, `~/.cache/terragate` where not set. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'terragate');
}

async function install(spec: VenvSpec, folder: string): Promise<void> {
  const python = join(folder, 'bin', 'python');
  const packages = ['--require-hashes', '--no-deps', '-r', spec.lock];
  const system = await findPython(spec.pythons);
  const outputs: string[] = [];

  if ((await run('uv', ['--version'])).code === 0) {
    // uv fetches a Python of its own where the machine has none
    const wanted = system ?? spec.pythons[0] ?? '3';
    const steps = [
      ['venv', '--quiet', '--python', wanted, folder],
      ['pip', 'install', '--quiet', '--compile-bytecode', '--python', python, ...packages],
    ];
    if (await allSucceed('uv', steps, outputs)) return;
    await rm(folder, { recursive: true, force: true });
  }
  if (system) {
    const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
    const made = await allSucceed(system, [['-m', 'venv', folder]], outputs);
    const done =
      made && (await allSucceed(python, [['-m', 'pip', 'install', ...options, ...packages]], outputs));
    if (done) return;
  }
  throw failure(spec, system, outputs);
}

function failure(spec: VenvSpec, system: string | undefined, outputs: readonly string[]): UserError {
  const output = outputs.map((text) => text.trim().slice(-1500)).join('\n');
  const oneOf = spec.pythons.join(' or ');
  if (!system && !outputs.length) {
    return new UserError([
      {
        where: spec.name,
        what: `Python ${oneOf} is not on this machine`,
        fix: `install it (or uv, which fetches it), or set TERRAGATE_PYTHON to the path of a Python ${oneOf}`,
      },
    ]);
  }
  if (/ensurepip|No module named '?(venv|pip)\b/.test(output)) {
    return new UserError([
      {
        where: spec.name,
        what: `${system} cannot make virtual environments`,
        fix: `install its venv package (Debian and Ubuntu: apt install ${basename(system ?? 'python3')}-venv), or uv`,
      },
    ]);
  }
  const offline = /resol|connect|network|timed? ?out|fetch|retr(y|ies)|proxy|certificate|no matching/i.test(
    output,
  );
  return new UserError([
    {
      where: spec.name,
      what: `its Python packages cannot be ${offline ? 'reached' : 'installed'}:\n${output.replace(/^/gm, '    ')}`,
      fix: offline
        ? 'run it again with a network that reaches PyPI, or name a mirror of it in PIP_INDEX_URL (uv: UV_DEFAULT_INDEX)'
        : `read the message above; the packages are those of ${spec.lock}`,
    },
  ]);
}

/** The command or path of a Python of one of these versions; TERRAGATE_PYTHON goes first where it is one. */
async function findPython(versions: readonly string[]): Promise<string | undefined> {
  const candidates = [
    process.env.TERRAGATE_PYTHON,
    ...versions.map((version) => `python${version}`),
    ...versions.flatMap(pyenvPythons),
    'python3',
  ];
  for (const candidate of candidates) {
    if (!candidate) continue;
    const question = 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)';
    const { code, output } = await run(candidate, ['-c', question]);
    const [version, path] = output.trim().split(' ', 2);
    if (code === 0 && version && path && versions.includes(version)) return path;
  }
  return undefined;
}

function pyenvPythons(version: string): string[] {
  const root = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(root)) return [];
  const folders = readdirSync(root).filter((name) => name.startsWith(`${version}.`));
  return folders.map((name) => join(root, name, 'bin', `python${version}`));
}

async function allSucceed(command: string, steps: string[][], outputs: string[]): Promise<boolean> {
  for (const step of steps) {
    const { code, output } = await run(command, step);
    if (code === 0) continue;
    outputs.push(`${command} ${step.slice(0, 3).join(' ')}: ${output}`);
    return false;
  }
  return true;
}

/** Runs a program to its end; a program that is not there ends with code -1. */
function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: pythonEnvironment() });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** This process's variables without those that lead another Python's packages into a Python that is started. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, ...rest } = process.env;
  return rest;
}
