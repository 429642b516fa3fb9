import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project';
import { readJson, writeWhole } from '../python';
import { errorOf, type Failure } from './failure';
import { commandOf, end } from './process';

/** An API at an address of this machine. */
export interface Door {
  /** Name of the API. */
  readonly name: string;
  /** `http://localhost:8400/` */
  readonly url: string;
  readonly port: number;
  readonly apiId: string;
  readonly stage: string;
  /** Whether the app's page `/docs` can be reached there. */
  readonly docs: boolean;
}

/** What runs of a project in the background: a local AWS, or the way to one that runs elsewhere, and the front doors. */
export interface Instance {
  /** Names it, and its folder `.terragate/local/<id>`. */
  readonly id: string;
  /** The process that holds it together. */
  readonly pid: number;
  /** Where that process takes orders, and the word that it asks for. */
  readonly control: { readonly port: number; readonly token: string };
  /** Endpoint of all services. */
  readonly aws: string;
  /** Whether the local AWS is of this instance, and ends with it. */
  readonly own: boolean;
  /** Why functions run without the Lambda Web Adapter's program; undefined when they run with it. */
  readonly mangum?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly doors: readonly Door[];
}

/** Paths of what is kept for a project. */
export class Keep {
  readonly local: string;
  readonly session: string;
  /** TF_DATA_DIR: providers and modules, not the state. */
  readonly terraform: string;

  constructor(readonly project: Project) {
    this.local = join(project.state, 'local');
    this.session = join(this.local, 'session.json');
    this.terraform = join(this.local, 'terraform');
  }

  /** Everything of one instance. What Terraform knows goes with it: a local AWS forgets everything at its end. */
  folder(id: string): string {
    return join(this.local, id);
  }

  /** What Terraform knows; that of an endpoint elsewhere outlives the instance, as what it made does. */
  stateFile({ id, own, aws }: Pick<Instance, 'id' | 'own' | 'aws'>): string {
    const folder = own ? this.folder(id) : join(this.project.state, 'endpoints', aws.replace(/\W+/g, '-'));
    return join(folder, 'terraform.tfstate');
  }

  /** Folder of the app as it runs on this machine. */
  get twin(): string {
    return join(this.project.state, 'twin');
  }

  /** What the local AWS knows of it. */
  twinNote(id: string): string {
    return join(this.folder(id), 'twins', 'app.json');
  }

  /** Log of the process in the background. */
  get log(): string {
    return join(this.local, 'background.log');
  }
}

export function newId(): string {
  return `aws-${randomBytes(4).toString('hex')}`;
}

export function writeSession(keep: Keep, instance: Instance): void {
  // It holds the token
  writeWhole(keep.session, `${JSON.stringify(instance, undefined, 2)}\n`, 0o600);
}

/**
 * Asks the process of an instance. Rejects when it is not there.
 *
 * @throws UserError when what was asked for is not possible, such as a port that is taken
 */
export async function ask<T>(
  { control }: Pick<Instance, 'control'>,
  method: 'GET' | 'PUT' | 'DELETE',
  body?: unknown,
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${control.port}/`, {
    method,
    headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(method === 'GET' ? 3000 : 30_000),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw errorOf(answer as Failure);
  return answer as T;
}

/** The instance that runs; undefined when none does. */
export async function running(keep: Keep): Promise<Instance | undefined> {
  const noted = readJson(keep.session) as Instance | undefined;
  if (!noted) return undefined;
  try {
    const answer = await ask<Instance>(noted, 'GET');
    return answer.id === noted.id ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Ends an instance and removes all of it. */
export async function stop(keep: Keep, instance: Instance): Promise<void> {
  await ask(instance, 'DELETE').catch(() => undefined);
  await end(instance.pid, 'SIGTERM', 15);
  await clean(keep);
}

/**
 * Removes what killed processes left behind: a background process that does not answer, folders of instances that are
 * gone. To be called while no instance runs.
 *
 * @returns whether there was something to clean
 */
export async function clean(keep: Keep): Promise<boolean> {
  const noted = readJson(keep.session) as Instance | undefined;
  let found = false;
  if (noted && /deploy.background/.test(commandOf(noted.pid) ?? '')) {
    found = true;
    await end(noted.pid, 'SIGTERM', 10);
  }
  rmSync(keep.session, { force: true });
  if (!existsSync(keep.local)) return found;
  for (const entry of readdirSync(keep.local)) {
    if (!/^aws-[0-9a-f]{8}$/.test(entry)) continue;
    found = true;
    rmSync(keep.folder(entry), { recursive: true, force: true, maxRetries: 5 });
  }
  return found;
}
