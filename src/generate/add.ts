import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { readEnvFile, wantedPython } from '../bundle';
import { type Problem, UsageError, UserError } from '../errors';
import { shell } from '../language';
import type { PackageChoice } from '../package-choice';
import { abortable, type Progress, readJson, readText } from '../system';
import { pathFrom } from '../system/text-changes';
import { appDocument, type DocumentOptions, documentOfUser } from './app-document';
import { addFiles, asFiles, checkNoneInTheWay, linesIn, missingFiles } from './files';
import { type AppPlace, findApp } from './find-app';
import { infrastructure, rootFiles } from './infrastructure';
import { nameProblems, toName, underscored } from './names';
import { observedNotes } from './observed-notes';
import { CHOICES, choiceOf, chosenOf, type GivenAddOptions, kindOf, type NewOptions } from './options';
import { loginNotes, loginProblem, ownLogins } from './own-login';
import { packOwnPackage, projectPackage, vendoredName } from './own-package';
import { type Made, type MakeOptions, type NextStep, runSteps, withVendored } from './project';
import { mangumHandler, runScript } from './run-script';
import { DEPENDENCIES, hasServer, serverOf, serverProblem } from './server';
import { settingsFile } from './settings';

/** The environment of `add`. */
export interface AddMake extends MakeOptions {
  /** Called with a line before each longer step. @default - silent */
  readonly progress?: Progress;
  /** Writes the OpenAPI document of the application. @default - imports it, in its Python environment */
  readonly exportDocument?: DocumentOptions['exportDocument'];
}

/** Files and folders that a Python environment is made of; existing ones stay as they are. */
const MADE_BY_PYTHON = ['uv.lock', 'requirements.lock', '.venv', '.terragate'];

/**
 * Adds what deploys an application to the project that it is in. Only new files are written, all or none.
 *
 * @throws UserError when there is no such application, it does not import, or a file is in the way
 * @throws the reason of the signal
 */
export async function addProject(given: GivenAddOptions, make: AddMake = {}): Promise<Made> {
  const folder = resolve(make.cwd ?? '.');
  const options = optionsOf(folder, given);
  const place = findApp(folder, given.app);
  const kept = keptFiles(folder, given);
  const packageChoice = choiceOf(given);
  const wanted = given.pythonVersion === undefined ? wantedPython(folder) : undefined;
  const lacking = serverProblem(folder, serverOf(options), packageChoice);
  if (lacking) throw new UserError([lacking]);
  const handler = handlerOf(folder, options, place);
  const texts = new Map<string, string>(handler.files);
  texts.set(
    'terragate.json',
    settingsFile({
      ...{ ...options, ...place, ...kept.settings, packageChoice },
      handler: handler.name,
    }),
  );
  const hasPackage = existsSync(join(folder, 'package.json'));
  if (!hasPackage) texts.set('package.json', projectPackage(options.name, options.iac === 'typescript'));
  // Checks that are possible before the application is imported, which may take a while
  const known = { options, handler: handler.name };
  const early = new Map(texts);
  // Where this was done before, the root may be another one because of the app's operations
  const isDone = readText(join(folder, 'terragate.json')) === texts.get('terragate.json');
  if (!isDone) for (const [path, text] of rootFiles(known)) early.set(`infra/${path}`, text);
  checkNoneInTheWay(folder, missingFiles(folder, asFiles(early)));
  if (kept.openapi !== undefined) documentOfUser(kept.openapi);
  if (kept.envFile !== undefined) readEnvFile(kept.envFile);

  const made = MADE_BY_PYTHON.filter((name) => !existsSync(join(folder, name)));
  let added = false;
  try {
    const document = await appDocument(folder, place, {
      ...kept,
      ...make,
      ...{ packageChoice, pythonVersion: options.pythonVersion },
    });
    const logins = ownLogins(document.securitySchemes);
    if (logins.length && given.auth === undefined)
      throw new UserError([loginProblem(place.appObject, logins, options)]);
    if (document.text !== undefined) texts.set('openapi.json', document.text);
    const { files: infra, choice } = infrastructure({ ...known, openapi: document.source });
    for (const [path, text] of infra) texts.set(`infra/${path}`, text);
    const files = missingFiles(folder, asFiles(texts));
    checkNoneInTheWay(folder, files);
    make.signal?.throwIfAborted();
    const vendored = missingFiles(
      folder,
      withVendored(new Map(), await abortable(make.signal, packOwnPackage)),
    );
    checkNoneInTheWay(folder, vendored);
    if (!make.dryRun) await addFiles(folder, new Map([...files, ...vendored]), make.signal);
    added = !make.dryRun;
    return {
      folder,
      files: [...files.keys(), ...vendored.keys()].sort(),
      lines: linesIn(files),
      next: nextSteps(folder, options, packageChoice, hasPackage),
      notes: [
        ...(wanted && wanted.version !== CHOICES.pythonVersion[0]
          ? [`functions run with Python ${wanted.version}: ${wanted.because}`]
          : []),
        ...choice.notes,
        ...(logins.length ? loginNotes(place.appObject, logins, options) : []),
        ...(document.observed
          ? observedNotes(document.observed, options, choice)
          : [
              `${kept.settings.openapi} stays as it is, and the app is not imported: change it with the app's routes`,
            ]),
      ],
    };
  } finally {
    // The environment that the app was imported in stays when files were added, and goes otherwise
    if (!added) for (const name of made) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The files that a user keeps and an app's document comes from: absolute paths, and the settings that name them. */
function keptFiles(folder: string, { openapi, envFile }: GivenAddOptions) {
  const path = (given: string) => pathFrom(folder, resolve(given));
  return {
    openapi: openapi && resolve(openapi),
    envFile: envFile && resolve(envFile),
    settings: {
      ...(openapi === undefined ? {} : { openapi: path(openapi) }),
      ...(envFile === undefined ? {} : { envFile: path(envFile) }),
    },
  };
}

function optionsOf(folder: string, given: GivenAddOptions): NewOptions {
  const problems: Problem[] = [];
  if (!existsSync(folder)) {
    throw new UserError([
      { where: folder, what: 'the folder does not exist', fix: 'give --cwd the folder of the app' },
    ]);
  }
  const npm = readJson(join(folder, 'package.json')) as { terragate?: unknown } | undefined;
  if (npm?.terragate !== undefined) {
    const what = 'package.json has a terragate entry: this is a project already';
    problems.push({ where: join(folder, 'package.json'), what, fix: 'run terragate up' });
  }
  if (!DEPENDENCIES.some((file) => existsSync(join(folder, file)))) {
    problems.push({
      where: folder,
      what: `nothing says which packages the app needs: no ${DEPENDENCIES.slice(0, -1).join(', ')} and no pyproject.toml`,
      fix: otherFolder(folder),
    });
  }
  const name = given.name ?? toName(projectName(folder) ?? '') ?? toName(basename(folder));
  if (name === undefined)
    problems.push({ where: '--name', what: 'the name is missing', fix: 'give a name, such as my-api' });
  const usage: Problem[] = [];
  if (name !== undefined) (given.name === undefined ? problems : usage).push(...nameProblems('--name', name));
  const pythonVersion = given.pythonVersion ?? wantedPython(folder)?.version;
  // An app that exists keeps state in memory, serves pages that its document does not hold, and words its own refusals
  const integrationPattern = given.integrationPattern ?? 'shared';
  const chosen = chosenOf({ ...given, pythonVersion, integrationPattern }, usage);
  if (usage.length) throw new UsageError([...problems, ...usage]);
  if (problems.length || name === undefined) throw new UserError(problems);
  const checks = kindOf(chosen) === 'rest' ? ({ requestValidation: 'NONE' } as const) : {};
  const { moduleTests = false } = given;
  const place = { name, directory: '.', moduleName: underscored(name) };
  return { ...chosen, ...checks, ...place, minimal: false, moduleTests };
}

/** The way out for a folder that names no packages: one below it that does, as in a repository with a website beside the API. */
function otherFolder(folder: string): string {
  const [below, ...more] = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => DEPENDENCIES.some((file) => existsSync(join(folder, name, file))))
    .sort();
  if (below === undefined)
    return 'give --cwd the folder that has one, or make one: uv init --bare && uv add fastapi uvicorn';
  const others = more.length ? `; so has ${more.slice(0, 4).join(', ')}` : '';
  const path = relative(process.cwd(), join(folder, below));
  return `${below} has one: ${shell`terragate add --cwd ${path}`.text}${others}`;
}

function projectName(folder: string): string | undefined {
  const text = readText(join(folder, 'pyproject.toml')) ?? '';
  const table = /^\[(?:project|tool\.poetry)\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  return /^name\s*=\s*["']([^"']+)["']/m.exec(table)?.[1];
}

interface Handler {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

/** The handler of the function and the file that it needs, under another name where the usual one is the user's. */
function handlerOf(folder: string, { handler }: NewOptions, place: AppPlace): Handler {
  const script = handler === 'adapter';
  const { text } = script ? runScript(place) : mangumHandler(place);
  const names = script ? ['run.sh', 'run-lambda.sh'] : ['lambda_handler.py', 'terragate_handler.py'];
  const free = names.find((name) => [undefined, text].includes(readText(join(folder, name))));
  const file = free ?? names.at(-1) ?? '';
  return { name: script ? file : file.replace(/\.py$/, '.handler'), files: new Map([[file, text]]) };
}

/** The next steps for the user. @param hasPackage whether the project had a package.json, which stays as it is */
function nextSteps(
  folder: string,
  options: NewOptions,
  choice: PackageChoice,
  hasPackage: boolean,
): NextStep[] {
  const server = serverOf(options);
  const uv = existsSync(join(folder, 'uv.lock')) || existsSync(join(folder, 'pyproject.toml'));
  const needs = hasServer(folder, server, choice);
  const add = uv ? `uv add ${server}` : `add ${server} to requirements.txt, with its version`;
  return [
    ...(needs ? [] : [{ command: add, does: `the function starts the app with ${server}` }]),
    ...(hasPackage
      ? [{ command: `npm install --save-dev ./${vendoredName()}`, does: 'add the terragate command' }]
      : []),
    ...runSteps(options),
  ];
}
