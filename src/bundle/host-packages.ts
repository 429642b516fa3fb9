import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors';
import { askVersion, ensurePython, fits, installInto, type Python } from '../python';
import {
  isIntact,
  makeFolder,
  noteSizes,
  type Progress,
  projectCache,
  type Run,
  readJson,
  sha256,
  temporaryFolder,
  writeFileAtomic,
} from '../system';
import { contentKey, type Requirements } from './requirements';
import { sourceCache, sourceWheels } from './source-packages';
import { uvOf } from './uv-lock';

/** Version of the folder's form: goes up when the same requirements give another folder. */
const FORMAT = 1;

/** The packages of a project as this machine runs them. */
export interface HostPackages {
  /** Key of the packages: changes with the requirements, the Python version and the platform, and with nothing else. */
  readonly key: string;
  /** Folder with the packages' files and their byte code. */
  readonly folder: string;
  /** The interpreter that they were installed for. */
  readonly python: Python;
}

/** Options of the installation. */
export interface HostPackagesOptions {
  readonly requirements: Requirements;
  /** Version of Python, such as `3.13`. */
  readonly pythonVersion: string;
  /** Path of an interpreter of that version. @default - the one on this machine */
  readonly python?: string;
  readonly progress: Progress;
  readonly run: Run;
}

/** Whether another folder with the files of these packages holds them whole. */
export function holdsWhole(folder: string, projectDir: string, key: string, pythonVersion: string): boolean {
  return isIntact(folder, placeOf(projectDir, key, pythonVersion));
}

function placeOf(projectDir: string, key: string, pythonVersion: string): string {
  return join(projectCache(projectDir), 'native', kindOf(pythonVersion) + key.slice(0, 12));
}

function kindOf(pythonVersion: string): string {
  return `${process.platform}-${process.arch}-python${pythonVersion}-`;
}

/** A key of the inputs of these packages. */
export function hostPackagesKey(requirements: Requirements, pythonVersion: string): string {
  return sha256([FORMAT, contentKey(requirements), pythonVersion, process.platform, process.arch].join());
}

/**
 * The packages of a project, installed once for this machine's platform into `.terragate/native`. Those of former
 * requirements go.
 *
 * @throws UserError when the Python version is not on this machine or the packages cannot be installed
 */
export async function hostPackages(projectDir: string, options: HostPackagesOptions): Promise<HostPackages> {
  const { requirements, pythonVersion, progress, run } = options;
  const key = hostPackagesKey(requirements, pythonVersion);
  const kind = kindOf(pythonVersion);
  const place = placeOf(projectDir, key, pythonVersion);
  const cache = dirname(place);
  const folder = join(place, 'packages');
  const known = readJson(join(place, 'python.json')) as Python | undefined;
  if (known && existsSync(known.path) && isIntact(folder, place)) return { key, folder, python: known };

  const python = options.python
    ? await checkedPython(options.python, pythonVersion, run)
    : await ensurePython({ versions: [pythonVersion], progress, run });
  const unfinished = temporaryFolder(place);
  try {
    const inner = join(unfinished, 'packages');
    makeFolder(inner);
    const uv = await uvOf(requirements, progress, run);
    const { source: where, sources } = requirements;
    const beside = (python: string) =>
      sourceWheels(sources, { cache: sourceCache(projectDir), python, where, progress, run });
    const packages = { ...requirements, complete: true, ...(sources.length && { beside }) };
    await installInto(inner, python, packages, { compile: true, uv, progress, run });
    // programs for a shell hold the path of this machine's interpreter: a package for Lambda has none
    rmSync(join(inner, 'bin'), { recursive: true, force: true });
    noteSizes(inner, unfinished);
    writeFileAtomic(join(unfinished, 'owners.json'), JSON.stringify(owners(inner)));
    writeFileAtomic(join(unfinished, 'python.json'), JSON.stringify(python));
    rmSync(place, { recursive: true, force: true });
    renameSync(unfinished, place);
    for (const old of readdirSync(cache)) {
      if (old.startsWith(kind) && old !== basename(place))
        rmSync(join(cache, old), { recursive: true, force: true });
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return { key, folder, python };
}

/** The package that each file belongs to. */
export function ownersOf({ folder }: HostPackages): Readonly<Record<string, string>> {
  return (readJson(join(folder, '..', 'owners.json')) ?? {}) as Record<string, string>;
}

async function checkedPython(path: string, pythonVersion: string, run: Run): Promise<Python> {
  const found = await askVersion(path, [], run);
  if (typeof found !== 'string' && fits(found.version, [pythonVersion])) return found;
  throw new UserError([
    {
      where: 'python',
      what:
        typeof found === 'string'
          ? `${path} does not run`
          : `${path} is Python ${found.version}, and the function runs with ${pythonVersion}`,
      got: path,
      fix: `give an interpreter of Python ${pythonVersion}, or none: then one is looked for`,
    },
  ]);
}

/**
 * The Python package that each installed file belongs to, by path.
 *
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/
 */
function owners(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const info of readdirSync(folder).filter((name) => name.endsWith('.dist-info'))) {
    const record = join(folder, info, 'RECORD');
    if (!existsSync(record)) continue;
    for (const line of readFileSync(record, 'utf8').split(/\r?\n/)) {
      // a line is path,hash,size: a path with a comma is in quotes
      const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line) ?? [];
      const name = quoted?.replaceAll('""', '"') ?? plain;
      if (name && !name.endsWith('.pyc')) found[name] = info.split('-')[0] ?? info;
    }
  }
  return found;
}
