import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors';
import { cacheFolder, sha256, temporaryFolder } from './files';
import { failure, type Progress, type Run, unreachable } from './run';
import { markerEnvironment, type Target, wheelPlatforms } from './target';
import { PIP_ENV } from './venv';
import { unzipFiles, type ZipFile } from './zip';

/** The files that a wheel brings. */
export interface Wheel {
  /** Name of the distribution, such as `pydantic_core`. */
  readonly name: string;
  readonly files: readonly ZipFile[];
}

/** What the wheels are downloaded with. */
export interface WheelOptions {
  readonly target: Target;
  /** Absolute path of the lock file. */
  readonly lockFile: string;
  /** An interpreter with pip, of any version and platform. */
  readonly python: string;
  readonly progress: Progress;
  readonly run: Run;
}

/**
 * The wheels of a lock file for a target, each checked against the lock's hashes.
 *
 * They are unpacked here and not by an installer: an installer adds scripts with the path of this machine's Python,
 * byte code with its dates, and records that differ by machine. Downloads are kept in `.terragate/wheels`, so that a
 * change of the application needs no network.
 *
 * @throws UserError when the index cannot be reached or has no wheel for the target
 */
export async function wheels(projectDir: string, options: WheelOptions): Promise<Wheel[]> {
  const { target, lockFile, progress } = options;
  const lock = readFileSync(lockFile, 'utf8');
  const hashes = new Set([...lock.matchAll(/--hash[= ]sha256:([0-9a-f]{64})/g)].map((match) => match[1]));
  const cache = join(cacheFolder(projectDir), 'wheels');
  const kind = `${target.architecture}-python${target.pythonVersion}-`;
  const folder = join(cache, kind + sha256(lock).slice(0, 12));
  if (!existsSync(folder) || !intact(folder, hashes)) {
    rmSync(folder, { recursive: true, force: true });
    progress(`downloads wheels for Linux ${target.architecture}, Python ${target.pythonVersion}`);
    await download(folder, cache, kind, options);
    // wheels of former locks, and what an interrupted download left
    for (const old of readdirSync(cache)) {
      if (old.startsWith(kind) && old !== basename(folder))
        rmSync(join(cache, old), { recursive: true, force: true });
    }
    if (!intact(folder, hashes)) {
      throw new UserError([
        {
          where: lockFile,
          what: 'pip brought files whose hashes are not in it',
          fix: 'lock with hashes: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.lock',
        },
      ]);
    }
  }
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      name: file.split('-')[0] ?? file,
      files: unpacked(file, readFileSync(join(folder, file))),
    }));
}

function intact(folder: string, hashes: ReadonlySet<string | undefined>): boolean {
  return readdirSync(folder).every((file) => hashes.has(sha256(readFileSync(join(folder, file)))));
}

async function download(folder: string, cache: string, kind: string, options: WheelOptions): Promise<void> {
  const requirements = await selected(options);
  const temporary = temporaryFolder(cache, kind);
  try {
    const wheelFolder = join(temporary, 'wheels');
    mkdirSync(wheelFolder);
    if (requirements.trim() !== '') {
      const file = join(temporary, 'requirements.txt');
      writeFileSync(file, requirements);
      await pipDownload(file, wheelFolder, options);
    }
    renameSync(wheelFolder, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The lock's requirements that apply to the target. */
async function selected({ python, lockFile, target, run }: WheelOptions): Promise<string> {
  const script = join(__dirname, 'select_requirements.py');
  const done = await run(python, ['-I', script, lockFile, JSON.stringify(markerEnvironment(target))]);
  if (done.code === 0) return done.stdout;
  throw failure(
    {
      where: lockFile,
      what: 'it could not be read',
      fix: 'write it anew with uv pip compile or pip-compile',
    },
    done,
  );
}

async function pipDownload(requirements: string, into: string, options: WheelOptions): Promise<void> {
  const { target, lockFile, python, run } = options;
  const done = await run(
    python,
    [
      ...[
        '-I',
        '-m',
        'pip',
        'download',
        '--no-input',
        '--progress-bar',
        'off',
        '--disable-pip-version-check',
      ],
      ...['--require-hashes', '--no-deps', '--only-binary=:all:', '--implementation', 'cp'],
      ...['--python-version', target.pythonVersion, '--abi', `cp${target.pythonVersion.replace('.', '')}`],
      ...wheelPlatforms(target).flatMap((platform) => ['--platform', platform]),
      ...['--dest', into, '-r', requirements],
    ],
    { env: PIP_ENV },
  );
  if (done.code === 0) return;
  const missing = !unreachable(done) && /No matching distribution found for (\S+)/.exec(done.stderr)?.[1];
  throw failure(
    missing
      ? {
          where: lockFile,
          what: `${missing} has no wheel for Linux ${target.architecture} and Python ${target.pythonVersion}`,
          fix: 'choose a version that has one, another architecture or Python version, or another package; or check the index',
        }
      : {
          where: lockFile,
          what: 'its packages could not be downloaded',
          fix: 'see the lines above; write the lock anew when its versions or hashes are out of date',
        },
    done,
  );
}

/**
 * The files of a wheel where an import finds them.
 *
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export function unpacked(file: string, bytes: Uint8Array): ZipFile[] {
  const files: ZipFile[] = [];
  for (const { name, ...rest } of unzipFiles(bytes)) {
    // name-1.0.data/<scheme>/...: libraries and data go to the root; scripts and headers have no use in a package
    const [, scheme, inner] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name) ?? [];
    if (scheme === 'scripts' || scheme === 'headers') continue;
    const path = inner ?? name;
    if (path.startsWith('/') || path.split('/').includes('..')) throw new Error(`${file} holds ${path}`);
    if (path.endsWith('.pyc') || path.includes('__pycache__/')) continue;
    files.push({ name: path, ...rest });
  }
  return files;
}
