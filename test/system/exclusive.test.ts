import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../src/system';
import { project, removeProjects } from '../bundle/support';

afterAll(removeProjects);

describe('work under a lock', () => {
  test('is done by one at a time', async () => {
    const lock = join(project(), 'busy');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    const told: string[] = [];
    await Promise.all([1, 2, 3].map(() => withLock(lock, work, (line) => told.push(line))));
    expect(most).toBe(1);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(`process ${process.pid}`);
    expect(existsSync(lock)).toBe(false);
  });

  test('ends the lock when it fails', async () => {
    const lock = join(project(), 'busy');
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(lock, async () => 'yes')).toBe('yes');
  });

  test('takes over the lock of a process that is gone', async () => {
    const lock = join(project(), 'busy');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(lock, `${pid} something`);
    expect(await withLock(lock, async () => 'done')).toBe('done');
    expect(existsSync(lock)).toBe(false);
  });
});
