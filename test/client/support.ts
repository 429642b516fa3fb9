import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSync } from 'esbuild';
import { type ClientOptions, clientFiles } from '../../src/client';
import { readApi } from '../../src/openapi';
import { Workspace } from '../support/workspace';

/** The files of the client for a document that is given as data. */
export function filesFor(document: object, options: ClientOptions = {}): ReadonlyMap<string, string> {
  return clientFiles(readApi(JSON.stringify(document), 'openapi.json'), options);
}

/** A document with paths and schemas, and what else every document has. */
export function documentOf(paths: object, schemas: object = {}): object {
  return { openapi: '3.1.0', info: { title: 'My API', version: '1' }, paths, components: { schemas } };
}

/** A client that is loaded: what it exports, without types, as the document is made in the test. */
// biome-ignore lint/suspicious/noExplicitAny: the types of a client that is made at run time
export type Loaded = any;

/** Makes the client for a document and loads it. */
export function load(document: object, options: ClientOptions = {}): Loaded {
  const workspace = new Workspace('client');
  for (const [name, text] of filesFor(document, options)) workspace.write(name, text);
  const outfile = workspace.at('client.cjs');
  buildSync({
    entryPoints: [workspace.at('index.ts')],
    bundle: true,
    format: 'cjs',
    outfile,
    target: 'node20',
  });
  return require(outfile);
}

/** A request as it came over the wire. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

type Answer = (request: Seen, response: ServerResponse, raw: IncomingMessage) => void;

/** A server on loopback that notes its requests. */
export class TestServer {
  readonly seen: Seen[] = [];
  #answer: Answer = (_, response) => response.end();
  readonly #server: Server = createServer(async (raw, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of raw) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = raw;
    const request = { method, url, headers, body: Buffer.concat(pieces).toString() };
    this.seen.push(request);
    this.#answer(request, response, raw);
  });

  /** The base URL. */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** From now on requests are answered so. */
  answer(answer: Answer): void {
    this.seen.length = 0;
    this.#answer = answer;
  }

  /** From now on requests are answered by a value as JSON. */
  json(value: unknown, status = 200): void {
    this.answer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    });
  }
}
