import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that passes requests on and counts them. */
export interface CallCounter {
  readonly url: string;
  /** Requests since the last time this was asked. */
  taken(): number;
  close(): Promise<void>;
}

/** Starts a server on this machine that passes each request on to another one. */
export async function countCalls(target: string): Promise<CallCounter> {
  let count = 0;
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    count++;
    const onward = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const taken = count;
      count = 0;
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
