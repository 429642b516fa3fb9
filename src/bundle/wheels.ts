import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';
import { PIP_QUIET, runInstaller } from '../python';
import {
  failure,
  isNetworkError,
  makeFolder,
  projectCache,
  readJson,
  type Step,
  sha256,
  temporaryFolder,
  writeFileAtomic,
} from '../system';
import type { Requirements } from './requirements';
import { makeWheel, noWheel, type WheelOptions, type WithoutWheel } from './source-distribution';
import { sourceCache, sourceWheels } from './source-packages';
import { markerEnvironment, wheelPlatforms } from './target';
import { unzipFiles, type ZipFile } from './zip';

/** The files that a wheel brings. */
export interface Wheel {
  /** Name of the distribution, such as `pydantic_core`. */
  readonly name: string;
  readonly files: readonly ZipFile[];
}

/** File beside the wheels that holds the SHA-256 of each, as it was checked when it was downloaded. */
const HASHES = 'hashes.json';

/**
 * The wheels of a project's requirements for a target, each checked against its hashes where the requirements have some.
 *
 * They are unpacked here and not by an installer: an installer adds scripts with the path of this machine's Python,
 * byte code with its dates, and records that differ by machine. Downloads are kept in `.terragate/wheels`, so that a
 * change of the application needs no network.
 *
 * @throws UserError when the index cannot be reached or has no wheel for the target, or when requirements are missing
 */
export async function wheels(projectDir: string, options: WheelOptions): Promise<Wheel[]> {
  const { target, requirements, progress } = options;
  const cache = join(projectCache(projectDir), 'wheels');
  const kind = `${target.architecture}-python${target.pythonVersion}-`;
  const folder = join(cache, kind + requirements.key.slice(0, 12));
  if (!intact(folder)) {
    rmSync(folder, { recursive: true, force: true });
    progress(`downloads wheels for Linux ${target.architecture}, Python ${target.pythonVersion}`);
    await download(folder, options);
    // wheels of earlier locks, and what an interrupted download left
    for (const old of readdirSync(cache)) {
      if (old.startsWith(kind) && old !== basename(folder))
        rmSync(join(cache, old), { recursive: true, force: true });
    }
  }
  const made = await sourceWheels(requirements.sources, {
    ...options,
    cache: sourceCache(projectDir),
    environment: markerEnvironment(target),
    where: requirements.source,
  });
  return [...wheelFiles(folder).map((file) => join(folder, file)), ...made].map((path) => ({
    name: basename(path).split('-')[0] ?? path,
    files: unpacked(basename(path), readFileSync(path)),
  }));
}

function wheelFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== HASHES)
    .sort();
}

function hashesOf(folder: string): Record<string, string> {
  const hash = (file: string) => sha256(readFileSync(join(folder, file)));
  return Object.fromEntries(wheelFiles(folder).map((file) => [file, hash(file)]));
}

function intact(folder: string): boolean {
  const hashes = readJson(join(folder, HASHES));
  return hashes !== undefined && JSON.stringify(hashes) === JSON.stringify(hashesOf(folder));
}

async function download(folder: string, options: WheelOptions): Promise<void> {
  const { requirements } = options;
  const selection = await selected(options);
  const temporary = temporaryFolder(folder);
  try {
    const wheelFolder = join(temporary, 'wheels');
    makeFolder(wheelFolder);
    if (selection.trim() !== '') {
      const file = join(temporary, 'requirements.txt');
      const withoutWheels = await pipDownload(selection, temporary, options);
      if (requirements.hashed) checkHashes(hashesOf(wheelFolder), requirements);
      for (const one of withoutWheels) {
        const made = await makeWheel(one, join(temporary, 'made'), options);
        renameSync(made, join(wheelFolder, basename(made)));
      }
      writeFileSync(file, selection);
      await checkComplete(file, wheelFolder, options);
    }
    writeFileAtomic(join(wheelFolder, HASHES), JSON.stringify(hashesOf(wheelFolder)));
    renameSync(wheelFolder, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Checks the hashes of wheels against the lock. pip checks them too, but a setting of pip could turn that off. */
function checkHashes(hashes: Readonly<Record<string, string>>, { file, source }: Requirements): void {
  const lock = readFileSync(file, 'utf8');
  const locked = new Set(
    [...lock.matchAll(/(?:--hash[= ]|#)sha256[:=]([0-9a-f]{64})/g)].map((match) => match[1]),
  );
  if (Object.values(hashes).every((hash) => locked.has(hash))) return;
  throw new UserError([
    {
      where: source,
      what: 'pip downloaded files whose hashes are not in the lock',
      fix: 'lock with hashes: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.lock',
    },
  ]);
}

async function checkComplete(file: string, folder: string, options: WheelOptions): Promise<void> {
  const { python, requirements, target, run } = options;
  const script = join(__dirname, 'missing_requirements.py');
  const done = await run(python, ['-I', script, folder, file, JSON.stringify(markerEnvironment(target))]);
  const { source } = requirements;
  if (done.code !== 0) {
    throw failure(
      { where: source, what: 'the wheels of the lock could not be read', fix: 'see the lines above' },
      done,
    );
  }
  const missing = done.stdout.split(/\r?\n/).filter((line) => line !== '');
  if (!missing.length) return;
  const shown =
    missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
  throw new UserError([
    {
      where: source,
      what: `the lock does not pin all that is needed: ${shown}`,
      fix: `pin them too; all at once: ${shell`uv pip compile --universal --generate-hashes ${basename(source)} -o requirements.lock`.text}`,
    },
  ]);
}

/** The lock's requirements that apply to the target. */
async function selected({ python, requirements, target, run }: WheelOptions): Promise<string> {
  const script = join(__dirname, 'select_requirements.py');
  const done = await run(python, [
    '-I',
    script,
    requirements.file,
    JSON.stringify(markerEnvironment(target)),
  ]);
  if (done.code === 0) return done.stdout;
  throw failure(
    {
      where: requirements.source,
      what: 'the lock could not be read',
      fix: 'write the lock again with uv pip compile or pip-compile',
    },
    done,
  );
}

/**
 * Downloads the wheels of a selection into the folder `wheels` of a temporary one.
 *
 * @returns those of which the index has none
 */
async function pipDownload(
  selection: string,
  temporary: string,
  options: WheelOptions,
): Promise<readonly WithoutWheel[]> {
  const { target, requirements, python, run } = options;
  const file = join(temporary, 'requirements.txt');
  const without: WithoutWheel[] = [];
  let lines = selection.split(/\r?\n/).filter((line) => line.trim() !== '');
  while (lines.some((line) => !line.startsWith('-'))) {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    const done = await runInstaller(
      run,
      python,
      [
        ...['-I', '-m', 'pip', 'download', ...PIP_QUIET],
        ...(requirements.hashed ? ['--require-hashes'] : []),
        ...['--no-deps', '--only-binary=:all:', '--implementation', 'cp'],
        ...['--python-version', target.pythonVersion, '--abi', `cp${target.pythonVersion.replace('.', '')}`],
        ...wheelPlatforms(target).flatMap((platform) => ['--platform', platform]),
        ...['--dest', join(temporary, 'wheels'), '-r', file],
      ],
      temporary,
    );
    if (done.code === 0) break;
    const name = isNetworkError(done)
      ? undefined
      : /No matching distribution found for (\S+)/.exec(done.stderr)?.[1];
    const line = lines.find((line) => name !== undefined && isOf(line, name));
    if (name === undefined || line === undefined) throw failure(notDownloaded(name, options), done);
    const text = [...lines.filter((one) => one.startsWith('-')), line].map((one) => `${one}\n`).join('');
    without.push({ name, text, said: done });
    lines = lines.filter((one) => one !== line);
  }
  return without;
}

function notDownloaded(name: string | undefined, { requirements, target }: WheelOptions): Step {
  const where = requirements.source;
  if (name !== undefined) return noWheel(name, where, target);
  const what = 'the packages of the lock could not be downloaded';
  const fix = 'see the lines above; write the lock again when its versions or hashes are out of date';
  return { where, what, fix };
}

/** Whether a line of a requirements file is the requirement that pip names. */
function isOf(line: string, name: string): boolean {
  const requirement = (text: string) =>
    text
      .replace(/[\s;].*$/, '')
      .replace(/[-_.]+/g, '-')
      .toLowerCase();
  return requirement(line.replace(/\s*(===?)\s*/, '$1')) === requirement(name);
}

/**
 * The files of a wheel where an import finds them.
 *
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export function unpacked(file: string, bytes: Uint8Array): ZipFile[] {
  const files: ZipFile[] = [];
  for (const { name, ...rest } of unzipFiles(bytes)) {
    // paths such as name-1.0.data/<scheme>/...: libraries and data go to the root; scripts and headers have no use in a package
    const [, scheme, inner] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name) ?? [];
    if (scheme === 'scripts' || scheme === 'headers') continue;
    const path = inner ?? name;
    if (path.startsWith('/') || path.split('/').includes('..')) throw new Error(`${file} holds ${path}`);
    if (path.endsWith('.pyc') || path.includes('__pycache__/')) continue;
    files.push({ name: path, ...rest });
  }
  return files;
}
