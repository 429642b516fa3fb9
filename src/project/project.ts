import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { nearest, type Problem, UserError } from '../errors';

/** A project that `terragate` runs: a FastAPI app, and a Terraform root that uses its modules. All paths are absolute. */
export interface Project {
  /** Name in messages. @default - the folder's name */
  readonly name: string;
  /** Folder of the file that holds the settings. */
  readonly folder: string;
  /** File that holds the settings. */
  readonly settings: string;
  /** Folder of the Python project. @default - the project's folder */
  readonly app: string;
  /** The FastAPI object, as uvicorn takes it. @default 'app.main:app' */
  readonly appObject: string;
  /** Folder of the Terraform root. @default 'infra' */
  readonly root: string;
  /** Zips that the root's modules take the function's code from. @default - none is built */
  readonly packages: readonly string[];
  /** Architecture of the functions: `arm64` or `x86_64`. @default 'arm64' */
  readonly architecture: string;
  /** Handler of the function: a script for the Lambda Web Adapter, or a Python one. @default 'run.sh' */
  readonly handler: string;
  /** Python version of the functions' runtime. @default '3.13' */
  readonly pythonVersion: string;
  /** Command that writes the modules, run in the project's folder. @default - none */
  readonly synth: readonly string[] | undefined;
  /** What `terragate up` keeps: `.terragate` beside the settings. May be deleted while nothing runs. */
  readonly state: string;
}

export const STATE_FOLDER = '.terragate';
const FILE = 'terragate.json';
const SETTINGS = [
  'name',
  'app',
  'appObject',
  'root',
  'packages',
  'handler',
  'architecture',
  'pythonVersion',
  'synth',
];

/**
 * The project that a folder belongs to: the nearest folder upwards with a `terragate.json`, or with a `package.json`
 * that has a `terragate` entry.
 *
 * @throws UserError when there is none, it is not JSON, or a setting is not what it should be: all problems at once
 * @example readProject(process.cwd()).root // '/home/me/my-api/infra'
 */
export function readProject(cwd: string): Project {
  const start = resolve(cwd);
  if (!existsSync(start) || !statSync(start).isDirectory()) {
    throw new UserError([
      { where: start, what: 'there is no such folder', fix: 'give --cwd a folder of a project' },
    ]);
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const found = settingsIn(folder);
    if (found) return projectOf(folder, found.file, found.settings);
    if (dirname(folder) === folder) break;
  }
  throw new UserError([
    {
      where: start,
      what: `no project: neither this folder nor one above it has a ${FILE}`,
      fix: `write ${FILE} beside your app, such as {"app": ".", "appObject": "app.main:app", "root": "infra", "packages": ["infra/lambda.zip"]}, or give --cwd`,
    },
  ]);
}

function settingsIn(folder: string): { file: string; settings: unknown } | undefined {
  const own = join(folder, FILE);
  if (existsSync(own)) return { file: own, settings: parsed(own) };
  const npm = join(folder, 'package.json');
  if (!existsSync(npm)) return undefined;
  const settings = (parsed(npm) as { terragate?: unknown } | null)?.terragate;
  return settings === undefined ? undefined : { file: npm, settings };
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError([
      { where: file, what: `not JSON: ${(error as Error).message}`, fix: 'correct the file' },
    ]);
  }
}

function projectOf(folder: string, file: string, given: unknown): Project {
  const problems: Problem[] = [];
  const wrong = (where: string, what: string, got: unknown, fix: string) =>
    problems.push({ where: `${file}: ${where}`, what, got, fix });
  const settings = typeof given === 'object' && given && !Array.isArray(given) ? given : {};
  if (settings !== given) wrong('terragate', 'not an object', given, 'give an object of settings');
  const values = settings as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    if (SETTINGS.includes(name) || name === '$schema') continue;
    const near = nearest(name, SETTINGS);
    problems.push({
      where: `${file}: ${name}`,
      what: `there is no such setting${near ? ` (did you mean "${near}"?)` : ''}`,
      allowed: SETTINGS,
      fix: 'correct its name, or remove it',
    });
  }
  const text = (name: string, fallback: string): string => {
    const value = values[name] ?? fallback;
    if (typeof value === 'string' && value !== '') return value;
    wrong(name, 'not a text', value, `give a text, such as "${fallback}"`);
    return fallback;
  };
  const list = (name: string): string[] => {
    const value = values[name] ?? [];
    if (Array.isArray(value) && value.every((one) => typeof one === 'string' && one)) return value;
    wrong(name, 'not a list of texts', value, 'give a list of texts');
    return [];
  };
  const appObject = text('appObject', 'app.main:app');
  if (!/^[A-Za-z_][\w.]*:[A-Za-z_]\w*$/.test(appObject)) {
    wrong('appObject', 'does not name an object', appObject, 'give module:object, such as "app.main:app"');
  }
  const project: Project = {
    name: text('name', basename(folder)),
    folder,
    settings: file,
    app: resolve(folder, text('app', '.')),
    appObject,
    root: resolve(folder, text('root', 'infra')),
    packages: list('packages').map((zip) => resolve(folder, zip)),
    handler: text('handler', 'run.sh'),
    architecture: text('architecture', 'arm64'),
    pythonVersion: text('pythonVersion', '3.13'),
    synth: values.synth === undefined ? undefined : list('synth'),
    state: join(folder, STATE_FOLDER),
  };
  for (const [name, path] of [
    ['app', project.app],
    ['root', project.root],
  ] as const) {
    if (existsSync(path)) continue;
    const got = relative(folder, path) || '.';
    wrong(name, 'there is no such folder', got, `give the folder from ${folder}`);
  }
  if (problems.length) throw new UserError(problems);
  return project;
}
