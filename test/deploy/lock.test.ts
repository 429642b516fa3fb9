import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock } from '../../src/deploy/lock';
import { Interrupted } from '../../src/deploy/terraform';
import type { Project } from '../../src/project';
import { SELF } from '../../src/system';
import { commandOf, startOf } from '../../src/system/process';

describe('the lock of a project', () => {
  let state: string;
  const project = () => ({ name: 'shop', state }) as Project;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'terragate-lock-'));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  const held = (holder: object) => {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'lock'), JSON.stringify(holder));
  };

  it('is a file while it is held, and none afterwards', async () => {
    const one = await lock(project(), 'up');

    expect(JSON.parse(readFileSync(join(state, 'lock'), 'utf8'))).toEqual({
      pid: process.pid,
      since: startOf(process.pid),
      command: 'up',
      self: SELF,
    });
    one.release();
    expect(existsSync(join(state, 'lock'))).toBe(false);
  });

  it('is refused while another command holds it', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      held({ pid: other.pid, command: 'up', since: startOf(other.pid ?? 0) });

      await expect(lock(project(), 'down')).rejects.toThrow(
        `shop: terragate up is at work on it (process ${other.pid})`,
      );
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is taken over when the number of its process belongs to another one by now', async () => {
    held({ pid: process.ppid, command: 'up', since: 'Thu Jan  1 00:00:00 1970' });

    (await lock(project(), 'down')).release();
  });

  it('is taken over from a command that was killed', async () => {
    held({ pid: 999_999_999, command: 'up' });

    (await lock(project(), 'down')).release();
  });

  it('is taken over when its file is cut off', async () => {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'lock'), '{"pid": 1');

    (await lock(project(), 'up')).release();
  });

  describe('of a command that was killed while its Terraform runs', () => {
    const orphaned = (work: string) => {
      const program = join(state, 'terraform');
      writeFileSync(program, `#!/bin/sh\n${work}\n`, { mode: 0o755 });
      const pid = spawn(program, [], { detached: true, stdio: 'ignore' }).pid ?? 0;
      held({ pid: 999_999_999, command: 'up', terraform: pid });
      return pid;
    };

    it('is taken over when that has ended', async () => {
      // Its end comes when the wait for it is told, however busy the machine is
      const end = join(state, 'end');
      const pid = orphaned(`until [ -e '${end}' ]; do sleep 0.05; done`);
      const told: string[] = [];
      const progress = (line: string) => {
        told.push(line);
        writeFileSync(end, '');
      };

      (await lock(project(), 'up', { progress })).release();

      expect(commandOf(pid)).toBeUndefined();
      expect(told).toEqual([
        `an earlier terragate up was killed: its Terraform (process ${pid}) comes to its end`,
      ]);
    });

    it('is not waited for after Ctrl-C', async () => {
      const pid = orphaned('sleep 30');
      try {
        await expect(lock(project(), 'up', { signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
      } finally {
        process.kill(-pid, 'SIGKILL');
      }
    });

    it('is taken over at once where all that it makes will go', async () => {
      const pid = orphaned('sleep 30');

      (await lock(project(), 'down', { killsTerraform: true })).release();

      expect(commandOf(pid)).toBeUndefined();
    });
  });

  it('leaves a process alone that only has the number of a Terraform of the past', async () => {
    const other = spawn('sleep', ['30']);
    try {
      held({ pid: 999_999_999, command: 'up', terraform: other.pid });

      (await lock(project(), 'up')).release();

      expect(commandOf(other.pid ?? 0)).toBe('sleep 30');
    } finally {
      other.kill('SIGKILL');
    }
  });
});
