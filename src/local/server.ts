import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Callers } from '../callers';
import { UserError } from '../errors';
import { pythonEnvironment } from '../python';
import { diskFull, MAKE_ROOM, probe, readText } from '../system';
import { type Adapter, ensureAdapter, layOutAdapter } from './adapter';
import { type LocalCredentials, newCredentials, SECRET_HEADER, sdkEnvironment } from './credentials';
import { ensureLocalAws } from './install';

export interface LocalAwsOptions {
  /** TCP port on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** Folder of logs, layers and work files. @default - a temporary one, removed on stop */
  readonly dataDir?: string;
  /** Path of the AWS Lambda Web Adapter, or `mangum` for doing without. @default - see `ensureAdapter` */
  readonly adapter?: string;
  /** Whether callers of APIs are checked from the start on; `setCallers` changes it. @default 'open' */
  readonly callers?: Callers;
  /** Further environment variables of the server, such as LocalStack's settings. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each step of the installation. @default - silent */
  readonly progress?: (line: string) => void;
}

/** The end of the server: its exit code, or the signal that ended it. */
export interface ServerEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * A local AWS that runs. APIs answer at `${url}/_aws/execute-api/<api id>/<stage>/<path>`, the stage `$default` of an HTTP
 * API without its name, too. A request without its credentials gets 403: it has to be signed with them, or to carry
 * `headers`.
 */
export interface LocalAws {
  /** Endpoint of all services: the value of AWS_ENDPOINT_URL. */
  readonly url: string;
  readonly credentials: LocalCredentials;
  /** Variables by which AWS's SDKs, its CLI and Terraform speak to the local AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** Headers of a request that is not signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly port: number;
  readonly dataDir: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Settled when the server has ended, by `stop` or by itself; never rejected. */
  readonly ended: Promise<ServerEnd>;
  /** The adapter of functions that a script starts: the AWS Lambda Web Adapter, or Mangum where there is none. */
  readonly adapter: 'binary' | 'mangum';
  /** Path of the adapter's program, or in a few words why there is none. */
  readonly adapterDetail: string;
  /** Ends the server and every process of every function. May be called twice. */
  stop(): Promise<void>;
  /**
   * The output of a function, with the platform's START, END and REPORT lines: the newest 10 to 20 MB. Empty before
   * the first run.
   */
  logs(functionName: string): string;
}

/** Variable with the number of execution environments that run at a time; `settings.py` has the default. */
const ENVIRONMENTS = 'TERRAGATE_LOCAL_ENVIRONMENTS';

/** Seconds that the server may take to answer; 3 on two cores, much longer on a busy machine with a cold disk. */
const READY_SECONDS = 90;
const STOP_SECONDS = 8;

/**
 * Starts a local AWS: LocalStack's open-source core with Lambda functions as plain processes. It ends with this
 * process, however this process ends.
 *
 * @throws UserError when it cannot be installed, the port is taken, the server ends at its start, or
 *   TERRAGATE_LOCAL_ENVIRONMENTS is no number
 * @example
 * const aws = await startLocalAws();
 * try { ... AWS_ENDPOINT_URL: aws.url ... } finally { await aws.stop(); }
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  checkEnvironments(options.env?.[ENVIRONMENTS] ?? process.env[ENVIRONMENTS]);
  if (options.port !== undefined && !('port' in (await probe(options.port)))) {
    throw new UserError([
      {
        where: 'local-aws',
        what: `port ${options.port} is taken by another program`,
        got: options.port,
        fix: 'stop that program, or give another port',
      },
    ]);
  }
  const progress = options.progress && { progress: options.progress };
  const adapter = await ensureAdapter({ ...progress, ...(options.adapter && { adapter: options.adapter }) });
  const { python } = await ensureLocalAws({ ...progress });
  const dataDir = resolve(options.dataDir ?? (await mkdtemp(join(tmpdir(), 'terragate-local-'))));
  await mkdir(dataDir, { recursive: true });
  await layOutAdapter(join(dataDir, 'layers'), adapter);

  const credentials = newCredentials();
  const child = startServer(python, dataDir, credentials, options);
  const ended = new Promise<ServerEnd>((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
  });
  const port = await portOf(child);
  if (port !== undefined && (await isReady(child, port, credentials)))
    return localAws(child, ended, port, dataDir, credentials, adapter, options.dataDir === undefined);
  // Read before `end`, which sends a signal too
  const killed = child.signalCode !== null;
  await end(child);
  const log = readText(join(dataDir, 'server.log')) ?? '';
  throw new UserError([
    {
      where: 'local-aws',
      what: `the server ${killed ? 'was killed while it started' : 'did not start'}:\n${log.trim().slice(-2000).replace(/^/gm, '    ')}`,
      fix: diskFull(log)
        ? MAKE_ROOM
        : 'run the same command again; terragate doctor looks for what is missing',
    },
  ]);
}

function checkEnvironments(value: string | undefined): void {
  if (!value || /^[1-9]\d{0,3}$/.test(value)) return;
  throw new UserError([
    {
      where: ENVIRONMENTS,
      what: 'the number of execution environments that run at a time cannot be read',
      got: value,
      allowed: ['a whole number from 1 to 9999'],
      fix: 'correct the number, or unset the variable for the default',
    },
  ]);
}

function startServer(
  python: string,
  dataDir: string,
  credentials: LocalCredentials,
  options: LocalAwsOptions,
): ChildProcess {
  const log = openSync(join(dataDir, 'server.log'), 'w', 0o600);
  try {
    return spawn(python, ['-B', '-m', 'terragate_local'], {
      // The server leads a group of its own: the terminal's Ctrl-C reaches this process alone, which then ends the server in order
      detached: true,
      // The server ends when its standard input does: with this process, even when this process is killed
      stdio: ['pipe', log, log, 'pipe'],
      env: {
        ...serverEnvironment(),
        // A mark of every process of this instance: the server, its helpers, and all that a function starts
        TERRAGATE_INSTANCE: dataDir,
        TERRAGATE_LOCAL_FOLLOW_STDIN: '1',
        TERRAGATE_LOCAL_PORT: String(options.port ?? 0),
        TERRAGATE_LOCAL_TELL_PORT: '3',
        TERRAGATE_LOCAL_CALLERS: options.callers ?? 'open',
        TERRAGATE_LOCAL_ACCESS_KEY_ID: credentials.accessKeyId,
        TERRAGATE_LOCAL_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        TERRAGATE_LOCAL_DATA: dataDir,
        TERRAGATE_LOCAL_TEMPORARY: options.dataDir === undefined ? '1' : '0',
        PYTHONPATH: join(__dirname, 'python'),
        ...options.env,
      },
    });
  } finally {
    closeSync(log);
  }
}

/** The variables of this process without those that LocalStack or its AWS SDK would take for their own settings. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { DEBUG, SERVICES, PERSISTENCE, ...rest } = pythonEnvironment();
  for (const name of Object.keys(rest)) {
    if (/^(AWS_|LOCALSTACK_|LAMBDA_|GATEWAY_LISTEN)/.test(name)) delete rest[name];
  }
  return { ...rest, NO_PROXY: [rest.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join() };
}

/** The port that the server has taken; undefined where it ended before. */
async function portOf(child: ChildProcess): Promise<number | undefined> {
  let told = '';
  const pipe = child.stdio[3] as Readable;
  child.once('error', () => pipe.destroy());
  try {
    for await (const chunk of pipe) told += chunk;
  } catch {
    // the server could not be started
  }
  return told.endsWith('\n') ? Number(told) : undefined;
}

async function isReady(
  child: ChildProcess,
  port: number,
  { secretAccessKey }: LocalCredentials,
): Promise<boolean> {
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  for (let waited = 0; waited < READY_SECONDS * 1000; waited += 50) {
    if (failed || child.exitCode !== null || child.signalCode !== null) return false;
    const answer = await fetch(`http://127.0.0.1:${port}/_localstack/health`, {
      headers: { [SECRET_HEADER]: secretAccessKey },
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.ok) return true;
    await sleep(50);
  }
  return false;
}

function localAws(
  child: ChildProcess,
  ended: Promise<ServerEnd>,
  port: number,
  dataDir: string,
  credentials: LocalCredentials,
  adapter: Adapter,
  temporary: boolean,
): LocalAws {
  const url = `http://127.0.0.1:${port}`;
  let stopped: Promise<void> | undefined;
  return {
    url,
    credentials,
    environment: sdkEnvironment(url, credentials),
    headers: { [SECRET_HEADER]: credentials.secretAccessKey },
    port,
    dataDir,
    pid: child.pid ?? 0,
    ended,
    adapter: 'path' in adapter ? 'binary' : 'mangum',
    adapterDetail: 'path' in adapter ? adapter.path : adapter.mangum,
    stop() {
      stopped ??= end(child).then(() =>
        temporary ? rm(dataDir, { recursive: true, force: true }) : undefined,
      );
      return stopped;
    },
    logs: (functionName) => {
      const file = join(dataDir, 'logs', `${functionName}.log`);
      return (readText(`${file}.1`) ?? '') + (readText(file) ?? '');
    },
  };
}

/** Ends the server: it ends its functions first. The processes of a server that does not are ended by its watchdog. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<true>((done) => child.once('exit', () => done(true)));
  child.kill('SIGTERM');
  const timer = new AbortController();
  const inTime = await Promise.race([ended, sleep(STOP_SECONDS * 1000, false, { signal: timer.signal })]);
  timer.abort();
  if (inTime) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // the process ended in between
  }
  await ended;
}
