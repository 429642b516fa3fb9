import { type ClientRequest, request as open } from 'node:http';

export interface RawRequest {
  readonly method?: string;
  /** Path and query, sent as they are. */
  readonly path?: string;
  /** Name, value, name, value, ...: in this order and with its duplicates. */
  readonly headers?: readonly string[];
  readonly body?: Buffer | string;
}

export interface RawAnswer {
  readonly status: number;
  /** Name, value, name, value, ... as they came. */
  readonly rawHeaders: readonly string[];
  /** All values of a header, in the order they came in. */
  values(name: string): string[];
  readonly body: Buffer;
  readonly text: string;
  json<T = Record<string, unknown>>(): T;
}

/** A request without what clients do on their own: paths are not normalised, headers not merged, redirects not followed. */
export function send(base: string, { method = 'GET', path = '/', headers = [], body }: RawRequest = {}) {
  return new Promise<RawAnswer>((done, fail) => {
    const { host, hostname, port } = new URL(base);
    const named = headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    const own = [
      ...(named.includes('host') ? [] : ['Host', host]),
      ...(body === undefined || named.includes('transfer-encoding')
        ? []
        : ['Content-Length', String(Buffer.byteLength(body))]),
    ];
    const request: ClientRequest = open(
      { hostname, port, method, path, headers: [...own, ...headers], agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', fail);
        answer.on('end', () => {
          const all = Buffer.concat(chunks);
          const { rawHeaders } = answer;
          done({
            status: answer.statusCode ?? 0,
            rawHeaders,
            values: (name) =>
              rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name),
            body: all,
            text: all.toString(),
            json: <T>() => JSON.parse(all.toString()) as T,
          });
        });
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}
