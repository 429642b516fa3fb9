import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A command that serves a page until it is ended, such as that of Vite. */
export class DevServer {
  private child: ChildProcess | undefined;

  /** Starts it, and resolves once it has printed this. */
  async start(command: string, cwd: string, env: NodeJS.ProcessEnv, ready: RegExp): Promise<void> {
    // A group of its own: npm does not hand on what it is told
    const child = spawn('bash', ['-c', command], { cwd, detached: true, env: { ...process.env, ...env } });
    this.child = child;
    let output = '';
    const ended = once(child, 'close').then(() => {
      throw new Error(`${command} ended:\n${output}`);
    });
    const said = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          output += chunk;
          if (ready.test(output)) resolve();
        });
    });
    await Promise.race([said, ended]);
    ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const closed = once(child, 'close');
    process.kill(-child.pid, 'SIGTERM');
    await closed;
  }
}

/** A port of this machine that no program has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
