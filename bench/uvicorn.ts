import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyPort } from '../src/system/port';
import { Client } from './client';

/** What is served, and how. */
export interface UvicornOptions {
  /** Path of the interpreter. */
  readonly python: string;
  /** Where the app lies; it is imported from here first. */
  readonly folder: string;
  /** Folder of its packages. @default - they lie beside the app */
  readonly packages?: string;
  /** More arguments. @default - none */
  readonly args?: readonly string[];
}

const READY_SECONDS = 60;

/** The app as `python -m uvicorn` serves it, with nothing between. It ends with this process. */
export class Uvicorn {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** From the start of its process until it answered. */
    readonly seconds: number,
  ) {}

  /** Starts it, and waits until it answers. */
  static async start({ python, folder, packages = folder, args = [] }: UvicornOptions): Promise<Uvicorn> {
    const port = await anyPort();
    const start = performance.now();
    const child = spawn(
      python,
      [
        ...['-B', '-m', 'uvicorn', 'app.main:app', '--host', '127.0.0.1', '--port', String(port)],
        ...['--log-level', 'info', '--no-access-log', '--no-server-header', '--timeout-keep-alive', '75'],
        ...args,
      ],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          PYTHONPATH: `${folder}:${packages}`,
          ALLOWED_ORIGINS: 'https://app.example.com',
        },
      },
    );
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.removeListener('exit', kill));
    const uvicorn = `http://127.0.0.1:${port}/`;
    const client = new Client();
    try {
      for (const end = start + READY_SECONDS * 1000; performance.now() < end; await sleep(5)) {
        if (child.exitCode !== null) throw new Error(`uvicorn ended with ${child.exitCode}\n${said}`);
        // Asked no sooner than it listens: to be refused takes time that its start needs
        if (!said.includes('Uvicorn running on')) continue;
        const answer = await client.ask({ url: `${uvicorn}healthz` }).catch(() => undefined);
        if (answer?.status === 200) return new Uvicorn(child, uvicorn, (performance.now() - start) / 1000);
      }
      throw new Error(`uvicorn does not answer\n${said}`);
    } catch (error) {
      kill();
      throw error;
    } finally {
      client.close();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }
}
