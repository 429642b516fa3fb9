import { existsSync, readdirSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asgiTarget, notOfTheApp, type Project } from '../project';
import { checkAppObject } from './app-object';
import { Environment } from './environment';
import { freePort } from './serve-port';
import type { Done, ToolContext } from './tool-context';

/** The address to serve an app at. */
export interface ServeOptions {
  /** Address to listen at. @default '127.0.0.1' */
  readonly host?: string;
  /** Port to listen at. @default - 8000, or the next free one */
  readonly port?: number;
}

/** The end of a server. */
export interface Served extends Done {
  readonly url: string;
}

/**
 * Serves the app with uvicorn and LOCAL_DEV=true until it is interrupted, and loads it again when one of its files
 * was saved. An app that does not import is waited for.
 *
 * @throws UserError when the project has no uvicorn, its app object is not there, or the port is in use
 */
export async function serve(
  place: ToolContext,
  { host = '127.0.0.1', port: wished }: ServeOptions,
): Promise<Served> {
  const { project } = place;
  // A port that is not available is reported before minutes are spent on an environment
  await freePort(host, wished);
  const environment = await Environment.of(place);
  await environment.need([{ module: 'uvicorn', purpose: 'serves the app' }]);
  await checkAppObject(project, environment);
  const port = await freePort(host, wished);
  const { target, factory } = asgiTarget(project.appObject);
  const url = `http://${urlHost(host)}:${port}/`;
  const over = new AbortController();
  void announce(url, place, over.signal);
  try {
    const done = await environment.runModule(
      [
        ...['uvicorn', target, ...(factory ? ['--factory'] : [])],
        ...['--host', host, '--port', String(port), '--reload'],
        ...reloadFolders(project).flatMap((folder) => ['--reload-dir', folder]),
        ...(place.output === 'failure' ? ['--log-level', 'warning'] : []),
        ...(place.color ? [] : ['--no-use-colors']),
      ],
      { LOCAL_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'true' },
    );
    return { ...done, url };
  } finally {
    over.abort();
  }
}

/**
 * The folders whose files are watched: those with code of the app. Without watchfiles uvicorn looks at every Python file
 * below them again and again, and an environment has thousands.
 */
function reloadFolders(project: Project): string[] {
  const base = join(project.app, project.pythonPath);
  const outside = notOfTheApp(project);
  const entries = readdirSync(base, { withFileTypes: true });
  if (entries.some(({ name }) => name.endsWith('.py'))) return [project.pythonPath];
  const folders = entries
    .filter((entry) => entry.isDirectory() && !/^\.|^(?:node_modules|__pycache__|tests?)$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !outside.includes(join(base, name)) && !existsSync(join(base, name, 'pyvenv.cfg')));
  return folders.length ? folders.map((name) => join(project.pythonPath, name)) : [project.pythonPath];
}

function urlHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Prints the address of the app once it answers. */
async function announce(url: string, place: ToolContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const status = await answer(`${url}docs`);
    if (signal.aborted) return;
    if (status !== undefined) {
      const ends = place.output === 'failure' ? '' : '   Ctrl-C ends it';
      place.onLine(`  ${place.project.name}   ${url}${status < 400 ? `   docs ${url}docs` : ''}${ends}`);
      return;
    }
    await sleep(100);
  }
}

function answer(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', () => resolve(undefined));
  });
}
