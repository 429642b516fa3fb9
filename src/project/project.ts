import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve } from 'node:path';
import { CALLERS, type Callers } from '../callers';
import { type Problem, UserError } from '../errors';
import { FRAMEWORKS, type Framework } from '../framework-name';
import { CHOICE_SETTINGS, type ChoiceKind, choiceNameProblem, type PackageChoice } from '../package-choice';
import { type Router, routerProblems, unknownKey } from './api-settings';
import { APP_OBJECT } from './app-object';
import { MODULE_PARTS, type ModulePart } from './module-parts';

/** The modules that synth writes for a project. */
export interface Modules {
  /** Folder that holds them. */
  readonly folder: string;
  /** The modules, one for each API. */
  readonly apis: readonly Router[];
  /** The framework of the classes beside the modules. @default 'cdktf' */
  readonly framework: Framework;
  /** Whether the module of a website is beside them. @default false */
  readonly website: boolean;
  /** Whether the module of a function URL is beside them. @default false */
  readonly functionUrl: boolean;
  /** What is written that Terraform does not need to serve the app. @default - all of it */
  readonly include: readonly ModulePart[] | undefined;
  /** The release that first wrote the modules. @default - an unknown one */
  readonly since: string | undefined;
}

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
  /** The FastAPI object as `module:object`, or what makes it as `module:factory()`. @default 'app.main:app' */
  readonly appObject: string;
  /** What the functions have beside the main packages, or in their place. @default - nothing */
  readonly packageChoice: PackageChoice;
  /** Folder that the app's modules are imported from, with `/` and from `app`: `src`. @default '.' */
  readonly pythonPath: string;
  /** OpenAPI document that the user keeps: the app is not imported. @default - it is exported from the app */
  readonly openapi: string | undefined;
  /** File of variables for the import of the app, in lines NAME=VALUE. @default - none */
  readonly envFile: string | undefined;
  /** Folder of the Terraform root. @default 'infra'; of a CDKTF app the folder of the synthesized stack */
  readonly root: string;
  /** Folder of a CDKTF app that `root` is synthesized by: it has a cdktf.json. @default - none */
  readonly cdktf: string | undefined;
  /** Zips that the root's modules take the function's code from. @default - none is built */
  readonly packages: readonly string[];
  /** Architecture of the functions: `arm64` or `x86_64`. @default 'arm64' */
  readonly architecture: string;
  /** Handler of the function: a script for the Lambda Web Adapter, or a Python one. @default 'run.sh' */
  readonly handler: string;
  /** Python version of the functions' runtime. @default '3.13' */
  readonly pythonVersion: string;
  /** The modules that are written for the app. @default - none, or what `synth` writes */
  readonly modules: Modules | undefined;
  /** Command that writes the modules, run in the project's folder. @default - none, or they are `modules` */
  readonly synth: readonly string[] | undefined;
  /** Whether callers are checked on this machine as on AWS. @default 'open' */
  readonly callers: Callers;
  /** Whether functions are held on this machine to what Lambda allows. @default false */
  readonly strict: boolean;
  /** The folder of `terragate up`: `.terragate` beside the settings. May be deleted while nothing runs. */
  readonly state: string;
}

export const STATE_FOLDER = '.terragate';
const FILE = 'terragate.json';
const SETTINGS = [
  'name',
  'app',
  'appObject',
  'pythonPath',
  'openapi',
  'envFile',
  ...Object.values(CHOICE_SETTINGS),
  'root',
  'cdktf',
  'packages',
  'handler',
  'architecture',
  'pythonVersion',
  'modules',
  'synth',
  'callers',
  'strict',
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
      { where: start, what: 'the folder does not exist', fix: 'give --cwd a folder of a project' },
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
      what: `there is no project: neither this folder nor one above it has a ${FILE}`,
      fix: 'make one (terragate new my-api), add to an app that exists (terragate add --app main.py:app), or give --cwd a folder of one',
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
      { where: file, what: `the file is not JSON: ${(error as Error).message}`, fix: 'correct the file' },
    ]);
  }
}

function projectOf(folder: string, file: string, given: unknown): Project {
  const problems: Problem[] = [];
  const wrong = (where: string, what: string, got: unknown, fix: string) =>
    problems.push({ where: `${file}: ${where}`, what, got, fix });
  const settings = typeof given === 'object' && given && !Array.isArray(given) ? given : {};
  if (settings !== given)
    wrong('terragate', 'the settings are not an object', given, 'give an object of settings');
  const values = settings as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    if (SETTINGS.includes(name) || name === '$schema') continue;
    problems.push(unknownKey(`${file}: ${name}`, name, SETTINGS));
  }
  const text = (name: string, fallback: string): string => {
    const value = values[name] ?? fallback;
    if (typeof value === 'string' && value !== '') return value;
    wrong(name, `"${name}" is not a text`, value, `give a text, such as "${fallback}"`);
    return fallback;
  };
  const list = (name: string): string[] => {
    const value = values[name] ?? [];
    if (Array.isArray(value) && value.every((one) => typeof one === 'string' && one)) return value;
    wrong(name, `"${name}" is not a list of texts`, value, 'give a list of texts');
    return [];
  };
  const names = (kind: ChoiceKind): string[] =>
    list(CHOICE_SETTINGS[kind]).filter((one) => {
      const problem = choiceNameProblem(kind, one);
      if (problem) wrong(CHOICE_SETTINGS[kind], problem.what, one, problem.fix);
      return problem === undefined;
    });
  const hatchEnvironment = (): string | undefined => {
    const name = CHOICE_SETTINGS.environment;
    if (values[name] === undefined) return undefined;
    const value = text(name, 'default');
    const problem = choiceNameProblem('environment', value);
    if (problem) wrong(name, problem.what, value, problem.fix);
    return value;
  };
  const flag = (name: string): boolean => {
    const value = values[name] ?? false;
    if (typeof value === 'boolean') return value;
    wrong(name, `"${name}" is neither true nor false`, value, `give true, or leave "${name}" out`);
    return false;
  };
  const appObject = text('appObject', 'app.main:app');
  if (!APP_OBJECT.test(appObject)) {
    const fix = 'give module:object, such as "app.main:app", or a factory: "app.main:create_app()"';
    wrong('appObject', '"appObject" does not name an object', appObject, fix);
  }
  const name = text('name', basename(folder));
  const app = resolve(folder, text('app', '.'));
  const cdktf = values.cdktf === undefined ? undefined : resolve(folder, text('cdktf', 'infra'));
  const stack = cdktf && join(relative(folder, cdktf), 'cdktf.out', 'stacks', name);
  const pythonPath = posix.normalize(text('pythonPath', '.').replaceAll('\\', '/')).replace(/(?<=.)\/$/, '');
  if (isAbsolute(pythonPath) || /^\.\.(\/|$)/.test(pythonPath)) {
    wrong(
      'pythonPath',
      '"pythonPath" is not a folder of the app',
      pythonPath,
      'give a folder from that of the app, such as "src"',
    );
  } else if (existsSync(app) && !existsSync(join(app, pythonPath))) {
    wrong('pythonPath', 'the folder does not exist', pythonPath, `give the folder from ${app}`);
  }
  const path = (name: string, example: string) =>
    values[name] === undefined ? undefined : resolve(folder, text(name, example));
  if (values.openapi !== undefined && values.envFile !== undefined) {
    const fix = 'keep "openapi", with which the app is not imported, or "envFile", variables for its import';
    wrong('envFile', '"openapi" takes the place of the import that "envFile" is for', undefined, fix);
  }
  if (values.modules !== undefined && values.synth !== undefined) {
    const fix = 'keep "modules", which terragate writes itself, or "synth", a command of your own';
    wrong('modules', 'both "modules" and "synth" say how the modules are written', undefined, fix);
  }
  const modules =
    values.modules === undefined ? undefined : modulesOf(folder, values.modules, file, problems);
  const project: Project = {
    name,
    folder,
    settings: file,
    app,
    appObject,
    packageChoice: { groups: names('group'), extras: names('extra'), environment: hatchEnvironment() },
    pythonPath,
    openapi: path('openapi', 'openapi.json'),
    envFile: path('envFile', '.env'),
    root: resolve(folder, text('root', stack ?? 'infra')),
    cdktf,
    packages: list('packages').map((zip) => resolve(folder, zip)),
    handler: text('handler', 'run.sh'),
    architecture: text('architecture', 'arm64'),
    pythonVersion: text('pythonVersion', '3.13'),
    modules,
    synth: values.synth === undefined ? undefined : list('synth'),
    callers: callersOf(values.callers, file, problems),
    strict: flag('strict'),
    state: join(folder, STATE_FOLDER),
  };
  for (const [name, path] of [
    ['app', project.app],
    // the synthesizer makes the folder of the root
    cdktf === undefined ? ['root', project.root] : ['cdktf', cdktf],
  ] as const) {
    if (existsSync(path)) continue;
    const got = relative(folder, path) || '.';
    wrong(name, 'the folder does not exist', got, `give the folder from ${folder}`);
  }
  if (problems.length) throw new UserError(problems);
  return project;
}

function callersOf(given: unknown, file: string, problems: Problem[]): Callers {
  const found = CALLERS.find((known) => known === (given ?? CALLERS[0]));
  if (!found) {
    const what =
      '"callers" says neither that everybody may call on this machine, nor that callers are checked';
    const fix = 'give "checked", or leave "callers" out: everybody may call then';
    problems.push({ where: `${file}: callers`, what, got: given, allowed: CALLERS, fix });
  }
  return found ?? CALLERS[0];
}

function modulesOf(folder: string, given: unknown, file: string, problems: Problem[]): Modules {
  const where = `${file}: modules`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const fix =
      'give an object such as {"folder": "infra/modules", "apis": [{"name": "my-api", "kind": "rest"}]}';
    problems.push({ where, what: '"modules" is not an object', got: given, fix });
    const none = { website: false, functionUrl: false, include: undefined, since: undefined };
    return { folder, apis: [], framework: 'cdktf', ...none };
  }
  const {
    folder: path,
    apis,
    framework = 'cdktf',
    website = false,
    functionUrl = false,
    include,
    since,
    ...more
  } = given as Record<string, unknown>;
  for (const key of Object.keys(more)) problems.push(unknownKey(`${where}.${key}`, key, MODULES));
  if (typeof path !== 'string' || path === '') {
    const fix = 'give the folder of the modules, such as "infra/modules"';
    problems.push({ where: `${where}.folder`, what: '"folder" is not a text', got: path, fix });
  }
  problems.push(...routerProblems(apis, `${where}.apis`, functionUrl === true));
  if (!FRAMEWORKS.some((known) => known === framework)) {
    const what = `${JSON.stringify(framework)} is not a framework for stacks`;
    const fix = 'correct the name, or leave "framework" out: cdktf is the default';
    problems.push({ where: `${where}.framework`, what, got: framework, allowed: FRAMEWORKS, fix });
  }
  for (const [name, got] of Object.entries({ website, functionUrl })) {
    if (typeof got === 'boolean') continue;
    const fix = `give true, or leave "${name}" out`;
    problems.push({ where: `${where}.${name}`, what: `"${name}" is neither true nor false`, got, fix });
  }
  problems.push(...includeProblems(include, `${where}.include`));
  if (since !== undefined && (typeof since !== 'string' || !/^\d+\.\d+\.\d+$/.test(since))) {
    const fix =
      'give the version of Terragate that first wrote the modules, such as "0.1.0", or leave it out';
    problems.push({ where: `${where}.since`, what: '"since" is not a version', got: since, fix });
  }
  return {
    folder: resolve(folder, String(path ?? '.')),
    apis: apis as readonly Router[],
    framework: framework as Framework,
    website: website === true,
    functionUrl: functionUrl === true,
    include: include as readonly ModulePart[] | undefined,
    since: since as string | undefined,
  };
}

/** The settings of the modules. */
const MODULES = ['folder', 'apis', 'framework', 'website', 'functionUrl', 'include', 'since'];

function includeProblems(given: unknown, where: string): Problem[] {
  if (given === undefined) return [];
  const fix = 'give a list of parts, or leave "include" out: all of them are written then';
  const allowed = MODULE_PARTS;
  if (!Array.isArray(given)) return [{ where, what: '"include" is not a list', got: given, allowed, fix }];
  const wrong = given.filter((one) => !MODULE_PARTS.some((part) => part === one));
  return wrong.map((got) => ({ where, what: 'the modules have no such part', got, allowed, fix }));
}
