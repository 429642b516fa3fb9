import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, fstatSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import { makeFolder, signal, signalGroup } from '../system';
import type { CommandResult } from './command-result';
import { INSTANCE } from './left-behind';
import type { Overlay } from './overlay';
import { type Message, readMessage, terraformError } from './terraform-message';

/** Options of running Terraform. */
export interface TerraformOptions {
  /** Folder of the root module. */
  readonly root: string;
  /** Variables of the environment, in place of this process's. */
  readonly env: NodeJS.ProcessEnv;
  /** The mark by which the process and its providers are found: see `INSTANCE`. */
  readonly mark: string;
  /** Folder for the sockets and other temporary files of Terraform and its providers. @default - that of the machine */
  readonly temporary?: string | undefined;
  /** File for Terraform's output, in words and as JSON; only this user may read it. */
  readonly log: string;
  /** Folder in which Terraform runs in place of the root, which stays what `path.cwd` is. @default - the root */
  readonly overlay?: Overlay;
  /**
   * Called with the id of the process that changes things, and with `undefined` when it ended.
   *
   * @default - nobody is called
   */
  readonly onProcess?: (pid: number | undefined) => void;
  /** Asks a running Terraform to end, and lets none start. @default - nothing does */
  readonly signal?: AbortSignal;
}

/** The error of a command whose Terraform was asked to end, by Ctrl-C. */
export class Interrupted extends Error {}

/**
 * The Terraform of this machine: TERRAGATE_TERRAFORM, `terraform` on PATH, or `tofu`.
 *
 * @throws UserError when there is none
 */
export function findTerraform(env: NodeJS.ProcessEnv = process.env): string {
  const wished = env.TERRAGATE_TERRAFORM;
  for (const name of wished ? [wished] : ['terraform', 'tofu']) {
    const found = which(name, env.PATH ?? '');
    if (found) return found;
  }
  throw new UserError([
    {
      where: wished ? 'TERRAGATE_TERRAFORM' : 'terraform',
      what: wished
        ? `the program ${wished} is not on this machine`
        : 'neither Terraform nor OpenTofu is on this machine',
      ...(wished ? { got: wished } : {}),
      fix: 'install Terraform 1.5.7 or newer (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install), or name it in TERRAGATE_TERRAFORM',
    },
  ]);
}

function which(name: string, path: string): string | undefined {
  const candidates =
    isAbsolute(name) || name.includes('/')
      ? [name]
      : path.split(delimiter).map((folder) => join(folder, name));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Runs Terraform. What it prints goes into a file and is read from there, so that an apply survives the end of this
 * process. Machine-readable states and plans, in which sensitive values are readable, go through `read` and into no file.
 */
export class Terraform {
  private child: ChildProcess | undefined;
  private interrupted = false;

  constructor(
    readonly command: string,
    private readonly options: TerraformOptions,
  ) {}

  /** Asks Terraform to end, which writes its state first. A second call kills it. */
  interrupt(): void {
    const pid = this.child?.pid;
    if (pid !== undefined) signal(pid, this.interrupted ? 'SIGKILL' : 'SIGINT');
    this.interrupted = true;
  }

  /**
   * Runs a command to its end.
   *
   * @param onMessage gets each message of a command that runs with `-json`
   * @param good exit codes of success
   * @throws UserError with what it said, for another exit code
   * @throws Interrupted when it was asked to end
   */
  async run(
    args: readonly string[],
    onMessage: (message: Message) => void = () => {},
    good: readonly number[] = [0],
  ): Promise<CommandResult> {
    const ended = await this.toEnd(args, onMessage);
    if (!good.includes(ended.code)) throw terraformError(`terraform ${args[0]}`, ended, this.options.log);
    return ended;
  }

  /**
   * Runs a command that changes nothing and answers with a document: `show -json`, `state pull`.
   *
   * @returns its standard output, which is kept in memory alone
   * @throws UserError with what it said to people, and nothing of the document, when it fails
   * @throws Interrupted when it was asked to end
   */
  async read(args: readonly string[]): Promise<string> {
    let document = '';
    const ended = await this.toEnd(
      args,
      () => {},
      (chunk) => {
        document += chunk;
      },
    );
    if (ended.code !== 0) throw terraformError(`terraform ${args[0]}`, ended, this.options.log);
    return document;
  }

  private async toEnd(
    args: readonly string[],
    onMessage: (message: Message) => void,
    onDocument?: (chunk: string) => void,
  ): Promise<CommandResult> {
    const { log, overlay, temporary, signal: ending } = this.options;
    if (this.interrupted || ending?.aborted) throw new Interrupted();
    if (temporary !== undefined) mkdirSync(temporary, { recursive: true, mode: 0o700 });
    makeFolder(join(log, '..'));
    const file = openSync(log, 'a+', 0o600);
    const start = fstatSync(file).size;
    const child = this.start(args, file, onDocument);
    this.child = child;
    this.options.onProcess?.(child.pid);
    const interrupt = () => this.interrupt();
    ending?.addEventListener('abort', interrupt);
    let code: number | undefined;
    const ended = new Promise<void>((done) => {
      child.once('error', () => done());
      // With a pipe the process has ended once all of its output was read
      child.once(onDocument ? 'close' : 'exit', (status) => {
        code = status ?? -1;
        done();
      });
    });
    let output = '';
    let seen = 0;
    const read = () => {
      const text = textOf(file, start);
      output = overlay?.asOfUser(text) ?? text;
      const whole = output.lastIndexOf('\n') + 1;
      for (const line of output.slice(seen, whole).split('\n')) {
        const message = readMessage(line);
        if (message) onMessage(message);
      }
      seen = Math.max(seen, whole);
    };
    try {
      for (let running = true; running; ) {
        running = (await Promise.race([ended, sleep(100, 'time')])) === 'time';
        read();
      }
    } finally {
      ending?.removeEventListener('abort', interrupt);
      closeSync(file);
      // A provider outlives a Terraform that was killed
      signalGroup(child.pid, 'SIGKILL');
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
      this.child = undefined;
      this.options.onProcess?.(undefined);
    }
    if (this.interrupted) throw new Interrupted();
    return { code: code ?? -1, output };
  }

  private start(args: readonly string[], log: number, onDocument?: (chunk: string) => void): ChildProcess {
    const { root, env, mark, overlay, temporary } = this.options;
    const all = [...(overlay ? [`-chdir=${overlay.root}`] : []), ...args];
    // In an overlay no file is for others; in the user's root files get the modes that Terraform gives them
    const [program, before] =
      overlay && process.platform !== 'win32'
        ? ['/bin/sh', ['-c', 'umask 077 && exec "$0" "$@"', this.command]]
        : [this.command, []];
    const child = spawn(program, [...before, ...all], {
      cwd: root,
      env: { ...env, [INSTANCE]: mark, ...(temporary === undefined ? {} : { TMPDIR: temporary }) },
      // Terraform leads a group of its own: Ctrl-C in the terminal reaches this process, which passes it on once
      detached: true,
      stdio: ['ignore', onDocument ? 'pipe' : log, log],
    });
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => onDocument?.(chunk));
    return child;
  }
}

function textOf(file: number, from: number): string {
  const buffer = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
  const got = readSync(file, buffer, 0, buffer.length, from);
  return buffer.subarray(0, got).toString('utf8');
}
