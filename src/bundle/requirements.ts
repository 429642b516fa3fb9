import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';
import {
  failure,
  findPython,
  hasUv,
  INSTALL_ENV,
  type LockedPackages,
  type Progress,
  projectCache,
  type Run,
  sha256,
  writeWhole,
} from '../python';
import { checkRequirements, isHashed, readRequirements, requirementsText } from './requirements-file';

/** What a project runs with: all packages with their versions. */
export interface Requirements extends LockedPackages {
  readonly source: string;
  readonly hashed: boolean;
  /** SHA-256 of what it says, the same on all machines. */
  readonly key: string;
}

/** Where requirements are looked for. */
export interface RequirementsOptions {
  /** The file, absolute or from the project's folder. @default - the first of uv.lock, requirements.lock and requirements.txt */
  readonly lockFile?: string;
  /** With what development needs, where the project has a file for it: requirements-dev.lock. @default false */
  readonly development?: boolean;
  readonly progress: Progress;
  readonly run: Run;
}

/** What other tools lock with, and how they write what is read here. */
const OTHER_LOCKS: Readonly<Record<string, string>> = {
  'poetry.lock': 'poetry export --format requirements.txt --output requirements.lock',
  'pdm.lock': 'pdm export --prod --format requirements --output requirements.lock',
  'Pipfile.lock': 'pipenv requirements --hash > requirements.lock',
};

const UV_HOW_TO = 'pip install uv (or brew install uv, winget install astral-sh.uv)';

/**
 * The runtime requirements of a project, from the file that it has: uv.lock, requirements.lock or requirements.txt. Where
 * there are several, the first is taken, and `progress` is told.
 *
 * @throws UserError when there is none, when uv.lock cannot be read, or when not all versions are pinned
 */
export async function findRequirements(
  projectDir: string,
  options: RequirementsOptions,
): Promise<Requirements> {
  const project = resolve(projectDir);
  const { development = false } = options;
  const found = options.lockFile ? [given(project, options.lockFile)] : lockFiles(project, development);
  const [source, ...others] = found;
  if (source === undefined) throw none(project, development);
  if (basename(source) !== 'uv.lock') {
    if (others.length) options.progress(`takes ${basename(source)} and not ${listed(others)}`);
    return fromFile(project, source, source);
  }
  const exported = await exportUvLock(project, source, others, options);
  if (exported === undefined) {
    const [second = ''] = others;
    options.progress(`takes ${basename(second)}: uv.lock is read by uv, which is not on PATH`);
    return fromFile(project, second, second);
  }
  if (others.length) options.progress(`takes uv.lock and not ${listed(others)}`);
  return fromFile(project, exported, source);
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => basename(path)).join(', ');
}

function given(project: string, lockFile: string): string {
  const path = resolve(project, lockFile);
  if (existsSync(path)) return path;
  throw new UserError([
    {
      where: path,
      what: 'there is no such file, so the versions to install are not known',
      fix: `write it: ${lockCommand(project, basename(path))}`,
    },
  ]);
}

/** The files with versions that a project has, the one that is taken first. */
export function lockFiles(project: string, development: boolean): string[] {
  return fileNames(development)
    .map((name) => join(project, name))
    .filter((path) => existsSync(path));
}

function fileNames(development: boolean): string[] {
  return [
    ...['uv.lock', ...(development ? ['requirements-dev.lock'] : [])],
    ...['requirements.lock', 'requirements.txt'],
  ];
}

function none(project: string, development: boolean): UserError {
  const names = fileNames(development);
  const other = Object.keys(OTHER_LOCKS).find((name) => existsSync(join(project, name)));
  return new UserError([
    {
      where: project,
      what: `there is no ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, so the versions to install are not known`,
      fix: `write one: ${(other && OTHER_LOCKS[other]) || lockCommand(project, 'requirements.lock')}`,
    },
  ]);
}

function lockCommand(project: string, name: string): string {
  if (name === 'uv.lock') return 'uv lock';
  const inputs = ['pyproject.toml', 'requirements.in', 'requirements.txt', 'setup.py'];
  const input = inputs.find((one) => existsSync(join(project, one))) ?? 'pyproject.toml';
  return `uv pip compile --universal --generate-hashes ${input} -o ${name === input ? 'requirements.lock' : name}`;
}

/** @param source the file that the user knows, of which `file` was made */
function fromFile(project: string, file: string, source: string): Requirements {
  const read = readRequirements(file);
  checkRequirements(read, source, file !== source);
  const text = requirementsText(read);
  const key = sha256(text);
  const hashed = isHashed(read);
  if (!read.rewritten) return { file, source, hashed, key };
  return { file: kept(project, 'requirements', key, text), source, hashed, key };
}

/** A file of the cache by what it was made from; former ones of the same kind go. */
function kept(project: string, kind: string, key: string, text: string): string {
  const cache = projectCache(project);
  const path = join(cache, `${kind}-${key.slice(0, 12)}.txt`);
  if (existsSync(path)) return path;
  const former = readdirSync(cache).filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.txt'));
  writeWhole(path, text);
  for (const name of former) rmSync(join(cache, name), { force: true });
  return path;
}

/** The file with the requirements of a uv.lock; `undefined` where there is no uv, and another file to take. */
async function exportUvLock(
  project: string,
  lock: string,
  others: readonly string[],
  { run, progress }: RequirementsOptions,
): Promise<string | undefined> {
  const folder = dirname(lock);
  const manifest = join(folder, 'pyproject.toml');
  const inputs = [lock, manifest]
    .filter((path) => existsSync(path))
    .map((path) => sha256(readFileSync(path)));
  const key = sha256(inputs.join());
  const ready = join(projectCache(project), `uv-lock-${key.slice(0, 12)}.txt`);
  if (existsSync(ready)) return ready;
  if (!(await hasUv(run))) {
    if (others.length) return undefined;
    throw new UserError([
      {
        where: lock,
        what: 'it is read by uv, which is not on PATH',
        fix: `install it: ${UV_HOW_TO}; or, where there is uv, write a file that needs none: uv export --frozen --no-dev --no-emit-project --format requirements-txt -o requirements.lock`,
      },
    ]);
  }
  progress('reads uv.lock with uv');
  const python = await findPython({ run }).catch(() => undefined);
  const done = await run(
    'uv',
    [
      ...['export', '--quiet', '--frozen', '--no-dev', '--no-emit-project', '--format', 'requirements-txt'],
      ...[
        '--no-header',
        '--no-annotate',
        '--directory',
        folder,
        ...(python ? ['--python', python.path] : []),
      ],
    ],
    { env: INSTALL_ENV },
  );
  if (done.code !== 0) {
    throw failure({ where: lock, what: 'uv could not read it', fix: 'write it anew: uv lock' }, done);
  }
  return kept(project, 'uv-lock', key, done.stdout);
}
