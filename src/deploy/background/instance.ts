import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { Callers } from '../../callers';
import { UserError } from '../../errors';
import type { LocalCredentials } from '../../local/credentials';
import type { Lacks } from '../../local/strict';
import { end, readJson, startOf, writeFileAtomic } from '../../system';
import { endLeftBehind } from '../left-behind';
import { deserializeError, type SerializedError } from '../serialized-error';
import type { SigningService } from '../signature';
import type { StatePaths } from './state-paths';

/** An API at an address of this machine. */
export interface Endpoint {
  /** Name of the API. */
  readonly name: string;
  /** Address of the endpoint. @example 'http://localhost:8400/' */
  readonly url: string;
  readonly port: number;
  readonly apiId: string;
  readonly stage: string;
  /** Whether the app's page `/docs` can be reached there. */
  readonly docs: boolean;
  /** Service that requests are signed for; undefined where another version has started the instance. */
  readonly service?: SigningService;
  /**
   * Addresses of this machine that stand for the custom domains of the API, with their base paths; undefined where another
   * version has started the instance.
   *
   * @example ['http://api.example.com.localhost:8400/orders/']
   */
  readonly domains?: readonly string[];
  /** Address of the CloudFront distribution in front, which is made and not served here. @default - none */
  readonly distribution?: string;
}

/** A background process of a project: its local AWS, or the endpoint of one that runs elsewhere, and the local proxies. */
export interface Instance {
  /** Name of the instance, and of its folder `.terragate/local/<id>`. */
  readonly id: string;
  /** The background process that holds the instance together. */
  readonly pid: number;
  /** Start of the background process, as `startOf` gives it. */
  readonly since?: string | undefined;
  /** The port at which the background process takes orders, and the token that it asks for. */
  readonly control: { readonly port: number; readonly token: string };
  /** Endpoint of all services. */
  readonly aws: string;
  /** Whether the local AWS is of this instance, and ends with it. */
  readonly own: boolean;
  /** The credentials of the local AWS; undefined for an endpoint that runs elsewhere. */
  readonly credentials?: LocalCredentials;
  /** The reason why functions run without the Lambda Web Adapter's program; undefined when they run with it. */
  readonly mangum?: string;
  /** Whether callers are checked; undefined for an endpoint that runs elsewhere. */
  readonly callers?: Callers;
  /** What this system lacks of Lambda's limits; undefined where functions are not held to them. */
  readonly strict?: Lacks;
  /** Start of the instance, in ISO 8601. */
  readonly startedAt: string;
  readonly endpoints: readonly Endpoint[];
}

export function newId(): string {
  return `aws-${randomBytes(4).toString('hex')}`;
}

export function writeSession(paths: StatePaths, instance: Instance): void {
  // The session file holds the token and the keys of the local AWS
  writeFileAtomic(paths.session, `${JSON.stringify(instance, undefined, 2)}\n`, 0o600);
}

/**
 * Asks the process of an instance. Rejects when it is not there.
 *
 * @throws UserError when what was asked for is not possible, such as a port that is taken
 */
export async function ask<T>(
  { control }: Pick<Instance, 'control'>,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  body?: unknown,
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${control.port}/`, {
    method,
    headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout({ GET: 3000, PUT: 30_000, POST: 150_000, DELETE: 30_000 }[method]),
  }).catch((error: Error) => {
    throw new UserError([
      {
        where: 'local AWS',
        what: `the background process does not answer (${error.message})`,
        fix: 'run the same command again',
      },
    ]);
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw deserializeError(answer as SerializedError);
  return answer as T;
}

/** The instance that runs; undefined when none does. */
export async function running(paths: StatePaths): Promise<Instance | undefined> {
  const noted = readJson(paths.session) as Instance | undefined;
  if (!noted) return undefined;
  for (let tries = 1; ; tries++) {
    try {
      const answer = await ask<Instance>(noted, 'GET');
      // An answer without endpoints comes from an earlier version, which uses other words
      return answer.id === noted.id && answer.endpoints ? answer : undefined;
    } catch {
      // Where this program made modules meanwhile, it was too busy to see the answer in time
      if (tries === TRIES || !isItself(noted)) return undefined;
    }
  }
}

/** A process that is there and does not answer is asked so many times. */
const TRIES = 3;

/** Ends an instance and removes all of it. */
export async function stop(paths: StatePaths, instance: Instance): Promise<void> {
  await ask(instance, 'DELETE').catch(() => undefined);
  if (isItself(instance)) await end(instance.pid, 'SIGTERM', 15);
  await clean(paths);
}

/** The result of `clean`. */
export interface Cleaned {
  /** The number of processes of earlier runs that were ended. */
  readonly processes: number;
  /** The number of instances whose folders were removed. */
  readonly folders: number;
}

/**
 * Removes what earlier runs left behind: processes that run on, whether or not a file still names them, and folders of
 * instances that are gone. To be called under the lock of the project.
 *
 * @param instance the one that runs. @default - none does
 */
export async function clean(paths: StatePaths, instance?: Instance): Promise<Cleaned> {
  const noted = instance ? undefined : (readJson(paths.session) as Instance | undefined);
  let processes = 0;
  // The process of an earlier version has no mark
  if (noted && isItself(noted)) {
    processes += 1;
    await end(noted.pid, 'SIGTERM', 15);
  }
  processes += await endLeftBehind(
    paths.project.state,
    instance ? { instance: paths.folder(instance.id) } : {},
  );
  if (!instance) rmSync(paths.session, { force: true });
  let folders = 0;
  for (const entry of existsSync(paths.local) ? readdirSync(paths.local) : []) {
    if (!/^aws-[0-9a-f]{8}$/.test(entry) || entry === instance?.id) continue;
    folders += 1;
    rmSync(paths.folder(entry), { recursive: true, force: true, maxRetries: 5 });
  }
  return { processes, folders };
}

/** The leftovers that were cleaned, in words; undefined when there were none. */
export function cleanedInWords({ processes, folders }: Cleaned): string | undefined {
  if (processes === 0 && folders === 0) return undefined;
  const ended = processes === 1 ? '1 process was ended' : `${processes} processes were ended`;
  return `what an earlier run left behind was removed${processes === 0 ? '' : `: ${ended}`}`;
}

/** Whether the process of an instance is still the one that was noted. */
function isItself({ pid, since }: Instance): boolean {
  const start = startOf(pid);
  return start !== undefined && start === since;
}
