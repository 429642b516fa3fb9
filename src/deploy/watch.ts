import { basename, relative, resolve } from 'node:path';
import { type FSWatcher, watch as watchPaths } from 'chokidar';
import { UserError } from '../errors';
import { writeTwin } from '../local/twins';
import { notOfTheApp, type Project } from '../project';
import { readJson } from '../python';
import { isSynthesizerFile } from './cdktf';
import { instanceOf } from './door';
import { Keep } from './instance';
import { type LogLine, logs } from './logs';
import type { Report } from './report';
import { sources } from './sources';
import { twinOf } from './twin';
import { up } from './up';

export interface WatchOptions {
  readonly report: Report;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told when no save is missed from now on. */
  readonly ready: () => void;
  /** Gets each line that a function prints. */
  readonly line: (line: LogLine) => void;
  readonly port?: number;
}

/** Milliseconds without a change after which a change is taken as whole: editors write in several steps. */
const QUIET = 60;

/**
 * Brings each saved file of a running project live. A file of the app is put beside its locked dependencies, and the
 * function starts anew with its next request; nothing is uploaded. What functions print is shown as it comes. A change of the dependencies or of Terraform's files
 * does all that `up` does. Mistakes are shown, and the next save is waited for.
 */
export async function watch(project: Project, options: WatchOptions): Promise<void> {
  const { report, signal } = options;
  const changes = new Changes(project);
  const stop = () => changes.close();
  const following = logs(project, { follow: true, fromNow: true, signal, line: options.line });
  signal.addEventListener('abort', stop);
  try {
    await changes.ready();
    options.ready();
    for (let change = await changes.next(); change; change = await changes.next()) {
      try {
        if (change.deep) await up(project, options);
        else await live(project, change.names, report);
      } catch (error) {
        if (signal.aborted) return;
        // Shown by the stage that failed; what is wrong follows
        if (!(error instanceof UserError)) throw error;
        await report.stage(error.message, async () => ({ value: 0, said: '(waiting for the next save)' }));
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    changes.close();
    await following.catch(() => undefined);
  }
}

async function live(project: Project, names: readonly string[], report: Report): Promise<void> {
  const keep = new Keep(project);
  const instance = await instanceOf(project);
  const noted = readJson(keep.twinNote(instance.id)) as { codeSha256: string } | undefined;
  if (!noted) return;
  const twin = await twinOf(project, { package: { sha256Base64: noted.codeSha256 } });
  if (!twin?.changed) return;
  await report.stage(names.join(', '), async () => {
    await writeTwin(keep.folder(instance.id), 'app', twin);
    return { value: 0, said: 'live' };
  });
}

interface Change {
  readonly names: readonly string[];
  /** Whether more than the app's own files changed. */
  readonly deep: boolean;
}

/** Names that nobody saves on purpose: of tools, of editors, and what is made from the app. */
const IGNORED =
  /^(?:\..+|__pycache__|node_modules|cdktf\.out|.*\.py[co]|.*\.tmp|.*~|openapi\.json|.*\.zip|terragate_override\.tf)$/;
/** Files that say which packages the app has. */
const DEPENDENCIES = /^(?:requirements.*|uv\.lock|pyproject\.toml)$/;

/** The changes of a project's files, gathered. */
class Changes {
  private readonly watchers: FSWatcher[];
  private readonly watching: Promise<unknown>;
  private readonly names = new Set<string>();
  private deep = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;
  private closed = false;
  private whole = false;

  constructor(private readonly project: Project) {
    const options = { ignoreInitial: true, ignored: (path: string) => this.ignores(path) };
    const except = notOfTheApp(project);
    const outside = (path: string) => except.includes(resolve(path)) || this.ignores(path);
    // what a synthesizer makes is made again by every up
    const made = project.cdktf === undefined ? undefined : project.root;
    const terraform = sources(project.root)
      .map(({ path }) => path)
      .filter((path) => path !== made);
    this.watchers = [
      watchPaths(project.app, { ...options, ignored: outside }).on('all', (_, path) =>
        this.saw(path, DEPENDENCIES.test(basename(path))),
      ),
      ...(project.cdktf === undefined
        ? []
        : [
            watchPaths(project.cdktf, options).on('all', (_, path) => {
              if (isSynthesizerFile(project, path)) this.saw(path, true);
            }),
          ]),
      watchPaths(terraform, { ...options, depth: 0 }).on('all', (_, path) => {
        if (/\.(?:tf|tfvars)(?:\.json)?$/.test(path)) this.saw(path, true);
      }),
    ];
    const seeing = this.watchers.map((watcher) => new Promise<void>((done) => watcher.once('ready', done)));
    this.watching = Promise.race([
      Promise.all(seeing),
      new Promise((done) => {
        this.wake = () => done(undefined);
      }),
    ]);
  }

  /** Resolves when all watchers see changes, or are closed. */
  async ready(): Promise<void> {
    await this.watching;
  }

  /** The next gathered change; undefined after `close()`. */
  async next(): Promise<Change | undefined> {
    while (!this.whole && !this.closed) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.closed) return undefined;
    const change = { names: [...this.names].sort(), deep: this.deep };
    this.names.clear();
    this.deep = false;
    this.whole = false;
    return change;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers.splice(0)) void watcher.close();
    this.wake?.();
  }

  private ignores(path: string): boolean {
    const inside = relative(this.project.folder, path);
    return inside.split(/[\\/]/).some((part) => part !== '..' && IGNORED.test(part));
  }

  private saw(path: string, deep: boolean): void {
    this.names.add(relative(this.project.folder, path));
    this.deep ||= deep;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.whole = true;
      this.wake?.();
    }, QUIET);
  }
}
