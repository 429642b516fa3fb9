import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';

jest.setTimeout(240_000);

describeWithTools('the other end of a connection', ['python3.13'], () => {
  let seen: Readonly<Record<'kernel' | 'tables', Readonly<Record<string, unknown>>>> & {
    readonly nowhere: boolean;
  };

  beforeAll(async () => {
    const { python } = await ensureLocalAws({ progress: (line) => console.log(line) });
    const env = { ...process.env, PYTHONPATH: join(REPOSITORY, 'src/local/python') };
    const script = join(REPOSITORY, 'test/local/fixtures/sockets.py');
    seen = JSON.parse(execFileSync(python, ['-B', script], { env, encoding: 'utf8' }));
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? test : test.skip;

  describe.each(['kernel', 'tables'] as const)('as the %s of Linux know it', (source) => {
    onLinux('is of this user where a process of this user holds it, by IPv6 too', () => {
      expect(seen[source]).toMatchObject({ own: true, 'own inode': true, 'of IPv6': true, held: true });
    });

    onLinux('is of nobody once it is closed', () => {
      expect(seen[source].closed).toBe(false);
    });

    onLinux('is nothing that listens where a connection came from that is gone', () => {
      expect(seen[source]['of a listener']).toBe(false);
    });

    asRoot('is not of this user where a process of another one holds it', () => {
      expect(seen[source]['of another user']).toBe(false);
    });

    onLinux('is found where somebody listens', () => {
      expect(seen[source].listening).toBe(true);
    });
  });

  test('counts as own where a system tells of no sockets', () => {
    expect(seen.nowhere).toBe(true);
  });
});
