import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { TestServer } from '../client/support';

const run = promisify(execFile);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A built website on loopback, with the page for each path that is no file, as hosts of single pages serve it. */
export class ServedWebsite {
  private readonly server = new TestServer();
  /** The settings of the website: a deployment writes them. */
  settings: object = {};
  private folder = '';
  /** The address by a name: a browser takes that by a number for another origin. */
  origin = '';
  otherOrigin = '';

  async start(): Promise<void> {
    this.otherOrigin = await this.server.start();
    this.origin = this.otherOrigin.replace('127.0.0.1', 'localhost');
    this.server.answer((request, response) => {
      const { pathname } = new URL(request.url, this.origin);
      if (pathname === '/runtime-config.json') return response.end(JSON.stringify(this.settings));
      const asked = join(this.folder, pathname);
      const file = extname(pathname) && existsSync(asked) ? asked : join(this.folder, 'index.html');
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(file));
    });
  }

  /** Builds the website of a folder as its README says. */
  async build(folder: string): Promise<void> {
    await run('npm', ['run', 'build'], { cwd: folder }).catch(({ stdout, stderr }) => {
      throw new Error(`the website is not built: ${stdout}${stderr}`);
    });
  }

  /** From now on, a website that is built. */
  show(folder: string, built = 'dist'): void {
    this.folder = join(folder, built);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
