import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../../src/deploy';
import { REPOSITORY, Workspace } from './workspace';

/** The file that is the command. */
export const PROGRAM = join(REPOSITORY, 'src/cli/terragate.cjs');
const APP = 'examples/fastapi-app';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  readonly output: () => string;
  readonly ended: Promise<Ended>;
  /** What a terminal does at Ctrl-C: all that runs in it is told. */
  ctrlC(): void;
  /** Resolves once it has printed this, or fails when it ends before. */
  said(text: string | RegExp): Promise<void>;
}

/** A folder in which the `terragate` command runs. */
export class CommandLine {
  constructor(readonly folder: string) {}

  /** Changes a file. */
  edit(path: string, change: (text: string) => string): void {
    const file = join(this.folder, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  /** Starts a command. @param input what its standard input has. @default - it has none */
  start(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
    input?: string,
  ): Running {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      // A group of its own, as in a terminal: see ctrlC()
      detached: true,
      cwd: this.folder,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, AWS_ENDPOINT_URL: undefined, NO_COLOR: '1', ...env },
    });
    child.stdin?.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    let over = false;
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => {
        over = true;
        resolve({ code, signal, stdout, stderr });
      });
    });
    const output = () => stdout + stderr;
    return {
      child,
      output,
      ended,
      ctrlC() {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      },
      async said(text) {
        const found = () => (typeof text === 'string' ? output().includes(text) : text.test(output()));
        while (!found()) {
          if (over) throw new Error(`it ended without ${text}:\n${output()}`);
          await sleep(20);
        }
      },
    };
  }

  /** Runs a command to its end. */
  run(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
    input?: string,
  ): Promise<Ended> {
    return this.start(args, env, input).ended;
  }

  /** Runs a command that has to succeed, and reads its result. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(`terragate ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** What is noted of what runs in the background. */
  session(): Instance | undefined {
    const file = join(this.folder, '.terragate/local/session.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Instance) : undefined;
  }

  /** All files by their path, with their text: without environments, what is made again, and links. */
  files(): ReadonlyMap<string, string> {
    const entries = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return new Map(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
        .filter((path) => !/(?:^|\/)(?:\.terragate|\.venv|\.terraform|node_modules|cdktf\.out)\//.test(path))
        .sort()
        .map((path) => [path, readFileSync(join(this.folder, path), 'latin1')]),
    );
  }

  /** Processes of this project that run, whoever their parents are: those that name its folder, or run in it. */
  processes(): { pid: number; command: string }[] {
    const all = execFileSync('ps', ['-eo', 'pid=,stat=,command='], { encoding: 'utf8' });
    return all
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
      .flatMap((found) => (found && !found[2]?.startsWith('Z') ? [found] : []))
      .map(([, pid, , command = '']) => ({ pid: Number(pid), command }))
      .filter(({ pid, command }) => command.includes(this.folder) || cwdOf(pid).startsWith(this.folder));
  }

  /** Fails when processes of it are there after some seconds. */
  async gone(): Promise<void> {
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(100)) {
      if (!this.processes().length) return;
    }
    expect(this.processes()).toEqual([]);
  }
}

/** A project of its own, with the example app behind the REST module. */
export class CliProject extends CommandLine {
  readonly workspace: Workspace;

  constructor(
    readonly name: string,
    root: string = rootOf(name),
  ) {
    const workspace = new Workspace(`cli-${name}`);
    super(workspace.path);
    this.workspace = workspace;
    this.workspace.copy('modules');
    this.workspace.copy(APP, 'app');
    lendInstalled(this.workspace.at('app'));
    this.workspace.write('infra/main.tf', root);
    this.settings({ name, app: 'app', root: 'infra', packages: ['modules/my-api/lambda.zip'] });
  }

  settings(value: object): void {
    this.workspace.write('terragate.json', JSON.stringify(value));
  }
}

/** Gives a copy of an example app what the example has installed: it is not fetched again. */
export function lendInstalled(app: string, example = APP): void {
  for (const cache of ['wheels', 'native']) {
    const from = join(REPOSITORY, example, '.terragate', cache);
    if (existsSync(from)) cpSync(from, join(app, '.terragate', cache), { recursive: true });
  }
  const venv = join(REPOSITORY, example, '.venv');
  if (isWhole(venv)) symlinkSync(venv, join(app, '.venv'));
}

/** Whether an environment is there, and nobody is at work on it: then its note says of which lock it is. */
function isWhole(venv: string): boolean {
  const note = join(venv, 'terragate.json');
  return existsSync(note) && readFileSync(note, 'utf8').includes('"lock"');
}

/** Asks until the answer holds a text; fails with the last answer. */
export async function until(url: string, text: string, init: RequestInit = {}): Promise<void> {
  let last = '';
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
    last = await fetch(url, init).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      (error: Error) => error.message,
    );
    if (last.includes(text)) return;
  }
  throw new Error(`no "${text}" at ${url}, but ${last}`);
}

function cwdOf(pid: number): string {
  try {
    return execFileSync('readlink', [`/proc/${pid}/cwd`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

/** A root with one REST module. */
export function rootOf(name: string, more = ''): string {
  return `provider "aws" {
  region = "us-east-1"
}

module "api" {
  source = "../modules/my-api"

  name               = "${name}"
  cors_allow_origins = ["https://app.example.com"]
${more}}
`;
}
