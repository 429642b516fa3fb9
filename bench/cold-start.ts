import { createHash, randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { writeLocalPackage } from '../src/local/local-packages';
import { type LocalAws, startLocalAws } from '../src/local/server';
import { Workspace } from '../test/support/workspace';
import { Functions } from './functions';
import type { LocalPackageFolder } from './served';
import { type Times, times } from './startup';
import { median, pairedRatio } from './statistics';
import { Uvicorn } from './uvicorn';

/** What a function runs: the folder in place of its package, or the package itself. */
export type Kind = 'local-package' | 'package';

/** Starts of functions with one size. */
export interface ColdStartRow {
  readonly kind: Kind;
  /** Bytes of files that the app does not read, on top of its own. */
  readonly ballast: number;
  /** Bytes of the package, packed. */
  readonly zip: number;
  /** From the request that makes the function until it can be invoked. */
  readonly create: Times;
  /** From the first invocation to its answer. */
  readonly first: Times;
  /** The second invocation, as what is not the start. */
  readonly second: number;
  /** The first invocation over the start of uvicorn alone in the same round. */
  readonly ratio: number;
}

export interface ColdStartResults {
  readonly runs: number;
  /** Bytes of the app with its packages, unpacked and without byte code. */
  readonly app: number;
  /** uvicorn alone, from the start of its process to its first answer. */
  readonly uvicorn: Times;
  readonly rows: readonly ColdStartRow[];
}

const MEGABYTE = 1e6;
/** Bytes of ballast that come so many times after each other: packages compress, too. */
const BLOCK = 1000;
const REPEATED = 8;

/** Makes functions of each kind and size, in turns, and invokes each of them twice. */
export async function measureColdStarts(
  localPackage: LocalPackageFolder,
  sizes: readonly number[],
  runs: number,
  progress: (line: string) => void,
): Promise<ColdStartResults> {
  const workspace = new Workspace('bench-cold-start');
  let aws: LocalAws | undefined;
  try {
    aws = await startLocalAws({ dataDir: workspace.at('aws') });
    const functions = new Functions(aws);
    const app = filesOf(localPackage.folder);
    const candidates = sizes.flatMap((ballast) => [
      candidate(workspace, localPackage, 'local-package', ballast, app),
      candidate(workspace, localPackage, 'package', ballast, app),
    ]);
    const uvicorn: number[] = [];
    // The first function of all waits for services to start
    await functions.create('bench-first', zipOf(localPackage.folder, app));
    await functions.invoke('bench-first');
    for (let run = 0; run < runs; run++) {
      progress(`serve: cold starts, ${run + 1} of ${runs}`);
      const alone = await Uvicorn.start(localPackage);
      await alone.stop();
      uvicorn.push(alone.seconds);
      for (const one of run % 2 ? [...candidates].reverse() : candidates) {
        const name = `bench-${one.kind}-${one.ballast / MEGABYTE}-${run}`;
        if (one.folder) {
          const codeSha256 = createHash('sha256').update(one.zip).digest('base64');
          const { folder } = one;
          await writeLocalPackage(aws.dataDir, 'bench', {
            codeSha256,
            folder,
            revision: name,
            python: localPackage.python,
          });
        }
        one.create.push(await functions.create(name, one.zip));
        one.first.push(await functions.invoke(name));
        one.second.push(await functions.invoke(name));
        await functions.remove(name);
      }
    }
    functions.close();
    return {
      runs,
      app: sum(app),
      uvicorn: times(uvicorn),
      rows: candidates.map(({ kind, ballast, zip, create, first, second }) => ({
        kind,
        ballast,
        zip: zip.length,
        create: times(create),
        first: times(first),
        second: median(second),
        ratio: pairedRatio(first, uvicorn),
      })),
    };
  } finally {
    await aws?.stop();
    workspace.remove();
  }
}

interface Candidate {
  readonly kind: Kind;
  readonly ballast: number;
  readonly zip: Uint8Array;
  /** The folder that runs in place of the package. */
  readonly folder?: string;
  readonly create: number[];
  readonly first: number[];
  readonly second: number[];
}

function candidate(
  workspace: Workspace,
  localPackage: LocalPackageFolder,
  kind: Kind,
  ballast: number,
  app: ReadonlyMap<string, Uint8Array>,
): Candidate {
  const about = { kind, ballast, create: [], first: [], second: [] };
  const files = new Map([...Array(ballast / MEGABYTE).keys()].map((i) => [`ballast/${i}.bin`, filler()]));
  if (kind === 'package') return { ...about, zip: zipOf(localPackage.folder, new Map([...app, ...files])) };
  const folder = workspace.at(`local-package-${ballast / MEGABYTE}`);
  // With the times of its files, which byte code stands for
  cpSync(localPackage.folder, folder, { recursive: true, preserveTimestamps: true });
  for (const [name, data] of files)
    workspace.write(relative(workspace.path, join(folder, name)), Buffer.from(data));
  // The package is not unpacked where a local package runs in its place: this one only has a hash of its own
  const zip = zipOf(localPackage.folder, new Map([['main.py', Buffer.from(`# ${ballast}\n`)]]));
  return { ...about, zip, folder };
}

/** A megabyte that is like no other. */
function filler(): Uint8Array {
  const blocks = Array.from({ length: MEGABYTE / BLOCK / REPEATED }, () => randomBytes(BLOCK));
  return Buffer.concat(blocks.flatMap((block) => Array.from({ length: REPEATED }, () => block)));
}

/** Files below a folder by their paths, as a package has them: without byte code. */
function filesOf(folder: string): Map<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/__pycache__|\.terragate/.test(join(entry.parentPath, entry.name).slice(folder.length)),
    )
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
}

function zipOf(folder: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, data] of files) {
    const mode = statSync(join(folder, name), { throwIfNoEntry: false })?.mode ?? 0o100644;
    entries[name] = [data, { os: 3, attrs: (mode << 16) >>> 0 }];
  }
  return zipSync(entries, { level: 1 });
}

function sum(files: ReadonlyMap<string, Uint8Array>): number {
  return [...files.values()].reduce((total, { length }) => total + length, 0);
}
