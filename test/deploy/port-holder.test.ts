import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { holderOf, takenBy } from '../../src/deploy';
import { anyPort } from '../../src/system/port';

const LISTEN =
  "require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'))";

describe('the holder of a port', () => {
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill();
  });

  const listening = async (...more: string[]) => {
    const port = await anyPort();
    const child = spawn(process.execPath, ['-e', LISTEN, String(port), ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    return { port, pid: child.pid };
  };

  test('is nobody where nobody listens', async () => {
    expect(holderOf(await anyPort())).toBeUndefined();
  });

  test('is a process, with the name of its program', async () => {
    const { port, pid } = await listening();
    expect(holderOf(port)).toEqual({ pid, program: 'node' });
    expect(takenBy(port)).toBe(`another program: node, process ${pid}`);
  });

  test('is seen on ::1 too', async () => {
    const server = createServer().listen(0, '::1');
    const listens = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    if (!listens) return console.warn('not tried: this machine has no ::1');
    const { port } = server.address() as { port: number };
    expect(holderOf(port)?.pid).toBe(process.pid);
    server.close();
  });

  test('is a project, where it is the local proxy of one', async () => {
    const start = { project: { name: 'shop', folder: '/home/me/my shop' }, id: 'aws-1' };
    const { port, pid } = await listening('/t/src/deploy/background.ts', JSON.stringify(start));
    expect(holderOf(port)).toEqual({ pid, program: 'node', project: start.project });
    expect(takenBy(port)).toBe('shop in /home/me/my shop (terragate down ends it there)');
  });

  test('is another program where its arguments name no project', async () => {
    const { port } = await listening('/t/src/deploy/background.ts', '{"project": 1}');
    expect(holderOf(port)?.project).toBeUndefined();
  });
});
