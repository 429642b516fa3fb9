import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';

describeWithTools('ports of functions', ['python3'], () => {
  const env = { ...process.env, PYTHONPATH: join(REPOSITORY, 'src/local/python') };
  const ended: (() => void)[] = [];
  afterEach(() => {
    for (const end of ended.splice(0)) end();
  });

  /** Ports that a process gets, which it keeps until the test ends. */
  const portsOf = async (count: number): Promise<number[]> => {
    const child = spawn('python3', ['-B', join(REPOSITORY, 'test/local/fixtures/ports.py'), String(count)], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    ended.push(() => child.stdin.end());
    for await (const line of createInterface(child.stdout)) return JSON.parse(line);
    throw new Error('no ports');
  };

  test('are none that the system gives to others, and none that something listens on', async () => {
    const server = createServer();
    const [first = 0] = await portsOf(1);
    await new Promise<void>((resolve) => server.listen(first, '127.0.0.1', resolve));
    ended.push(() => server.close());
    const ports = await portsOf(150);
    expect(ports).not.toContain(first);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(Math.min(...ports)).toBeGreaterThan(1023);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('are given to one local AWS of the machine at a time', async () => {
    const all = (await Promise.all(Array.from({ length: 10 }, () => portsOf(200)))).flat();
    expect(all).toHaveLength(2_000);
    expect(new Set(all).size).toBe(all.length);
  });
});
