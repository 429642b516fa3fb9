import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { PackageChoice } from '../package-choice';
import {
  type Progress,
  projectCache,
  type Run,
  readJson,
  run,
  sha256,
  withLock,
  writeFileAtomic,
} from '../system';
import { packedFile } from './app-files';
import { fileConflict } from './file-conflict';
import { checkHandler } from './handler';
import { checkSizes, type Part } from './limits';
import { listPackageFiles } from './package-files';
import { contentKey, findRequirements, lockFiles } from './requirements';
import { checkedTarget, type Target } from './target';
import { ensureVenv } from './venv';
import { type Wheel, wheels } from './wheels';
import { type ZipFile, zipFiles } from './zip';

/** The platform and the target of a package. */
export interface PackageOptions {
  /** Architecture of the function: `arm64` or `x86_64`. @default 'arm64' */
  readonly architecture?: string;
  /** Python version of the function's runtime, such as `3.13`. @default '3.13' */
  readonly pythonVersion?: string;
  /** The zip to write, absolute or from the project's folder. */
  readonly outFile: string;
  /**
   * The file with the versions of what the application runs with.
   * @default - the first of uv.lock, requirements.lock and requirements.txt
   */
  readonly lockFile?: string;
  /** What is installed beside the main packages. @default - nothing */
  readonly choice?: PackageChoice;
  /** Handler of the function, `run.sh` or `app.main.handler`: there must be such a file. @default - not looked at */
  readonly handler?: string;
  /** Folder that modules are imported from, with `/`: `src`. @default '.' */
  readonly pythonPath?: string;
  /** Absolute paths of files and folders in the project that are no part of it: its infrastructure. @default - none */
  readonly except?: readonly string[];
  /** The way of the zip to Lambda: `direct` allows 50 MB, `s3` more. @default 'direct' */
  readonly upload?: 'direct' | 's3';
  /** An interpreter with pip. @default - that of ensureVenv() */
  readonly python?: string;
  /** Called with each step. @default - silent */
  readonly progress?: Progress;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/** A built package. */
export interface LambdaPackage {
  /** Absolute path of the zip. */
  readonly path: string;
  /** Size of the zip in bytes. */
  readonly bytes: number;
  /** The number of files in the zip. */
  readonly files: number;
  /** SHA-256 of the zip in base64, as Terraform's `source_code_hash` and `filebase64sha256()` have it. */
  readonly sha256Base64: string;
  /** Whether the zip that was there was kept, since nothing had changed. */
  readonly reused: boolean;
}

/** Version of the zip's form: goes up when the same input gives another zip. */
const FORMAT = 1;

interface Stamp {
  readonly key: string;
  readonly sha256Base64: string;
  readonly files: number;
  readonly parts?: readonly Part[];
}

/**
 * Builds the Lambda package of a Python project: its files and the wheels of its lock file for the function's
 * platform, in a zip with the same bytes on every machine. Built again only when something in it changed.
 *
 * Nothing of it needs a container or a compiler: a package that exists as sources alone is refused where it has compiled
 * parts.
 *
 * @throws UserError when the versions are not known, the handler is not there, a package has no wheel for the target,
 *   the index cannot be reached, or the package is larger than Lambda takes
 * @example
 * await buildPackage('examples/fastapi-app', { architecture: 'arm64', pythonVersion: '3.13', outFile: 'lambda.zip' });
 */
export async function buildPackage(projectDir: string, options: PackageOptions): Promise<LambdaPackage> {
  const { progress = () => {}, run: start = run } = options;
  const project = resolve(projectDir);
  const target = checkedTarget(options.architecture ?? 'arm64', options.pythonVersion ?? '3.13');
  const path = resolve(project, options.outFile);
  const cache = projectCache(project);
  const name = stampName(target);
  // the environment also holds what development needs: only where none of the usual lock files exists is it made from another file
  const venvLock = options.lockFile && !lockFiles(project, true).length ? { lockFile: options.lockFile } : {};
  const chosen = options.choice ? { choice: options.choice } : {};
  const build = async (): Promise<LambdaPackage> => {
    const requirements = await findRequirements(project, {
      ...(options.lockFile && { lockFile: options.lockFile }),
      ...chosen,
      ...{ pythonVersion: target.pythonVersion, progress, run: start },
    });
    const listed = listPackageFiles(project, [path, ...(options.except ?? [])]);
    const app = listed.flatMap((file) => packedFile(file) ?? []);
    if (options.handler) checkHandler(project, options.handler, app, options.pythonPath);
    const key = keyOf(target, contentKey(requirements), app);
    const stampFile = join(cache, `${name}.json`);
    const stamp = readJson(stampFile) as Stamp | undefined;
    if (
      stamp?.key === key &&
      existsSync(path) &&
      sha256(readFileSync(path), 'base64') === stamp.sha256Base64
    ) {
      const { files, sha256Base64 } = stamp;
      return { path, bytes: statSync(path).size, files, sha256Base64, reused: true };
    }
    const python =
      options.python ??
      (
        await ensureVenv(project, {
          ...venvLock,
          ...chosen,
          pythonVersion: target.pythonVersion,
          progress,
          run: start,
        })
      ).python;
    const parts = await wheels(project, { target, requirements, python, progress, run: start });
    const files = merged(parts, app);
    progress(`packs ${files.length} files`);
    checkSizes(path, sizes(parts, app), undefined, options.upload ?? 'direct');
    const zip = zipFiles(files);
    checkSizes(path, sizes(parts, app), zip.length, options.upload ?? 'direct');
    writeFileAtomic(path, zip);
    const sha256Base64 = sha256(zip, 'base64');
    writeFileAtomic(
      stampFile,
      `${JSON.stringify({ key, sha256Base64, files: files.length, parts: sizes(parts, app) } satisfies Stamp)}\n`,
    );
    return { path, bytes: zip.length, files: files.length, sha256Base64, reused: false };
  };
  return withLock(join(cache, `${name}.busy`), build, progress);
}

/** The parts of the package that was built last for a platform, with their unpacked sizes; undefined before the first. */
export function builtParts(
  projectDir: string,
  { architecture, pythonVersion }: { readonly architecture: string; readonly pythonVersion: string },
): readonly Part[] | undefined {
  const name = stampName(checkedTarget(architecture, pythonVersion));
  return (readJson(join(projectCache(resolve(projectDir)), `${name}.json`)) as Stamp | undefined)?.parts;
}

function stampName({ architecture, pythonVersion }: Target): string {
  return `package-${architecture}-python${pythonVersion}`;
}

function keyOf(target: Target, requirements: string, app: readonly ZipFile[]): string {
  const parts = app.map(({ name, data, executable }) => [name, sha256(data), executable]);
  return sha256(JSON.stringify([FORMAT, target, requirements, parts]));
}

/** All files, the application's last. A file of the application never hides one of a package without a word. */
function merged(parts: readonly Wheel[], app: readonly ZipFile[]): ZipFile[] {
  const all = new Map<string, { file: ZipFile; owner: string }>();
  for (const { name: owner, files } of parts) for (const file of files) all.set(file.name, { file, owner });
  const clashes = app.flatMap(({ name }) => {
    const other = all.get(name);
    return other ? [fileConflict(name, other.owner)] : [];
  });
  if (clashes.length) throw new UserError(clashes);
  for (const file of app) all.set(file.name, { file, owner: '' });
  return [...all.values()].map(({ file }) => file);
}

function sizes(parts: readonly Wheel[], app: readonly ZipFile[]): Part[] {
  const total = (files: readonly ZipFile[]) => files.reduce((sum, { data }) => sum + data.length, 0);
  return [
    { name: 'the application', bytes: total(app) },
    ...parts.map(({ name, files }) => ({ name: basename(name), bytes: total(files) })),
  ];
}
