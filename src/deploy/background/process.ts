/**
 * The process behind `terragate up`: it holds the local AWS and the local proxies, and ends with them.
 *
 * Started by `launch()` with one argument, a `Start` as JSON. It tells its starter by messages how it gets on, and ends
 * when the starter does before it said that all is well.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setCallers } from '../../local/callers';
import { customDomainAddress, FOREIGN_HOST, namesThisMachine } from '../../local/host';
import { type LocalProxy, startLocalProxy } from '../../local/local-proxy';
import { type LocalAws, startLocalAws } from '../../local/server';
import { startFunctions } from '../../local/starts';
import { setStrict } from '../../local/strict';
import { readJson, startOf } from '../../system';
import { endProviders, removeTemporaryOfTerraform } from '../left-behind';
import { isAbandoned } from '../lock';
import { serializeError } from '../serialized-error';
import type { Stage } from '../stage';
import { type Endpoint, type Instance, writeSession } from './instance';
import type { BackgroundMessage, ProxiedStages, Start } from './protocol';
import { StatePaths } from './state-paths';

class Background {
  private aws: LocalAws | undefined;
  private readonly proxies = new Map<string, { proxy: LocalProxy; stage: Stage }>();
  private control: Server | undefined;
  private ending = false;
  private instance: Instance | undefined;
  private readonly paths: StatePaths;
  /** Identity of the folder of the project's instances: another folder in its place is not this process's. */
  private readonly folder: string | undefined;
  /** The session file when it was last seen to name this instance. */
  private seen: string | undefined;
  /** Whether the folder of this instance is gone, or is that of another instance. */
  private lost = false;
  private hadProject = true;

  constructor(private readonly start: Start) {
    this.paths = new StatePaths(start.project);
    this.folder = identityOf(this.paths.local);
  }

  /**
   * Looks each second whether the folder is there and still this instance's, and ends where it is not: the project was
   * moved or removed, or another instance has taken its place. Two questions to the file system a second; watching the
   * folder would not tell of a folder above it that is moved.
   */
  watch(): void {
    setInterval(() => void this.look(), LOOK).unref();
  }

  private async look(): Promise<void> {
    if (this.ending) return;
    if (!this.isOwnFolder()) return this.endLost();
    // The provider of a Terraform that was killed together with its command has nobody else to end it
    const { state } = this.start.project;
    if (!isAbandoned(state)) return;
    await endProviders(state);
  }

  private endLost(): Promise<void> {
    this.lost = true;
    this.hadProject = existsSync(this.start.project.folder);
    return this.end();
  }

  private isOwnFolder(): boolean {
    if (!this.instance) return identityOf(this.paths.local) === this.folder;
    const now = identityOf(this.paths.session);
    if (now === undefined) return false;
    if (now !== this.seen) {
      const noted = readJson(this.paths.session) as Instance | undefined;
      if (noted?.id !== this.start.id) return false;
      this.seen = now;
    }
    return !this.aws || existsSync(this.paths.folder(this.start.id));
  }

  async run(): Promise<void> {
    const token = randomBytes(16).toString('hex');
    let endpoint = this.start.endpoint;
    let mangum: string | undefined;
    if (endpoint === undefined) {
      this.aws = await startLocalAws({
        dataDir: this.paths.folder(this.start.id),
        progress: (line) => tell({ kind: 'progress', line }),
      });
      endpoint = this.aws.url;
      if (this.aws.adapter === 'mangum') mangum = this.aws.adapterDetail;
      void this.aws.ended.then(() => this.end());
    }
    if (this.ending) return;
    this.control = createServer((request, response) => void this.order(token, request, response));
    this.control.listen(0, '127.0.0.1');
    await once(this.control, 'listening');
    this.instance = {
      id: this.start.id,
      pid: process.pid,
      since: startOf(process.pid),
      control: { port: (this.control.address() as AddressInfo).port, token },
      aws: endpoint,
      own: this.aws !== undefined,
      ...(this.aws ? { credentials: this.aws.credentials } : {}),
      ...(mangum === undefined ? {} : { mangum }),
      startedAt: new Date().toISOString(),
      endpoints: [],
    };
    // A file in a folder that was removed meanwhile would bring the folder back
    if (identityOf(this.paths.local) !== this.folder) return this.endLost();
    writeSession(this.paths, this.instance);
    tell({ kind: 'ready', instance: this.instance });
  }

  async end(): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    this.control?.close();
    await Promise.all([...this.proxies.values()].map(({ proxy }) => proxy.stop()));
    await this.aws?.stop();
    const noted = readJson(this.paths.session) as Instance | undefined;
    if (noted === undefined || noted.id === this.start.id) await rm(this.paths.session, { force: true });
    if (this.lost) await this.removeData();
    process.exit(0);
  }

  /** Removes what this process has written since its folder was removed or moved away. */
  private async removeData(): Promise<void> {
    const { state } = this.start.project;
    await rm(this.paths.folder(this.start.id), { recursive: true, force: true }).catch(() => undefined);
    removeTemporaryOfTerraform(state);
    // A command that has made the folder again has written this file first
    if (existsSync(join(state, '.gitignore'))) return;
    const above = this.hadProject ? [] : [this.start.project.folder];
    for (const empty of [this.paths.local, state, ...above]) await rmdir(empty).catch(() => undefined);
  }

  private async order(token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(body));
    };
    if (!namesThisMachine(request.headersDistinct.host)) return answer(421, { message: FOREIGN_HOST });
    if (request.headers.authorization !== `Bearer ${token}`) return answer(403, { message: 'wrong token' });
    try {
      if (request.method === 'PUT') {
        let text = '';
        for await (const chunk of request) text += chunk;
        await this.setStages(JSON.parse(text) as ProxiedStages);
      }
      if (request.method === 'POST') {
        let text = '';
        for await (const chunk of request) text += chunk;
        const { functions } = JSON.parse(text) as { functions: string[] };
        return answer(200, this.aws ? await startFunctions(this.aws, functions) : []);
      }
      answer(200, this.instance);
      if (request.method === 'DELETE') void this.end();
    } catch (error) {
      answer(500, serializeError(error));
    }
  }

  /** Opens local proxies for the given stages, in their order; those of other stages close. */
  private async setStages({ stages, port, callers, strict }: ProxiedStages): Promise<void> {
    if (!this.instance) return;
    if (this.aws && callers !== undefined) {
      await setCallers(this.aws, callers);
      this.instance = { ...this.instance, callers };
    }
    if (this.aws && strict !== undefined) {
      const lacks = await setStrict(this.aws, strict);
      const { strict: _, ...others } = this.instance;
      this.instance = { ...others, ...(strict ? { strict: lacks } : {}) };
    }
    const names = stages.map(({ name, stage }) => `${name}/${stage}`);
    for (const [name, { proxy }] of this.proxies) {
      if (names.includes(name)) continue;
      this.proxies.delete(name);
      await proxy.stop();
    }
    const endpoints: Endpoint[] = [];
    for (const [index, stage] of stages.entries()) {
      const name = names[index] ?? '';
      const secret = this.aws?.credentials.secretAccessKey;
      const target = {
        url: this.instance.aws,
        apiId: stage.apiId,
        stage: stage.stage,
        ...(secret === undefined ? {} : { secret }),
      };
      const wished = (port ?? 8400) + index;
      const there = this.proxies.get(name)?.proxy;
      const stays = there && (port === undefined || there.port === wished) ? there : undefined;
      if (there && !stays) await there.stop();
      const proxy =
        stays ?? (await startLocalProxy({ port: wished, strictPort: port !== undefined, target }));
      proxy.setTarget(target);
      this.proxies.set(name, { proxy, stage });
      endpoints.push({
        name: stage.name,
        url: proxy.url,
        port: proxy.port,
        apiId: stage.apiId,
        stage: stage.stage,
        docs: stage.docs,
        service: stage.service,
        domains: stage.domains.map((domain) => customDomainAddress(domain, proxy.port)),
        ...(stage.distribution === undefined ? {} : { distribution: stage.distribution }),
      });
    }
    if (!this.isOwnFolder()) return this.endLost();
    this.instance = { ...this.instance, endpoints };
    writeSession(this.paths, this.instance);
  }
}

/** Milliseconds between two looks at the folder. */
const LOOK = 1000;

/** An identity that changes when something else takes the place of a file or folder; undefined where nothing is. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function tell(message: BackgroundMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

async function main(): Promise<void> {
  // Files of this process and its children are for the user alone
  process.umask(0o077);
  const background = new Background(JSON.parse(process.argv[2] ?? '{}') as Start);
  let adopted = false;
  process.on('message', (message) => {
    if (message === 'adopted') adopted = true;
  });
  // The command that started this process was killed before it could send `adopted`
  process.on('disconnect', () => {
    if (!adopted) void background.end();
  });
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => void background.end());
  // A disconnect while this process came up has no event
  if (!process.connected) return;
  background.watch();
  try {
    await background.run();
  } catch (error) {
    tell({ kind: 'failed', failure: serializeError(error) });
    await background.end();
  }
}

void main();
