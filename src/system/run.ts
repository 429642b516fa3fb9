import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../errors';
import { SELF, STARTED_BY } from './marked-process';
import { signalGroup } from './process';

/** Receives one line of text for each step of longer work. */
export type Progress = (line: string) => void;

/** A program that ended. */
export interface ProcessResult {
  /** Exit code; `null` when a signal ended it or it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether no program of that name was found. */
  readonly missing: boolean;
}

/** The folder, the variables and the receiver of lines of a program. */
export interface RunOptions {
  /** Folder in which the program runs. @default - the folder of this process */
  readonly cwd?: string;
  /** Variables on top of those of this process; `undefined` removes one. @default - none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets each line of both outputs as soon as it is there. @default - nobody */
  readonly onLine?: Progress;
  /**
   * Whether what the program started and left running ends with it, within `abortable` and but on Windows. It is waited
   * for otherwise, as long as it holds the outputs.
   *
   * @default false
   */
  readonly leavesNothing?: boolean;
}

/** Starts a program and waits for its end. Replaced in tests. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<ProcessResult>;

/** The signal that ends the programs of the work that is being done. */
const ends = new AsyncLocalStorage<AbortSignal>();

/** A program that was asked to end has so many milliseconds for it. */
const PATIENCE = 3000;

/**
 * Does work whose programs end with a signal: programs that `run` has started are asked to end, and no more are
 * started.
 *
 * @throws the reason of the signal, from `run`
 */
export function abortable<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return signal ? ends.run(signal, work) : work();
}

/** Ends a wait within `abortable`. @throws the reason of the signal */
export function throwIfEnded(): void {
  ends.getStore()?.throwIfAborted();
}

/**
 * Runs a program without a shell and keeps its output. The result says how the program ended: the promise rejects
 * only within `abortable`, with the reason of the signal.
 */
export const run: Run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const signal = ends.getStore();
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(command, [...args], {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env, [STARTED_BY]: SELF },
      // The program leads a group of its own, since its children have to end with it
      detached: signal !== undefined && process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    if (options.onLine) {
      for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', options.onLine);
    }
    const forget = signal && endWith(signal, child);
    if (signal && options.leavesNothing) child.on('exit', () => signalGroup(child.pid, 'SIGKILL'));
    const finish = (code: number | null, missing: boolean, extra = '') => {
      forget?.();
      if (signal?.aborted) return reject(signal.reason);
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8') + extra,
        missing,
      });
    };
    child.on('error', (error: NodeJS.ErrnoException) => finish(null, error.code === 'ENOENT', error.message));
    child.on('close', (code) => finish(code, false));
  });

/** Ends a program, and all that it started, with a signal or with this process. @returns takes that back */
function endWith(signal: AbortSignal, child: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  const end = () => {
    signalGroup(child.pid, 'SIGINT');
    timer = setTimeout(kill, PATIENCE);
  };
  signal.addEventListener('abort', end, { once: true });
  process.once('exit', kill);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    process.off('exit', kill);
  };
}

/** A step that a program failed to do, for the message. */
export interface Step {
  /** File or program that the message begins with. */
  readonly where: string;
  /** The thing that did not work. */
  readonly what: string;
  /** The way out, unless the output names a better reason. */
  readonly fix: string;
}

// Phrases of pip, uv and the resolvers below them when no server could be reached.
const NO_NETWORK = [
  /Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed/i,
  /NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|No route to host/i,
  /Failed to establish a new connection|Failed to connect|Connection refused|tcp connect error|dns error/i,
  /error sending request|timed out|SSLError|certificate verify failed|invalid peer certificate/i,
];

/** Whether the output of a failed pip or uv says that no server could be reached. */
export function isNetworkError({ stdout, stderr }: ProcessResult): boolean {
  return NO_NETWORK.some((words) => words.test(stdout) || words.test(stderr));
}

// Phrases of pip and uv when an index answers that it does not answer this caller.
const REFUSED =
  /\b40[13] (?:Client )?Error|\b401 Unauthorized|\b403 Forbidden|lack of valid authentication credentials/;

/** The variables that name an index of the user's own. */
export const OF_INDEX = 'PIP_INDEX_URL (with uv: UV_DEFAULT_INDEX)';

// Phrases of the system, as Python, uv, npm, cargo, Node and Go repeat them
const NO_ROOM =
  /No space left on device|\bENOSPC\b|os error 28\b|Disk quota exceeded|\bEDQUOT\b|os error 122\b/i;

/** Whether the output of a failed program says that the disk is full, or the user's part of it. */
export function diskFull(said: string): boolean {
  return NO_ROOM.test(said);
}

/** The way out when the disk is full. */
export const MAKE_ROOM = 'make room on the disk, and run the same command again';

/** The error for a program that failed: its last lines, and for known reasons what to do. */
export function failure(step: Step, finished: ProcessResult): UserError {
  let { what, fix } = step;
  if (diskFull(`${finished.stdout}\n${finished.stderr}`)) {
    what += ': the disk is full';
    fix = MAKE_ROOM;
  } else if (isNetworkError(finished)) {
    what += ': the package index could not be reached';
    fix = `check the network and HTTPS_PROXY; for an index of your own set ${OF_INDEX}`;
  } else if (REFUSED.test(`${finished.stdout}\n${finished.stderr}`)) {
    what += ': the package index refuses';
    fix = `check user and password of the index: in ${OF_INDEX}, or in ~/.netrc`;
  } else if (`${finished.stdout}${finished.stderr}`.includes('ensurepip is not available')) {
    fix = 'install the part of Python that makes environments: apt install python3-venv';
  }
  return new UserError([{ where: step.where, what: what + quoted(finished), fix }]);
}

/** The last lines of a program, to follow a message; empty when it said nothing. */
export function quoted({ stdout, stderr }: ProcessResult): string {
  const tail = lastLines(stderr.trim() || stdout);
  return tail && `\n${tail.replace(/^/gm, '    | ')}`;
}

/** The last lines that say something, at most `count`. @default 12 lines */
export function lastLines(text: string, count = 12): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n');
}
