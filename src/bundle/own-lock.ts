import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors';
import type { ChoiceKind, PackageChoice } from '../package-choice';
import { findUv, INSTALL_ENV } from '../python';
import {
  failure,
  makeFolder,
  type Progress,
  type Run,
  readText,
  sha256,
  temporaryFolder,
  withLock,
  writeFileAtomic,
} from '../system';
import { pathFrom } from '../system/text-changes';
import { exporterPython } from './exporter-tools';
import { hatchFiles, hatchRequirements } from './hatch';
import { manifestOf } from './manifest';
import { chosenKey, refuseChoice, refuseSaid, refuseUnknown, wordsIn } from './package-choice';
import { readRequirements } from './requirements-file';

/** The file of pinned requirements that Terragate writes. */
export const OWN_LOCK = 'requirements.lock';

/** Files that say what a project needs without all its versions, the one that is taken first. */
const INPUTS = ['requirements.txt', 'requirements.in', 'pyproject.toml', 'setup.py', 'setup.cfg'] as const;

const FIRST_LINE =
  /^# Locked by terragate from (\S+) \(([0-9a-f]{12})\)(?: for the environment (\S+) of Hatch)?/;

/** Options of writing the lock. */
export interface OwnLockOptions {
  /** Folder for temporary files. */
  readonly cache: string;
  /** Python of the functions, as `3.13`. @default - the oldest that Terragate knows */
  readonly pythonVersion?: string | undefined;
  readonly choice: PackageChoice;
  readonly progress: Progress;
  readonly run: Run;
}

/**
 * The file of a project that says what it needs, and that uv can lock; `undefined` where there is none, or uv is not to
 * be used. Of pyproject.toml this is one of Poetry alone: from a `[project]` table uv writes uv.lock.
 */
export function lockable(project: string): string | undefined {
  if (process.env.TERRAGATE_NO_UV) return undefined;
  const manifest = manifestOf(project);
  const found = INPUTS.find((name) =>
    name === 'pyproject.toml' ? manifest?.isPoetry === true : existsSync(join(project, name)),
  );
  return found === undefined ? undefined : join(project, found);
}

/** The file from which Terragate wrote a requirements.lock; `undefined` for a lock of the user's. */
export function inputOf(lock: string): string | undefined {
  const [, name] = FIRST_LINE.exec(readText(lock) ?? '') ?? [];
  return name === undefined ? undefined : join(dirname(lock), name);
}

/** The environment of Hatch whose packages Terragate wrote into a requirements.lock; `undefined` for any other lock. */
export function hatchEnvironmentIn(lock: string): string | undefined {
  return FIRST_LINE.exec(readText(lock) ?? '')?.[3];
}

/**
 * Brings the requirements.lock that Terragate wrote up to date with the file that it was written from, and writes it
 * where it is not there yet: `progress` gets a line, since the lock is to be committed. Versions that still fit stay.
 *
 * @param input the file that says what the project needs
 * @returns path of the lock
 * @throws UserError when uv cannot be installed, or finds no versions
 */
export async function ownLock(input: string, options: OwnLockOptions): Promise<string> {
  const { cache, choice, progress } = options;
  const lock = join(dirname(input), OWN_LOCK);
  if (choice.environment === undefined) refuseChoice(input, choice, lacks(input));
  else refuseForeign(lock);
  const key = keyOf(input, choice);
  const isCurrent = () => FIRST_LINE.exec(readText(lock) ?? '')?.[2] === key;
  if (isCurrent()) return lock;
  const work = async () => {
    if (isCurrent()) return lock;
    const name = basename(input);
    const before = readText(lock);
    progress(`locks the packages that ${name} names, with uv`);
    const of = choice.environment === undefined ? '' : ` for the environment ${choice.environment} of Hatch`;
    const text = [
      `# Locked by terragate from ${name} (${key})${of}. Commit it; it is written again when ${name} changes.`,
      await resolved(input, before, options),
    ].join('\n');
    writeFileAtomic(lock, text);
    const again = before === undefined ? '' : ` again, since ${name} or what is chosen of it has changed`;
    progress(`wrote ${OWN_LOCK}${again}: commit it`);
    return lock;
  };
  return withLock(join(cache, 'own-lock.busy'), work, progress);
}

/** Refuses to write over a lock that Terragate did not write. */
function refuseForeign(lock: string): void {
  if (!existsSync(lock) || inputOf(lock) !== undefined) return;
  throw new UserError([
    {
      where: lock,
      what: 'the packages of an environment of Hatch are locked in this file, and it is not one that terragate wrote',
      fix: 'give the file another name, or leave "hatchEnvironment" out of terragate.json',
    },
  ]);
}

/** A key of all that is locked: the file, and what it includes. */
function keyOf(input: string, choice: PackageChoice): string {
  const files = filesOf(input, choice);
  return chosenKey(sha256(files.map((path) => sha256(readFileSync(path))).join()), choice).slice(0, 12);
}

function filesOf(input: string, { environment }: PackageChoice): readonly string[] {
  if (environment !== undefined) return hatchFiles(dirname(input));
  return isRequirementsFile(input) ? readRequirements(input).files : [input];
}

async function resolved(input: string, before: string | undefined, options: OwnLockOptions): Promise<string> {
  const { cache, choice, pythonVersion = '3.11', progress, run } = options;
  const uv = await findUv({ purpose: 'to lock packages', role: 'which locks packages', progress, run });
  if (uv === undefined) throw new Error('uv is not to be used');
  const folder = dirname(input);
  const temporary = temporaryFolder(join(cache, 'own-lock'));
  try {
    makeFolder(temporary);
    const output = join(temporary, OWN_LOCK);
    // uv keeps the versions of the file that it writes where they fit
    if (before !== undefined) writeFileAtomic(output, before);
    const declared = await declaredIn(input, temporary, options);
    const from = relative(folder, declared);
    // the library of Poetry or Hatch has chosen already
    const extras = declared === input ? choice.extras : [];
    const done = await run(
      uv,
      [
        ...['pip', 'compile', '--quiet', '--universal', '--generate-hashes', '--no-header'],
        ...['--no-emit-index-url', '--python-version', pythonVersion, '--output-file', output],
        ...extras.flatMap((name) => ['--extra', name]),
        from,
      ],
      { cwd: folder, env: INSTALL_ENV },
    );
    if (done.code !== 0) {
      const [, unknown] = /[Rr]equested extras? not found: (.+)/.exec(done.stderr) ?? [];
      refuseUnknown(input, choice, wordsIn(unknown));
      const fix = `see the lines above, and correct ${basename(input)}`;
      throw failure({ where: input, what: 'uv could not lock its packages', fix }, done);
    }
    return [...indexOptions(declared), besideTheLock(folder, readFileSync(output, 'utf8'))].join('\n');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Requirements whose folders are named from that of the lock, so that it is the same on each machine. */
function besideTheLock(folder: string, text: string): string {
  return text.replace(
    /^[\w.-]+(\[[^\]]*\])? @ (file:\/\/\/\S+)/gm,
    (_, extras = '', url: string) =>
      `${pathFrom(realpathSync(folder), fileURLToPath(url)).replace(/^(?!\.\.\/)/, './')}${extras}`,
  );
}

/** What cannot be chosen from a file. */
function lacks(input: string): readonly ChoiceKind[] {
  if (isPoetry(input)) return [];
  return isRequirementsFile(input) ? ['group', 'extra'] : ['group'];
}

function isPoetry(input: string): boolean {
  return basename(input) === 'pyproject.toml';
}

function isRequirementsFile(path: string): boolean {
  return /\.(?:txt|in)$/.test(path);
}

/** The options of a requirements file that say where packages are. */
function indexOptions(input: string): string[] {
  if (!isRequirementsFile(input)) return [];
  return readRequirements(input).options.filter((option) =>
    /^(?:-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host|--no-index)\b/.test(option),
  );
}

/** A requirements file that says what is locked; a notation of a tool is translated by its own library. */
async function declaredIn(input: string, folder: string, options: OwnLockOptions): Promise<string> {
  const { choice } = options;
  let text: string;
  if (choice.environment !== undefined) text = await hatchRequirements(input, choice, options);
  else if (isPoetry(input)) text = await poetryRequirements(input, options);
  else return input;
  const path = join(folder, 'requirements.in');
  writeFileAtomic(path, text);
  return path;
}

/** What `[tool.poetry.dependencies]` asks for, one requirement a line; Poetry's own library translates it. */
async function poetryRequirements(manifest: string, options: OwnLockOptions): Promise<string> {
  const { choice, run } = options;
  const python = await exporterPython('poetry', options);
  const script = join(__dirname, 'poetry_requirements.py');
  const done = await run(python, ['-I', script, dirname(manifest), JSON.stringify(choice)], {
    env: INSTALL_ENV,
  });
  if (done.code !== 0) {
    refuseSaid(manifest, choice, done.stderr);
    const fix = 'see the lines above, and correct pyproject.toml';
    throw failure({ where: manifest, what: 'Poetry could not read its dependencies', fix }, done);
  }
  return done.stdout;
}
