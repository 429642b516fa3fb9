import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Problem, UserError } from '../errors';
import { documentOf, type Modules, type Project } from '../project';
import { quoted, readText, run, sha256 } from '../system';
import { exportDocument, withFreshDocument } from './document';

type Progress = (line: string) => void;

/** The modules that were written, or would be. */
export interface WrittenModules {
  /** The command that wrote the modules; undefined where Terragate did, and the rest is empty where there is one. */
  readonly command: readonly string[] | undefined;
  /** Folder of the modules. */
  readonly folder: string | undefined;
  readonly modules: readonly string[];
  /** The number of files of the modules. */
  readonly files: number;
  /** The files that were written or removed, as paths from the folder. */
  readonly changed: readonly string[];
  /** A few words on the result: `infra/modules: 4 modules, 96 files, 3 written`. */
  readonly summary: string;
}

/** Options of writing the modules. */
export interface SynthOptions {
  /** Whether nothing is written, and a difference is an error. @default false */
  readonly check?: boolean;
}

/**
 * Exports the app's document and writes the modules for it, or runs the project's own command: `terragate synth`.
 * Warnings, and the checks that API Gateway skips, go to `progress`.
 *
 * @throws UserError when the app does not import, a file is in the way, the project does not say which modules it has, or,
 *   with `check`, naming the files that are not what they should be
 */
export async function synthProject(
  project: Project,
  progress: Progress,
  { check = false }: SynthOptions = {},
): Promise<WrittenModules> {
  const { modules } = project;
  if (!modules) {
    if (!check) return writeModules(project, progress);
    throw new UserError([
      {
        where: project.settings,
        what: project.synth
          ? 'the output of the command "synth" is not known before it runs'
          : 'the settings name no modules',
        fix: 'add "modules", such as {"folder": "infra/modules", "apis": [{"name": "my-api", "kind": "rest"}]}',
      },
    ]);
  }
  if (check) return checkModules(project, modules, progress);
  await exportDocument(project, progress);
  return writeModules(project, progress);
}

/**
 * Writes the modules for the document that there is, or runs the project's command that does.
 *
 * @throws UserError when the project says neither, or it fails
 */
export async function writeModules(project: Project, progress: Progress): Promise<WrittenModules> {
  const { modules, synth: command } = project;
  if (modules) {
    const { synth } = loadSynth();
    return reported(project, modules, synth(props(modules, documentOf(project))), progress, 'written');
  }
  if (command) {
    await runCommand(project, command, progress);
    return { command, folder: undefined, modules: [], files: 0, changed: [], summary: '' };
  }
  throw new UserError([
    {
      where: project.settings,
      what: 'the settings name no modules',
      fix: 'add "modules": {"folder": "infra/modules", "apis": [{"name": "my-api", "kind": "rest"}]}, or "synth" with a command of your own',
    },
  ]);
}

/** A key of the document, the settings and the files on disk: the modules are written again when it changes. */
export function modulesKey(project: Project): string {
  const { modules, synth } = project;
  const document = readText(documentOf(project)) ?? '';
  if (!modules) return sha256([document, ...(synth ?? [])].join('\n'));
  const version = readText(join(__dirname, '../../package.json')) ?? '';
  return sha256(JSON.stringify([document, modules, sha256(version), emittedIn(modules.folder)]));
}

/** Names and hashes of what synth may have written into a folder. */
function emittedIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:tf|md|json|hcl|ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:\.terraform|node_modules)[\\/]/.test(path))
    .map((path) => `${relative(folder, path)} ${sha256(readFileSync(path))}`)
    .sort();
}

/** Whether synth has to load CDKTF for seconds is not decided before something is to be written. */
function loadSynth(): typeof import('../synth') {
  return require('../synth') as typeof import('../synth');
}

function props({ folder, ...modules }: Modules, openapi: string) {
  return { ...modules, openapi, modulesDir: folder, command: 'terragate synth' };
}

async function checkModules(project: Project, modules: Modules, progress: Progress): Promise<WrittenModules> {
  const document = documentOf(project);
  const problems: Problem[] = [];
  try {
    return await withFreshDocument(project, progress, (fresh) => {
      if (readText(fresh) !== readText(document))
        problems.push({
          where: document,
          what: 'the document is out of date: the app would export another one',
          fix: 'terragate synth',
        });
      const { checkSynth } = loadSynth();
      const result = checkSynth(props(modules, fresh));
      if (problems.length) throw new UserError(problems);
      return reported(project, modules, result, progress, 'up to date');
    });
  } catch (error) {
    if (!(error instanceof UserError) || problems.length === 0 || error.problems === problems) throw error;
    throw new UserError([...problems, ...error.problems]);
  }
}

function reported(
  project: Project,
  { folder }: Modules,
  { modules, files, changes, warnings, notes }: ReturnType<typeof import('../synth')['synth']>,
  progress: Progress,
  verb: string,
): WrittenModules {
  for (const warning of warnings) progress(`warning: ${warning}`);
  for (const note of notes) progress(`not checked by API Gateway: ${note}`);
  const what = verb === 'written' ? (changes.length ? `${changes.length} written` : 'unchanged') : verb;
  const summary = `${relative(project.folder, folder) || '.'}: ${modules.length} modules, ${files} files, ${what}`;
  return { command: undefined, folder, modules, files, changed: changes.map(({ path }) => path), summary };
}

async function runCommand(
  project: Project,
  [command = '', ...args]: readonly string[],
  progress: Progress,
): Promise<void> {
  const done = await run(command, args, { cwd: project.folder, onLine: progress });
  if (done.code === 0) return;
  throw new UserError([
    {
      where: `${relative(process.cwd(), project.settings) || project.settings}: synth`,
      what: done.missing
        ? `the program "${command}" is not on this machine`
        : `"${[command, ...args].join(' ')}" ended with exit code ${done.code}${quoted(done)}`,
      fix: 'run the command alone in the project, and correct the cause',
    },
  ]);
}
