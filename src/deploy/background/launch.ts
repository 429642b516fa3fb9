import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors';
import type { Project } from '../../project';
import { lastLines, makeFolder, readText, STARTED_BY } from '../../system';
import { INSTANCE } from '../left-behind';
import { deserializeError } from '../serialized-error';
import { Interrupted } from '../terraform';
import { clean, cleanedInWords, type Instance, newId, running } from './instance';
import type { BackgroundMessage, Start } from './protocol';
import { StatePaths } from './state-paths';

/** The result of `launch`. */
export interface LaunchResult {
  readonly instance: Instance;
  /** Whether the instance was started now, and was not there before. */
  readonly started: boolean;
}

/**
 * The instance of a project: the one that runs, or a new one in the background.
 *
 * @param endpoint an AWS-compatible endpoint that runs already. @default - a local AWS is started
 * @throws UserError when the local AWS cannot be installed or does not start
 * @throws Interrupted by `signal`
 */
export async function launch(
  project: Project,
  endpoint: string | undefined,
  progress: (line: string) => void,
  signal?: AbortSignal,
): Promise<LaunchResult> {
  const paths = new StatePaths(project);
  const there = await running(paths);
  if (there && (endpoint === undefined ? there.own : there.aws === endpoint)) {
    const cleaned = cleanedInWords(await clean(paths, there));
    if (cleaned !== undefined) progress(cleaned);
    return { instance: there, started: false };
  }
  if (there) {
    throw new UserError([
      {
        where: project.name,
        what: `the project runs on ${there.own ? 'the local AWS of an earlier terragate up' : there.aws}, and ${endpoint ? `AWS_ENDPOINT_URL is ${endpoint}` : 'AWS_ENDPOINT_URL is not set now'}`,
        fix: 'end the project first: terragate down',
      },
    ]);
  }
  const cleaned = cleanedInWords(await clean(paths));
  if (cleaned !== undefined) progress(cleaned);
  return { instance: await start(paths, endpoint, progress, signal), started: true };
}

/** Folder of the built command. Where sources run there is no such name. */
declare const __distFolder: string | undefined;

/** Arguments of Node that run the background process: of the built command, or of its source. */
function backgroundProgram(): readonly string[] {
  if (typeof __distFolder === 'string') return [join(__distFolder, 'deploy-background.cjs')];
  return ['--import', require.resolve('tsx'), join(__dirname, 'process.ts')];
}

function start(
  paths: StatePaths,
  endpoint: string | undefined,
  progress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Instance> {
  if (signal?.aborted) return Promise.reject(new Interrupted());
  makeFolder(paths.local);
  const log = openSync(paths.log, 'w', 0o600);
  const { [STARTED_BY]: _, ...env } = process.env;
  const order: Start = { project: paths.project, id: newId(), ...(endpoint ? { endpoint } : {}) };
  const child = spawn(process.execPath, [...backgroundProgram(), JSON.stringify(order)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...env, [INSTANCE]: paths.folder(order.id) },
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    let adopted = false;
    const fail = (error: Error) => {
      // An adopted process lives on, and is the caller's to end
      if (adopted) return;
      reject(error);
      if (child.connected) child.disconnect();
    };
    signal?.addEventListener('abort', () => fail(new Interrupted()), { once: true });
    child.on('message', (told: BackgroundMessage) => {
      if (told.kind === 'progress') progress(told.line);
      if (told.kind === 'failed') fail(deserializeError(told.failure));
      // A signal has disconnected the process already
      if (told.kind === 'ready' && child.connected) {
        adopted = true;
        const letGo = () => {
          if (child.connected) child.disconnect();
          child.unref();
          resolve(told.instance);
        };
        // A channel that closes meanwhile never calls back for the message
        child.once('disconnect', letGo);
        child.send('adopted', letGo);
      }
    });
    child.once('error', fail);
    child.once('disconnect', () => fail(endedAtStart(paths)));
    child.once('exit', () => fail(endedAtStart(paths)));
  });
}

function endedAtStart(paths: StatePaths): UserError {
  const summary = lastLines(readText(paths.log) ?? '', 6);
  return new UserError([
    {
      where: 'local AWS',
      what: `the background process was ended while it started${summary && `\n${summary.replace(/^/gm, '    | ')}`}`,
      fix: 'run the same command again',
    },
  ]);
}
