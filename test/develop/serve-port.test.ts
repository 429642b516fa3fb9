import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { freePort } from '../../src/develop/serve-port';

const open: Server[] = [];

/** The port that is listened at; 0 where the machine has no such address. */
async function listen(port: number, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  open.push(server);
  await Promise.race([once(server, 'listening'), once(server, 'error')]);
  return (server.address() as AddressInfo | null)?.port ?? 0;
}

describe('the port of the app', () => {
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  it('is the wished one where it is free', async () => {
    const port = await listen(0, '127.0.0.1');
    open.splice(0)[0]?.close();

    expect(await freePort('127.0.0.1', port)).toBe(port);
  });

  it.each(['127.0.0.1', '::1'])('is refused when another program listens at %s', async (host) => {
    const port = await listen(0, host);
    if (!port) return;

    await expect(freePort('127.0.0.1', port)).rejects.toThrow(
      `--port: port ${port} is in use by another program\n  fix:     give another port, or leave --port out`,
    );
  });

  it('is the next one where 8000 is in use', async () => {
    const first = await freePort('127.0.0.1', undefined);
    await listen(first, '127.0.0.1');

    expect(await freePort('127.0.0.1', undefined)).toBeGreaterThan(first);
  });

  it('cannot be at an address of another machine', async () => {
    await expect(freePort('192.0.2.1', undefined)).rejects.toThrow(
      '--host: 192.0.2.1 cannot be listened at (EADDRNOTAVAIL)',
    );
  });
});
