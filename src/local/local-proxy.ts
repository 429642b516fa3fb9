import {
  Agent,
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { UserError } from '../errors';
import { HealthCheck } from './health-check';
import { customDomainOf, FOREIGN_HOST, namesThisMachine } from './host';
import { requestHeaders, responseHeaders, wantsOtherProtocol } from './local-proxy-headers';
import { cognitoPath, domainPath, stagePath } from './local-proxy-path';

/** A stage of an API of the local AWS, for a local proxy. */
export interface LocalProxyTarget {
  /** Address of the local AWS: `http://127.0.0.1:4566`. */
  readonly url: string;
  readonly apiId: string;
  readonly stage: string;
  /** The secret of the local AWS. @default - none: the endpoint is no local AWS of Terragate */
  readonly secret?: string;
}

export interface LocalProxyOptions {
  /** TCP port; 0 takes any free one. @default 8400 */
  readonly port?: number;
  /** Whether a port that is taken is an error. @default false - one of the next 50 is taken instead */
  readonly strictPort?: boolean;
  /** The stage that requests go to; with undefined the answer is 503 until `setTarget` names one. */
  readonly target: LocalProxyTarget | undefined;
  /**
   * Seconds between two looks at a local AWS that requests wait for. After three of them without any answer the
   * requests get 504. @default 5
   */
  readonly healthCheckSeconds?: number;
}

/** A reverse proxy that listens. */
export interface LocalProxy {
  readonly port: number;
  /** Address of the local proxy. @example 'http://localhost:8400/' */
  readonly url: string;
  /** Sends the next requests elsewhere; those that are under way end where they began. */
  setTarget(target: LocalProxyTarget | undefined): void;
  /** Ends all connections. May be called twice. */
  stop(): Promise<void>;
}

const NO_UPGRADE =
  'REST and HTTP APIs of API Gateway speak plain HTTP: they have no WebSocket and no other upgrade.';
const DEFAULT_PORT = 8400;
const NEXT_PORTS = 50;
const HOSTS = ['127.0.0.1', '::1'];
/** Sends the head before there is a body. `flushHeaders` would write its bytes above 127 as UTF-8. */
const HEAD_ONLY = Buffer.alloc(0);
const HEALTH_CHECK_SECONDS = 5;
/** Idle milliseconds of a connection to the local AWS: fewer than its server allows, so that none is closed in use. */
const IDLE = 10_000;

/**
 * Serves one stage of an API of the local AWS at `http://localhost:<port>/`: `/items` is `/<stage>/items` of the API,
 * and so is `/<stage>/items`, which is how an app's links begin that know their stage. `/_terragate/cognito/` is the
 * sign-in of user pools, where there is a local AWS. All else passes as it is: the
 * bytes of path and query, headers in their order and with their duplicates, bodies while they come.
 *
 * A host such as `api.example.com.localhost` stands for the custom domain `api.example.com`: which API a path of it leads
 * to is the local AWS's to say.
 *
 * Only this machine can reach it: it listens on 127.0.0.1, and on ::1 where the machine has it, and refuses requests
 * that name another host (421), so that no page of the web reaches it by a name of its own.
 *
 * @throws UserError when the port is taken (and the 50 after it, without `strictPort`)
 * @example
 * const proxy = await startLocalProxy({ target: { url: 'http://127.0.0.1:4566', apiId: 'a1b2c3', stage: 'prod' } });
 * await fetch(`${proxy.url}docs`);
 */
export async function startLocalProxy(options: LocalProxyOptions): Promise<LocalProxy> {
  let target = options.target;
  const agent = new Agent({ keepAlive: true, timeout: IDLE });
  const health = new HealthCheck(options.healthCheckSeconds ?? HEALTH_CHECK_SECONDS);
  const answer = (req: IncomingMessage, res: ServerResponse) => pass(req, res, target, { agent, health });
  const servers = await listen(options, answer);
  const port = portOf(servers) ?? 0;
  let stopped: Promise<void> | undefined;
  return {
    port,
    url: `http://localhost:${port}/`,
    setTarget(next) {
      target = next;
    },
    stop() {
      stopped ??= Promise.all(servers.map(close)).then(() => agent.destroy());
      return stopped;
    },
  };
}

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** The state that the requests of a local proxy share. */
interface Way {
  readonly agent: Agent;
  readonly health: HealthCheck;
}

function pass(
  req: IncomingMessage,
  res: ServerResponse,
  target: LocalProxyTarget | undefined,
  way: Way,
): void {
  const { host } = req.headersDistinct;
  const domain = customDomainOf(host);
  const asked = req.url ?? '/';
  const path = domain === undefined ? target && targetPath(asked, target) : domainPath(asked, domain);
  if (domain === undefined && !namesThisMachine(host)) say(res, 421, FOREIGN_HOST);
  else if (wantsOtherProtocol(req.headers)) say(res, 501, NO_UPGRADE);
  else if (!target) say(res, 503, 'There is no API here yet: run `terragate up`.');
  else if (path === undefined) say(res, 400, 'The request names no path: one begins with "/".');
  else forward(req, res, target, path, way);
}

function targetPath(requested: string, target: LocalProxyTarget): string | undefined {
  // An endpoint elsewhere has no sign-in
  const cognito = target.secret === undefined ? undefined : cognitoPath(requested);
  return cognito ?? stagePath(requested, target);
}

function forward(
  req: IncomingMessage,
  res: ServerResponse,
  target: LocalProxyTarget,
  path: string,
  { agent, health }: Way,
): void {
  const { hostname, port } = new URL(target.url);
  const upstream = openRequest({
    agent,
    hostname,
    port,
    path,
    method: req.method ?? 'GET',
    headers: requestHeaders(req, target.secret),
  });
  if (target.secret !== undefined) {
    const answered = health.wait(target.url, () => {
      if (res.headersSent) res.destroy();
      else say(res, 504, silent(target.url, health.patience));
      upstream.destroy();
    });
    res.once('close', answered);
  }
  // Sent before there is a body: with `Expect: 100-continue` the client waits for an answer to its head
  upstream.write(HEAD_ONLY);
  upstream.on('continue', () => res.writeContinue());
  upstream.on('response', (answer) => {
    res.sendDate = false;
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer));
    res.write(HEAD_ONLY);
    // An answer that breaks off breaks off for the client too: a normal end would make it look whole
    pipeline(answer, res, () => undefined);
  });
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    // A request that was given up has its answer already
    if (res.writableEnded) return;
    if (res.headersSent) res.destroy();
    else say(res, 502, isNetworkError(target.url, error));
  });
  res.on('close', () => {
    if (!res.writableFinished) upstream.destroy();
  });
  req.pipe(upstream);
}

function silent(url: string, seconds: number): string {
  return `The local AWS at ${url} has answered nothing for ${seconds} seconds: it is stopped, or hangs. \`terragate down\` ends it.`;
}

function isNetworkError(url: string, error: NodeJS.ErrnoException): string {
  const why = error.code ?? error.message;
  return `The local AWS at ${url} does not answer (${why}): run \`terragate up\`.`;
}

/** Answers with a line of text, and reads the rest of the request so that the client gets to see it. */
function say(res: ServerResponse, status: number, text: string): void {
  if (res.destroyed) return;
  res.req.unpipe();
  res.req.resume();
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${text}\n`);
}

/** Listens with one server for each host, all at the same port. */
async function listen(options: LocalProxyOptions, answer: Answer): Promise<Server[]> {
  const first = options.port ?? DEFAULT_PORT;
  const tries = options.strictPort ? 1 : NEXT_PORTS + 1;
  for (let i = 0; i < tries; i++) {
    // Any free port is a new one each time; no port above 65535 exists
    const port = first === 0 ? 0 : first + i;
    if (port > 65_535) break;
    const servers = await listenOn(port, answer);
    if (servers) return servers;
  }
  throw new UserError([
    {
      where: 'port',
      what: tries > 1 ? 'all of these ports are taken' : `port ${first} is taken by another program`,
      got: tries > 1 ? `${first} to ${first + NEXT_PORTS}` : first,
      fix: 'stop the program that listens there, or give another port',
    },
  ]);
}

/** Listens at a port on all hosts; undefined where another program has the port on one of them. */
async function listenOn(port: number, answer: Answer): Promise<Server[] | undefined> {
  const servers: Server[] = [];
  for (const host of HOSTS) {
    const server = newServer(answer);
    const wanted = portOf(servers) ?? port;
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
      server.once('error', done);
      server.listen(wanted, host, () => done(undefined));
    });
    if (!failure) servers.push(server);
    else if (servers.length && /^(EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL)$/.test(failure.code ?? '')) continue;
    else {
      await Promise.all(servers.map(close));
      if (failure.code === 'EADDRINUSE') return undefined;
      throw new UserError([
        { where: 'port', what: failure.message, got: port, fix: 'give a port above 1023 that is free' },
      ]);
    }
  }
  return servers;
}

function portOf([server]: readonly Server[]): number | undefined {
  return (server?.address() as AddressInfo | undefined)?.port;
}

function newServer(answer: Answer): Server {
  // A request may take as long as it takes: the gateway ends it
  const server = createServer({ requestTimeout: 0 }, answer);
  // Node would tell the client to continue by itself; here the server behind decides
  server.on('checkContinue', answer);
  server.on('clientError', refuse);
  return server;
}

/** Answers a request that is not HTTP in words: Node's own answer is empty. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const why = tooLarge
    ? `The headers are larger than ${maxHeaderSize.toLocaleString('en')} bytes. API Gateway takes 10,240.`
    : `This is not HTTP (${error.code ?? error.message}). In a path, ä is %C3%A4.`;
  const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n`;
  const text = Buffer.from(`${why}\n`);
  socket.end(Buffer.concat([Buffer.from(`${head}Content-Length: ${text.length}\r\n\r\n`), text]));
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
