import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** A request of a `Client`. */
export interface Call {
  readonly url: string;
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string | Buffer;
}

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** From before the request was sent until the last byte of the answer was there. */
  readonly seconds: number;
}

/** Sends one request after the other, over a connection that is kept open. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private opened = 0;

  /** How many connections it took: 1, where the server keeps them open. */
  get connections(): number {
    return this.opened;
  }

  /** Rejected when no whole answer comes. */
  ask({ url, method = 'GET', headers = {}, body }: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const call = request(
        url,
        { agent: this.agent, method, headers: { ...headers, ...length } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const seconds = (performance.now() - start) / 1000;
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, seconds });
          });
        },
      );
      call.on('socket', () => {
        if (!call.reusedSocket) this.opened++;
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
