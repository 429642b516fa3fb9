import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { shell } from '../language';
import { abortable } from '../system';
import { asFiles, checkFree, linesIn, makeFolder, type NewFiles } from './files';
import { infrastructure } from './infrastructure';
import { renamer } from './names';
import { doorOf, type NewOptions, namesIn } from './options';
import { packOwnPackage, projectPackage, vendoredName } from './own-package';
import { projectReadme } from './readme';
import { mangumHandler, runScript } from './run-script';
import { settingsFile } from './settings';
import { appFiles } from './template/sets';

/** A command to type next, and what it does. */
export interface NextStep {
  readonly command: string;
  readonly does: string;
}

/** The project that was created, or would be. */
export interface Made {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Paths of the files below the folder, sorted. */
  readonly files: readonly string[];
  /** Number of lines of each of them that is a text, by its path. */
  readonly lines: ReadonlyMap<string, number>;
  readonly next: readonly NextStep[];
  /** What was set otherwise than by default because of the app, and why, in lines. */
  readonly notes: readonly string[];
}

/** Options of creating a project. */
export interface MakeOptions {
  /** Folder that paths are taken from. @default - the process's own */
  readonly cwd?: string;
  /** Whether nothing is written, and only the list of files is made. @default false */
  readonly dryRun?: boolean;
  /** Ends the work, of which nothing remains then. @default - never */
  readonly signal?: AbortSignal;
}

/** The files of a new project but Terragate's own package, by their path in it; nothing is written. */
export function projectFiles(options: NewOptions): NewFiles<string> {
  const rename = renamer(namesIn(options));
  const texts = new Map<string, string>();
  for (const [path, template] of appFiles(options))
    texts.set(rename(path), rename(readFileSync(template, 'utf8')));
  const appObject = `${options.moduleName}.main:app`;
  if (options.minimal) texts.set(...starter(options, appObject));
  const handler = handlerOf(options);
  texts.set('README.md', projectReadme(options));
  texts.set('package.json', projectPackage(options.name, options.iac === 'typescript'));
  texts.set('terragate.json', settingsFile({ ...options, handler, appObject }));
  const openapi = { name: 'openapi.json', text: texts.get('openapi.json') ?? '' };
  for (const [path, text] of infrastructure({ options, openapi, handler }).files) {
    if (path !== '.gitignore') texts.set(`infra/${path}`, text); // that of the project covers it
  }
  return asFiles(texts);
}

/** What a function starts. */
function handlerOf({ handler, minimal, moduleName }: NewOptions): string {
  if (handler === 'adapter') return 'run.sh';
  return minimal ? 'lambda_handler.handler' : `${moduleName}.main.handler`;
}

/** The file that starts an app which knows nothing of Lambda, with its path. */
function starter({ handler }: NewOptions, appObject: string): [path: string, text: string] {
  return handler === 'adapter'
    ? ['run.sh', runScript({ appObject }).text]
    : ['lambda_handler.py', mangumHandler({ appObject }).text];
}

/**
 * Makes a project: all of it or nothing.
 *
 * @throws UserError when its folder is not free, or can't be written
 * @throws the reason of the signal
 * @example await newProject(checkedOptions({ name: 'my-api' }), { dryRun: true })
 */
export async function newProject(options: NewOptions, make: MakeOptions = {}): Promise<Made> {
  const folder = resolve(make.cwd ?? '.', options.directory, options.name);
  checkFree(folder);
  const files = projectFiles(options);
  if (!make.dryRun) {
    const vendored = await abortable(make.signal, packOwnPackage);
    await makeFolder(folder, withVendored(files, vendored), make.signal);
  }
  return {
    folder,
    files: [...files.keys(), vendoredName()].sort(),
    lines: linesIn(files),
    next: nextSteps(options, folder),
    notes: [],
  };
}

/** The files of a project with Terragate's own package. */
export function withVendored(files: NewFiles, vendored: Uint8Array): NewFiles {
  return new Map([...files, ...asFiles(new Map([[vendoredName(), vendored]]))]);
}

function nextSteps(options: NewOptions, folder: string): NextStep[] {
  const from = relative(process.cwd(), folder);
  return [
    { command: shell`cd ${from.startsWith('..') ? folder : from}`.text, does: '' },
    ...runSteps(options, [{ command: 'npx terragate test', does: 'run its tests' }]),
  ];
}

/**
 * The commands that run a project, here and on AWS.
 *
 * @param checks commands before it goes to AWS
 */
export function runSteps(
  { iac, computeType }: NewOptions,
  checks: readonly NextStep[] = [],
): readonly NextStep[] {
  return [
    {
      command: 'npm install',
      does: `install the terragate command${iac === 'typescript' ? ', and the packages of the stack' : ''}`,
    },
    {
      command: 'npx terragate up',
      does: `run it behind ${doorOf({ computeType })}, on this machine`,
    },
    { command: 'npx terragate dev', does: 'serve the app alone, with reload' },
    ...checks,
    { command: 'npx terragate up --aws', does: 'put it on AWS: shows the plan, and asks' },
  ];
}
