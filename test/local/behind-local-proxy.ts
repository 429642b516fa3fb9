import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import { type LocalProxy, startLocalProxy } from '../../src/local/local-proxy';

// Servers that stand behind a local proxy in its tests, down to the bytes where a server of Node would be too kind.

/** What a test leaves open, ended after it in the opposite order. */
export const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const target = (port: number) => ({ url: `http://127.0.0.1:${port}`, apiId: 'a1b2', stage: 'prod' });

/** A local proxy to the stage `prod` of an API that answers at a port. */
export async function proxyTo(port: number): Promise<LocalProxy> {
  const proxy = await startLocalProxy({ port: 0, target: target(port) });
  cleanups.push(() => proxy.stop());
  return proxy;
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that takes one connection after the other, and gives what comes as text. */
export async function rawServer(serve: (socket: Socket, received: () => string) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    serve(socket, () => text);
  });
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return listening(server);
}

/** A server that answers each request once its head and its body of a known length are there; keeps what came. */
export async function recorder(answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok') {
  const requests: string[] = [];
  const port = await rawServer((socket, received) => {
    let taken = 0;
    socket.on('data', () => {
      const text = received().slice(taken);
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      const chunked = /transfer-encoding: chunked/i.test(text);
      if (chunked ? !text.endsWith('0\r\n\r\n') : text.length < end + 4 + length) return;
      requests.push(text);
      taken += text.length;
      socket.write(answer, 'latin1');
    });
  });
  return { port, requests };
}

/** A server of Node. */
export async function httpServer(
  answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<number> {
  const server = createHttp(answer);
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return listening(server);
}

/** Sends bytes as they are, and gives all that comes until the connection ends. */
export async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return text;
}

/** The first line of a message. */
export const line = (text = '') => text.slice(0, text.indexOf('\r\n'));
/** The lines of a message's headers. */
export const headerLines = (text = '') => text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1);
