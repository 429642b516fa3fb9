import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Problem, UserError } from '../errors';
import { PIP_QUIET, runInstaller } from '../python';
import {
  failure,
  makeFolder,
  type Progress,
  projectCache,
  type Run,
  sha256,
  temporaryFolder,
} from '../system';
import { listAppFiles } from './app-files';
import type { Requirement } from './requirements-file';

/** A package that is made from its sources: a folder of this machine, or a repository at one commit. */
export interface SourcePackage {
  /** The requirement as pip takes it, with an absolute path and without its marker: `/srv/lib`. */
  readonly declared: string;
  /** Where it is installed: `sys_platform == "linux"`. pip takes no marker for what is editable. @default - everywhere */
  readonly marker?: string;
  /** The folder of the sources. @default - none: the package is in a repository */
  readonly folder?: string;
}

const COMMIT = /^(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?(?:git|hg|svn|bzr)\+\S+@[0-9a-f]{40,}(?:[#\s;]|$)/i;

/**
 * The packages of requirements that no index has.
 *
 * @param base folder that paths of the requirements are taken from
 * @throws UserError for folders that are not there or hold no package, and for repositories without a commit
 * @see https://pip.pypa.io/en/stable/topics/vcs-support/
 */
export function sourcePackages(requirements: readonly Requirement[], base: string): SourcePackage[] {
  const problems: Problem[] = [];
  const found = requirements.flatMap(({ declared, where }): SourcePackage[] => {
    const { place, marker } = splitMarker(declared.replace(/^(?:-e|--editable)[=\s]\s*/, ''));
    if (/(?:^|@\s*)(?:git|hg|svn|bzr)\+/.test(place)) {
      if (COMMIT.test(place)) return [{ declared: place, ...marker }];
      const fix = 'name the commit: git+https://example.com/lib.git@0123456789abcdef0123456789abcdef01234567';
      problems.push({
        where,
        what: `${declared} names no commit, so that each build could hold other code`,
        fix,
      });
      return [];
    }
    const folder = folderOf(place, base);
    const what = problemOf(folder);
    if (what === undefined) return [{ declared: folder, ...marker, folder }];
    problems.push({
      where,
      what: `${declared}: ${what}`,
      fix: 'correct the path, or take the requirement out',
    });
    return [];
  });
  if (problems.length) throw new UserError(problems);
  return found;
}

/** A requirement without its marker. In a URL, a semicolon without a space after it is a part of the URL. */
function splitMarker(declared: string): { place: string; marker: Pick<SourcePackage, 'marker'> } {
  const isUrl = /(?:^|@\s*)[\w+]+:/.test(declared);
  const [, place = declared, marker] =
    (isUrl ? /^(.*?)\s*;\s+(.+)$/ : /^(.*?)\s*;\s*(.+)$/).exec(declared) ?? [];
  return { place, marker: marker === undefined ? {} : { marker } };
}

/** The folder of a requirement: `./lib`, `lib @ file:///srv/lib`, `file:lib`. */
function folderOf(place: string, base: string): string {
  const path = place
    .replace(/^[\w.-]+(?:\[[^\]]*\])?\s*@\s*/, '')
    .replace(/#.*$/, '')
    .replace(/\[[^\]]*\]$/, '')
    .trim();
  return /^file:\/\//.test(path) ? fileURLToPath(path) : resolve(base, path.replace(/^file:/, ''));
}

function problemOf(folder: string): string | undefined {
  if (!existsSync(folder)) return `there is no ${folder}`;
  if (!statSync(folder).isDirectory()) return `${folder} is a file, and not a folder with a Python project`;
  const isProject = ['pyproject.toml', 'setup.py'].some((name) => existsSync(join(folder, name)));
  return isProject ? undefined : `${folder} has neither pyproject.toml nor setup.py`;
}

/** A key of the content of packages: changes with a file of a folder. */
export function sourcesKey(packages: readonly SourcePackage[]): string {
  return sha256(JSON.stringify(packages.map((one) => [keyOf(one), one.marker])));
}

/** Options of the choice of packages. */
export interface ApplyingOptions {
  /** An interpreter with pip. */
  readonly python: string;
  /** The values of markers. @default - those of the interpreter */
  readonly environment?: Readonly<Record<string, string>>;
  /** The file that the user knows, for messages. */
  readonly where: string;
  readonly run: Run;
}

/**
 * Those of the packages whose markers apply.
 *
 * @throws UserError for what is no marker
 */
export async function applying(
  packages: readonly SourcePackage[],
  { python, environment, where, run }: ApplyingOptions,
): Promise<readonly SourcePackage[]> {
  const markers = packages.flatMap(({ marker }) => marker ?? []);
  if (!markers.length) return packages;
  const script = join(__dirname, 'applying_markers.py');
  const values = [markers, ...(environment ? [environment] : [])].map((one) => JSON.stringify(one));
  const done = await run(python, ['-I', script, ...values]);
  if (done.code !== 0) {
    const fix = 'see the lines above; correct the marker, which stands after the semicolon';
    throw failure({ where, what: 'a marker could not be read', fix }, done);
  }
  const applies = JSON.parse(done.stdout) as readonly boolean[];
  return packages.filter(({ marker }) => marker === undefined || applies[markers.indexOf(marker)]);
}

function keyOf({ declared, folder }: SourcePackage): string {
  if (folder === undefined) return declared;
  const files = listAppFiles(folder).map(({ name, path }) => `${name} ${sha256(readFileSync(path))}`);
  return sha256([declared, ...files].join('\n'));
}

/** The folder of a project that keeps the wheels of its source packages. */
export function sourceCache(projectDir: string): string {
  const folder = join(projectCache(projectDir), 'sources');
  makeFolder(folder);
  return folder;
}

/** Options of making wheels. */
export interface SourceWheelOptions extends ApplyingOptions {
  /** Folder that keeps the wheels, one folder for each content. */
  readonly cache: string;
  readonly progress: Progress;
}

/**
 * The wheels of those packages whose markers apply, made from their sources, once for each content. They have to be of
 * Python alone, so that they run on every platform.
 *
 * @returns absolute paths
 * @throws UserError when one cannot be made, or has compiled parts
 */
export async function sourceWheels(
  packages: readonly SourcePackage[],
  options: SourceWheelOptions,
): Promise<string[]> {
  const wheels: string[] = [];
  for (const one of await applying(packages, options)) wheels.push(...(await wheelOf(one, options)));
  return wheels;
}

async function wheelOf(one: SourcePackage, options: SourceWheelOptions): Promise<string[]> {
  const { cache, python, progress, run, where } = options;
  const folder = join(cache, keyOf(one).slice(0, 12));
  if (!existsSync(folder)) {
    const name = one.folder === undefined ? one.declared : basename(one.folder);
    progress(`makes the wheel of ${name}`);
    const unfinished = temporaryFolder(folder);
    try {
      const make = [
        '-I',
        '-m',
        'pip',
        'wheel',
        ...PIP_QUIET,
        '--quiet',
        '--no-deps',
        '--wheel-dir',
        unfinished,
      ];
      const done = await runInstaller(run, python, [...make, one.declared], cache);
      if (done.code !== 0) {
        const fix = `see the lines above; this makes it too: python -m pip wheel --no-deps ${name}`;
        throw failure({ where, what: `${name} cannot be made into a wheel`, fix }, done);
      }
      refuseCompiled(readdirSync(unfinished), name, where);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return readdirSync(folder).map((file) => join(folder, file));
}

function refuseCompiled(wheels: readonly string[], name: string, where: string): void {
  const compiled = wheels.find((file) => !file.endsWith('-none-any.whl'));
  if (compiled === undefined) return;
  throw new UserError([
    {
      where,
      what: `${name} has compiled parts (${compiled}), which are of this machine's platform and not of Lambda's`,
      fix: 'publish its wheels for Linux to an index, or build the package there and name the zip in "packages"',
    },
  ]);
}
