import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureTool, pythonEnvironment } from '../../src/python';
import { anyPort } from '../../src/system/port';

/** The control plane of AWS, made by moto: answers what Terraform asks, and runs nothing. Its account is 123456789012. */
export interface Moto {
  /** Endpoint of all services: the value of AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts moto on a free port; installs it with the first call on a machine. It ends with this process.
 *
 * @param env more variables for it. @default - none
 */
export async function startMoto(env: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const python = await ensureTool({
    name: 'moto',
    lock: join(__dirname, 'requirements.lock'),
    pythons: ['3.13', '3.12', '3.11'],
    progress: (line) => console.log(line),
  });
  const port = await anyPort();
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  const child = spawn(python, ['-B', join(__dirname, 'moto_server'), '-H', '127.0.0.1', '-p', String(port)], {
    // It ends when its standard input does: with this process, also when that is killed
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...pythonEnvironment(), ...env },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  }
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`moto did not start:\n${output}`);
    if (
      await fetch(`${url}/moto-api/data.json`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  return {
    url,
    async reset() {
      const answer = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      if (!answer.ok) throw new Error(`moto did not forget: ${answer.status}`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
