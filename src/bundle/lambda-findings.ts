import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  lastLines,
  type ProcessResult,
  projectCache,
  type Run,
  run,
  temporaryFolder,
  writeFileAtomic,
} from '../system';
import { FINDING_KINDS, type FindingKind, type LambdaFinding } from './finding-kinds';
import { largestParts, MOST_UNPACKED, megabytes, type Part, unpackedSize } from './limits';
import type { Imported, Observed, Unlisted } from './observed';

/** What was found in an app, and how much of it was looked at. */
export interface AppFindings {
  /** The number of the app's own files that were read. */
  readonly files: number;
  /** What could not be looked at, with the reason: files, or all of them. */
  readonly unread: readonly string[];
  readonly findings: readonly LambdaFinding[];
}

/** An app as Lambda sees it. */
export interface AppReport extends AppFindings {
  readonly project: string;
  /** The application as `module:variable`. */
  readonly app: string;
  /** The time of its import; null where it was not imported. */
  readonly import: Imported | null;
  /** The package that was built last, unpacked; null before the first. */
  readonly package: {
    readonly bytes: number;
    /** Most bytes that Lambda takes, with layers. */
    readonly limit: number;
    readonly largest: readonly Part[];
  } | null;
}

/** A place in the app, as Python says it. */
interface Found {
  readonly kind: FindingKind;
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** The app whose files are read. */
export interface FindingsOptions {
  /** The application as `module:variable`. */
  readonly app: string;
  /** Folder of the project that modules are imported from, with `/`: `src`. @default '.' */
  readonly pythonPath?: string;
  /** An interpreter: the app's, so that it reads the syntax that the app is written in. */
  readonly python: string;
  /** What an import of the app said. @default - it was not imported */
  readonly observed?: Observed | undefined;
  /** Parts of the package. @default - it is not built */
  readonly parts?: readonly Part[] | undefined;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/** Seconds of an import from which it is told: Lambda gives it 10, and its processor may be slower than this one. */
const SLOW = 6;
/** Share of the most bytes of a package from which it is told. */
const NEARLY = 0.8;

/**
 * Finds what Lambda does in another way than the app expects, in the app's own files, in its import and in its package.
 * The files are read, and not run.
 */
export async function lambdaFindings(projectDir: string, options: FindingsOptions): Promise<AppFindings> {
  const { app, pythonPath = '.', python, observed, parts, run: start = run } = options;
  const project = resolve(projectDir);
  const aside = temporaryFolder(join(projectCache(project), 'findings'));
  const loaded = join(aside, 'loaded.json');
  try {
    writeFileAtomic(loaded, JSON.stringify(observed?.loaded ?? {}));
    const script = join(__dirname, 'lambda_findings.py');
    const [module = ''] = app.split(':');
    const args = ['-B', script, '--module', module, '--path', pythonPath, '--loaded', loaded];
    const { files, unread, findings } = looked(await start(python, args, { cwd: project }));
    return {
      files,
      unread,
      findings: [
        ...findings.map(({ kind, ...place }) => finding(kind, place)),
        ...(observed ? [...slowImport(observed), ...sockets(observed.unlisted)] : []),
        ...largePackage(parts ?? []),
      ],
    };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** What the script says. Where it fails, an app is still imported and deployed: nothing was looked at then. */
function looked({
  code,
  stdout,
  stderr,
}: ProcessResult): Omit<AppFindings, 'findings'> & { readonly findings: readonly Found[] } {
  if (code !== 0) {
    const reason = lastLines(stderr).split('\n').at(-1);
    return { files: 0, unread: [`all files of the app: lambda_findings.py: ${reason}`], findings: [] };
  }
  const said = JSON.parse(stdout) as {
    readonly files: number;
    readonly unread: Readonly<Record<string, string>>;
    readonly findings: readonly Found[];
  };
  return { ...said, unread: Object.entries(said.unread).map(([file, why]) => `${file}: ${why}`) };
}

/** The routes of an app that its document does not hold, for an API in which each operation has a route of its own. */
export function unlistedRoutes(unlisted: readonly Unlisted[]): LambdaFinding[] {
  return unlisted
    .filter(({ kind, file }) => kind === 'mount' || (kind === 'route' && file !== undefined))
    .map((one) => finding('unlisted-route', placeOf(one)));
}

function finding(kind: FindingKind, place: Omit<LambdaFinding, 'kind' | 'page'>): LambdaFinding {
  return { kind, ...place, page: `docs/lambda.md#${FINDING_KINDS[kind].anchor}` };
}

function sockets(unlisted: readonly Unlisted[]): LambdaFinding[] {
  return unlisted.filter(({ kind }) => kind === 'websocket').map((one) => finding('websocket', placeOf(one)));
}

function placeOf({ file, line, path, methods = [] }: Unlisted): Omit<LambdaFinding, 'kind' | 'page'> {
  return {
    ...(file === undefined || line === undefined ? {} : { file, line }),
    code: [...methods, path].join(' '),
  };
}

const NAMED = 5;

function slowImport({ imported: { seconds, slowest } }: Observed): LambdaFinding[] {
  if (seconds < SLOW) return [];
  const most = slowest.slice(0, NAMED).map((one) => `${one.name} ${Math.round(100 * one.share)} %`);
  return [finding('slow-import', { code: [`${seconds.toFixed(1)} s of this machine`, ...most].join(', ') })];
}

function largePackage(parts: readonly Part[]): LambdaFinding[] {
  const bytes = unpackedSize(parts);
  if (bytes < NEARLY * MOST_UNPACKED) return [];
  const largest = largestParts(parts).map((one) => `${one.name} ${megabytes(one.bytes)}`);
  return [finding('large-package', { code: [`${megabytes(bytes)} unpacked`, ...largest].join(', ') })];
}
