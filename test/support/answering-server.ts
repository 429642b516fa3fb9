import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a server got. */
export interface Asked {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answered {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server on this machine that answers as a test says, and keeps what it was asked. */
export class AnsweringServer {
  readonly asked: Asked[] = [];
  /** Answers a request; undefined answers nothing, and leaves it open. */
  answer: (asked: Asked) => Answered | undefined = () => ({ status: 501 });
  /** Gets each request whose caller went away before it was answered. */
  left: (asked: Asked) => void = () => {};
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const asked = { method, path, headers, body };
        this.asked.push(asked);
        response.on('close', () => response.writableEnded || this.left(asked));
        const answered = this.answer(asked);
        if (!answered) return;
        response.writeHead(answered.status ?? 200, answered.headers).end(answered.body);
      });
    });
  }

  /** Starts it. @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
