import { createServer } from 'node:net';

/** A port that can be listened at, or the code of the reason why not: `EADDRINUSE`. */
export type Probe = { readonly port: number } | { readonly code: string };

/**
 * Listens at a port for a moment.
 *
 * @param port 0 for any that is free
 * @param host @default '127.0.0.1'
 */
export function probe(port: number, host = '127.0.0.1'): Promise<Probe> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve({ code }));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve({ port: typeof address === 'object' && address ? address.port : port }));
    });
  });
}

/** A port of this machine that nobody listens at; 0, which means any port, where there is none. */
export async function anyPort(): Promise<number> {
  const found = await probe(0);
  return 'port' in found ? found.port : 0;
}
