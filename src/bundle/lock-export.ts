import { copyFileSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors';
import { type ChoiceKind, MAIN_PACKAGES, type PackageChoice } from '../package-choice';
import { ensurePython, INSTALL_ENV } from '../python';
import {
  failure,
  makeFolder,
  type Progress,
  type Run,
  readJson,
  sha256,
  temporaryFolder,
  writeFileAtomic,
} from '../system';
import { exporterPython } from './exporter-tools';
import { kept } from './kept';
import { chosenKey, refuseChoice, refuseSaid, refuseUnknown, wordsIn } from './package-choice';

/** A tool that writes the packages of its lock file as requirements. */
interface Exporter {
  /** Name of the tool: that of its module in Python, and of its lock in `exporters/`. */
  readonly tool: string;
  /** The file beside the lock that says what the project needs. */
  readonly manifest: string;
  /** The arguments of the tool. @param development whether all groups of packages are included */
  readonly args: (development: boolean, choice: PackageChoice) => readonly string[];
  /** The names of a choice that the tool says it does not know, in what it prints. */
  readonly unknown: (said: string) => readonly string[];
  /** What cannot be chosen from its lock. @default - all can */
  readonly lacks?: readonly ChoiceKind[];
  /**
   * Locks that an older version of the tool wrote and this one cannot export: what it says of them, and the arguments by
   * which it writes them in its own form, with the same versions.
   *
   * @default - there are none
   */
  readonly older?: { readonly said: RegExp; readonly renew: readonly string[] };
  /** The form of what it writes. */
  readonly writes: 'requirements' | 'pylock';
}

const EXPORTERS: Readonly<Record<string, Exporter>> = {
  'poetry.lock': {
    tool: 'poetry',
    manifest: 'pyproject.toml',
    args: (development, { groups, extras }) => [
      ...['export', '--no-interaction', '--format', 'requirements.txt'],
      ...(development ? ['--all-groups'] : groups.flatMap((name) => ['--with', name])),
      ...extras.flatMap((name) => ['--extras', name]),
    ],
    unknown: (said) => [
      ...[...said.matchAll(/(\S+) \(via --/g)].map(([, name = '']) => name),
      ...wordsIn(/Extra \[(.+?)\] (?:is|are) not specified/.exec(said)?.[1]),
    ],
    writes: 'requirements',
  },
  'pdm.lock': {
    tool: 'pdm',
    manifest: 'pyproject.toml',
    // as requirements it refuses hashes where a package lies in a folder
    args: (development, { groups, extras }) => [
      ...['export', '--format', 'pylock'],
      // with a group of development pdm takes the named ones alone, and refuses --prod
      ...(development || groups.length ? [] : ['--prod']),
      ...[...(development ? [] : groups), ...extras].flatMap((name) => ['--group', name]),
    ],
    unknown: (said) => wordsIn(/Ignoring non-existing groups: (.+)/.exec(said)?.[1]),
    older: {
      said: /inherit_metadata strategy is required/,
      renew: ['lock', '--update-reuse', '--strategy', 'inherit_metadata'],
    },
    writes: 'pylock',
  },
  'Pipfile.lock': {
    tool: 'pipenv',
    manifest: 'Pipfile',
    args: (development, { groups }) => [
      ...['requirements', '--hash'],
      ...(groups.length
        ? ['--categories', ['packages', ...(development ? ['dev-packages'] : []), ...groups].join(',')]
        : development
          ? ['--dev']
          : []),
    ],
    unknown: () => [],
    lacks: ['extra'],
    writes: 'requirements',
  },
};

const PYLOCK = 'pylock.toml';

/** Lock files that are written as requirements before they are installed, the one that is taken first. */
export const EXPORTED_LOCKS: readonly string[] = [PYLOCK, ...Object.keys(EXPORTERS)];

/** Whether a file is a lock that is written as requirements before it is installed; PEP 751 lets a pylock have a name of its own. */
export function isExportedLock(path: string): boolean {
  const name = basename(path);
  return EXPORTED_LOCKS.includes(name) || /^pylock\.[^.]+\.toml$/.test(name);
}

/** Options of the export. */
export interface LockExportOptions {
  /** Folder that keeps what was written. */
  readonly cache: string;
  /** Whether what development needs is included: all groups of packages. */
  readonly development: boolean;
  readonly choice: PackageChoice;
  readonly progress: Progress;
  readonly run: Run;
}

/**
 * The requirements that pylock.toml, poetry.lock, pdm.lock or Pipfile.lock holds, as a file of one pinned requirement a
 * line in the cache. The lock's own tool writes them, in a version that Terragate installs into the user's cache; the
 * project's folder and its environments stay as they are. Nothing of it is done again before one of the files changes.
 *
 * @throws UserError when the tool cannot be installed, or refuses one of the files
 * @see https://python-poetry.org/docs/cli/#export
 * @see https://pdm-project.org/en/stable/reference/cli/#export
 * @see https://pipenv.pypa.io/en/stable/cli.html#requirements
 */
export async function exportLock(lock: string, options: LockExportOptions): Promise<string> {
  const { cache, choice, development } = options;
  const name = basename(lock);
  const exporter = EXPORTERS[name];
  const inputs = [name, ...(exporter ? [exporter.manifest] : [])];
  checkManifest(lock, exporter);
  checkChoice(lock, exporter, choice);
  const key = chosenKey(
    sha256(inputs.map((file) => sha256(readFileSync(join(dirname(lock), file)))).join()),
    choice,
  );
  const kind = `${name.toLowerCase().replace(/\W/g, '-')}${development ? '-dev' : ''}`;
  const ready = kept(cache, kind, key);
  if (ready) return ready;
  if (!exporter)
    return kept(cache, kind, key, await fromPylock(lock, lock, await anyPython(options), options, choice));
  return kept(cache, kind, key, await exported(lock, exporter, inputs, options));
}

function checkManifest(lock: string, exporter: Exporter | undefined): void {
  if (!exporter || existsSync(join(dirname(lock), exporter.manifest))) return;
  throw new UserError([
    {
      where: lock,
      what: `there is no ${exporter.manifest} beside it, which ${exporter.tool} needs to read the lock`,
      fix: `put ${exporter.manifest} beside ${basename(lock)}`,
    },
  ]);
}

/** Refuses what cannot be chosen from a lock. Pipenv says nothing of a category that its lock lacks. */
function checkChoice(lock: string, exporter: Exporter | undefined, choice: PackageChoice): void {
  refuseChoice(lock, choice, exporter?.lacks ?? []);
  if (exporter?.tool !== 'pipenv') return;
  const content = readJson(lock);
  if (content === undefined) {
    const [what, fix] = [
      'Pipfile.lock is not JSON',
      'take the last one from Git, or write it again: pipenv lock',
    ];
    throw new UserError([{ where: lock, what, fix }]);
  }
  if (!choice.groups.length) return;
  const known = Object.keys(content as object).map((name) => CATEGORIES[name] ?? name);
  refuseUnknown(
    lock,
    choice,
    choice.groups.filter((name) => !known.includes(name)),
  );
}

/** Names of categories in a Pipfile, by those in its lock; what is about the lock is no category. */
const CATEGORIES: Readonly<Record<string, string>> = {
  ...{ _meta: '', default: 'packages', develop: 'dev-packages' },
};

async function exported(
  lock: string,
  { tool, args, unknown, writes, older }: Exporter,
  inputs: readonly string[],
  options: LockExportOptions,
): Promise<string> {
  const { cache, choice, development, progress, run } = options;
  const folder = dirname(lock);
  const python = await exporterPython(tool, options);
  progress(`reads ${basename(lock)} with ${tool}`);
  const copy = temporaryFolder(join(cache, tool));
  try {
    makeFolder(copy);
    for (const file of inputs) copyFileSync(join(folder, file), join(copy, file));
    const env = {
      ...INSTALL_ENV,
      ...OUT_OF_THE_WAY,
      PDM_PYTHON: python,
      WORKON_HOME: join(copy, 'environments'),
    };
    const call = (args: readonly string[]) => run(python, ['-I', '-m', tool, ...args], { cwd: copy, env });
    let done = await call(args(development, choice));
    const renew = older?.said.test(done.stderr) ? older.renew : undefined;
    if (renew) {
      progress(`${basename(lock)} is of an older ${tool}: a copy of it is written in the form of today`);
      const renewed = await call(renew);
      const isSame = renewed.code === 0 && holdsNoMore(join(copy, basename(lock)), lock);
      if (isSame) done = await call(args(development, choice));
      else if (renewed.code !== 0) done = renewed;
    }
    refuseUnknown(lock, choice, unknown(`${done.stdout}\n${done.stderr}`));
    if (done.code !== 0) {
      const fix = `write it again: ${[tool, ...(renew ?? ['lock'])].join(' ')}`;
      throw failure({ where: lock, what: `${tool} could not read ${basename(lock)}`, fix }, done);
    }
    if (writes === 'requirements') return seenFrom(folder, copy, done.stdout);
    const pylock = join(copy, PYLOCK);
    // its first lines may be of the tool's progress
    writeFileAtomic(pylock, done.stdout.replace(/^[\s\S]*?(?=^lock-version\s*=)/m, ''));
    return seenFrom(folder, copy, await fromPylock(pylock, lock, python, options));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Whether a lock has the packages of another one in the same versions, and no file that the other does not have. */
function holdsNoMore(lock: string, other: string): boolean {
  const [packages, hashes] = [packagesOf(lock), hashesOf(lock)];
  const known = hashesOf(other);
  return packages.join() === packagesOf(other).join() && hashes.every((hash) => known.includes(hash));
}

function packagesOf(lock: string): string[] {
  const found = readFileSync(lock, 'utf8').matchAll(/^name = "(.+)"\r?\nversion = "(.+)"/gm);
  return [...new Set([...found].map(([, name, version]) => `${name}==${version}`))].sort();
}

function hashesOf(lock: string): string[] {
  return [...readFileSync(lock, 'utf8').matchAll(/\bhash = "([^"]+)"/g)].map(([, hash = '']) => hash);
}

/** Variables by which the tools make no environment, ask nobody, and look for no newer version of themselves. */
const OUT_OF_THE_WAY = {
  POETRY_VIRTUALENVS_CREATE: 'false',
  ...{ PDM_CHECK_UPDATE: '0', PDM_USE_VENV: '0' },
  ...{ PIPENV_NOSPIN: '1', PIPENV_YES: '1', PIPENV_IGNORE_VIRTUALENVS: '1' },
};

/** Requirements whose folders are seen from the project, and not from the copy that the tool worked in. */
function seenFrom(folder: string, copy: string, text: string): string {
  const places = new Set([copy, realpathSync(copy)]);
  return text.replace(/\bfile:\/\/(\/[^\s;#]*)/g, (all, encoded: string) => {
    const path = decodeURI(encoded);
    const inside = [...places].map((place) => resolve(folder, relative(place, path)));
    const found = inside.find((one) => existsSync(one));
    return found === undefined ? all : pathToFileURL(found).href;
  });
}

async function anyPython({ progress, run }: LockExportOptions): Promise<string> {
  const { path } = await ensurePython({ where: PYLOCK, progress, run });
  return path;
}

/** The requirements of a file in the form of pylock.toml. @param lock the file that the user knows */
async function fromPylock(
  file: string,
  lock: string,
  python: string,
  { development, run }: LockExportOptions,
  choice: PackageChoice = MAIN_PACKAGES,
): Promise<string> {
  const script = join(__dirname, 'pylock_requirements.py');
  const wanted = JSON.stringify({ ...choice, all: development });
  const done = await run(python, ['-I', script, file, wanted]);
  if (done.code === 0) return done.stdout;
  refuseSaid(lock, choice, done.stderr);
  const what = `${basename(lock)} could not be read`;
  throw failure({ where: lock, what, fix: 'write it again with the tool that made it' }, done);
}
