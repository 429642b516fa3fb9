import { basename, relative, resolve } from 'node:path';
import { type FSWatcher, watch as watchPaths } from 'chokidar';
import { packagesOf } from '../bundle';
import type { Callers } from '../callers';
import { UserError } from '../errors';
import { writeLocalPackage } from '../local/local-packages';
import { documentOf, notOfTheApp, type Project } from '../project';
import { readJson, sha256 } from '../system';
import { StatePaths } from './background/state-paths';
import { isSynthesizerFile } from './cdktf';
import { exportDocument } from './document';
import { instanceOf } from './endpoint';
import { localPackageOf } from './local-package';
import { type LogLine, logs } from './logs';
import type { Report } from './report';
import { terraformFolders, variableFiles } from './terraform-folders';
import { up } from './up';

export interface WatchOptions {
  readonly report: Report;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Called when no save is missed from now on. */
  readonly ready: () => void;
  /** Gets each line that a function prints. */
  readonly line: (line: LogLine) => void;
  readonly port?: number;
  /** Whether callers are checked as on AWS. @default - the project's setting */
  readonly callers?: Callers;
  /** Whether functions are held to what Lambda allows. @default - the project's setting */
  readonly strict?: boolean;
}

/** Milliseconds without a change after which a change is taken as whole: editors write in several steps. */
const QUIET = 60;

/**
 * Brings each saved file of a running project live. A file of the app is put beside its locked dependencies, and the
 * function starts again with its next request; nothing is uploaded. A change of the OpenAPI document (a new route,
 * say, or a save of one that the user keeps), of the dependencies or of Terraform's files does all that `up` does. The
 * output of functions is shown as it comes. Mistakes are shown, and the next save is waited for.
 */
export async function watch(project: Project, options: WatchOptions): Promise<void> {
  const { report, signal } = options;
  const { folders } = await packagesOf(project.app, project.packageChoice);
  const changes = new Changes(project, folders);
  const stop = () => changes.close();
  const following = logs(project, { follow: true, fromNow: true, signal, line: options.line });
  signal.addEventListener('abort', stop);
  try {
    await changes.ready();
    options.ready();
    let applied = terraformOf(project);
    /** An apply is due, or has failed. */
    let owed = false;
    for (let change = await changes.next(); change; change = await changes.next()) {
      try {
        if (change.settings) {
          await report.stage(relative(project.folder, project.settings), async () => ({
            value: 0,
            summary: 'is read at the start: end this (Ctrl-C), and run terragate up --watch again',
          }));
        }
        owed ||=
          change.dependencies || change.document || (change.terraform && terraformOf(project) !== applied);
        if (change.app && !owed) owed = await live(project, change.names, report);
        if (owed) {
          await up(project, options);
          owed = false;
          await report.stage(change.names.join(', '), async () => ({ value: 0, summary: 'live' }));
        }
      } catch (error) {
        if (signal.aborted) return;
        // The stage that failed is shown already; the problem follows
        if (!(error instanceof UserError)) throw error;
        await report.stage(error.message, async () => ({ value: 0, summary: '(waiting for the next save)' }));
      }
      // Files that `up` itself has written are no change
      applied = terraformOf(project);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    changes.close();
    await following.catch(() => undefined);
  }
}

/**
 * Puts changed files of the app in their place.
 *
 * @returns whether the gateway has to follow: the app has another OpenAPI document now
 */
async function live(project: Project, names: readonly string[], report: Report): Promise<boolean> {
  const paths = new StatePaths(project);
  const instance = await instanceOf(project);
  const noted = readJson(paths.localPackageNote(instance.id)) as { codeSha256: string } | undefined;
  if (!noted) return false;
  const localPackage = await localPackageOf(project, { package: { sha256Base64: noted.codeSha256 } });
  if (!localPackage?.changed) return false;
  return report.stage(names.join(', '), async () => {
    await writeLocalPackage(paths.folder(instance.id), 'app', localPackage);
    // A function is live only when callers get it: a new route is not before the gateway has it
    const changed = await exportDocument(project, () => {});
    return {
      value: changed,
      summary: changed ? `changes ${basename(documentOf(project))}: applies it` : 'live',
    };
  });
}

/** A hash of the Terraform files of a project. */
function terraformOf(project: Project): string {
  const texts = terraformFolders(project.root).flatMap(({ path, files }) =>
    [...files].map((file) => [path, ...file]),
  );
  return sha256(JSON.stringify([texts, [...variableFiles(project.root)]]));
}

/** The part of the project that a saved file belongs to. */
type Part = 'app' | 'dependencies' | 'document' | 'settings' | 'terraform';

interface Change extends Readonly<Record<Part, boolean>> {
  readonly names: readonly string[];
}

/** Names that nobody saves on purpose: of tools, and what is made from the app. */
const OF_TOOLS =
  /^(?:\..+|__pycache__|node_modules|cdktf\.out|.*\.py[co]|openapi\.json|.*\.zip|terragate_override\.tf)$/;
/** Files that editors write beside the one that is saved: Vim's 4913, that of `sed -i`, copies before and after. */
const OF_EDITORS =
  /^(?:4913|sed[A-Za-z0-9]{6}|#.*#|.*~|.*\.tmp|.*\.(?:sw[a-z]|bak|orig)|.*___jb_(?:tmp|old|bak)___)$/;

/** Whether nobody saves a file of that name on purpose. */
export function isByTheWay(name: string): boolean {
  return OF_TOOLS.test(name) || OF_EDITORS.test(name);
}

/** Files that say which packages the app has. */
const DEPENDENCIES =
  /^(?:requirements.*|(?:uv|poetry|pdm|Pipfile)\.lock|Pipfile|pylock\.toml|pyproject\.toml|setup\.(?:py|cfg))$/;

/** The changes of a project's files, gathered. */
export class Changes {
  private readonly watchers: FSWatcher[];
  private readonly watching: Promise<unknown>;
  private readonly names = new Set<string>();
  private readonly parts = new Set<Part>();
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;
  private closed = false;
  private whole = false;

  /** @param beside folders of packages that lie beside the project */
  constructor(
    private readonly project: Project,
    beside: readonly string[],
  ) {
    const options = { ignoreInitial: true, ignored: (path: string) => this.ignores(path) };
    const except = notOfTheApp(project);
    const outside = (path: string) => except.includes(resolve(path)) || this.ignores(path);
    // the output of a synthesizer is written again by every `up`
    const made = project.cdktf === undefined ? undefined : project.root;
    const terraform = terraformFolders(project.root)
      .map(({ path }) => path)
      .filter((path) => path !== made);
    this.watchers = [
      watchPaths(project.app, { ...options, ignored: outside }).on('all', (_, path) =>
        this.saw(path, DEPENDENCIES.test(basename(path)) ? 'dependencies' : 'app'),
      ),
      ...(project.cdktf === undefined
        ? []
        : [
            watchPaths(project.cdktf, options).on('all', (_, path) => {
              if (isSynthesizerFile(project, path) && !this.isMade(path)) this.saw(path, 'dependencies');
            }),
          ]),
      watchPaths(terraform, { ...options, depth: 0 }).on('all', (_, path) => {
        if (/\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path)) this.saw(path, 'terraform');
      }),
      ...(beside.length
        ? [watchPaths([...beside], options).on('all', (_, path) => this.saw(path, 'dependencies'))]
        : []),
      watchPaths(project.settings, { ignoreInitial: true }).on('all', (_, path) =>
        this.saw(path, 'settings'),
      ),
      // A document that the user keeps: an exported one is written here
      ...(project.openapi === undefined
        ? []
        : [
            watchPaths(project.openapi, { ignoreInitial: true }).on('all', (_, path) =>
              this.saw(path, 'document'),
            ),
          ]),
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
    const has = (part: Part) => this.parts.has(part);
    const change = {
      names: [...this.names].sort(),
      app: has('app'),
      dependencies: has('dependencies'),
      document: has('document'),
      settings: has('settings'),
      terraform: has('terraform'),
    };
    this.names.clear();
    this.parts.clear();
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
    return inside.split(/[\\/]/).some((part) => part !== '..' && isByTheWay(part));
  }

  /** Whether synth writes a file. */
  private isMade(path: string): boolean {
    const folder = this.project.modules?.folder;
    return folder !== undefined && !relative(folder, path).startsWith('..');
  }

  private saw(path: string, part: Part): void {
    if (path === this.project.settings && part !== 'settings') return;
    this.names.add(relative(this.project.folder, path));
    this.parts.add(part);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.whole = true;
      this.wake?.();
    }, QUIET);
  }
}
