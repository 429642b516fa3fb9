import type { IncomingHttpHeaders } from 'node:http';
import { TestServer } from '../client/support';

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
  private readonly server = new TestServer();

  constructor() {
    this.server.answer(({ url: path, ...request }, response) => {
      const asked = { ...request, path };
      this.asked.push(asked);
      response.on('close', () => response.writableEnded || this.left(asked));
      const answered = this.answer(asked);
      if (answered) response.writeHead(answered.status ?? 200, answered.headers).end(answered.body);
    });
  }

  /** Starts it. @returns its address */
  start(): Promise<string> {
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
