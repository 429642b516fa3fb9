import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../errors';
import { shell } from '../language';
import type { PackageChoice } from '../package-choice';
import {
  lastLines,
  type ProcessResult,
  type Progress,
  projectCache,
  type Run,
  readJson,
  readText,
  run,
  temporaryFolder,
  writeFileAtomic,
} from '../system';
import { listAppFiles } from './app-files';
import { readEnvFile, type Variables, withoutValues } from './env-file';
import { apartProblem, lackingProblem, otherWays } from './failed-import';
import { findFastApiApps } from './fastapi-apps';
import { lambdaFindings } from './lambda-findings';
import {
  entriesBefore,
  importTime,
  type Notes,
  type Observed,
  readNotes,
  type Unlisted,
  withoutTimes,
} from './observed';
import { ensureVenv } from './venv';

/** Options of the export. */
export interface ExportOptions {
  /** The application as `module:variable`, or what makes it as `module:function()`. @default 'app.main:app' */
  readonly app?: string;
  /** Folder of the project that modules are imported from, with `/`: `src`. @default '.' */
  readonly pythonPath?: string;
  /** The file to write, absolute or from the project's folder. @default 'openapi.json' */
  readonly out?: string;
  /** A file of variables for the import, NAME=VALUE; those of this process come first. @default - none */
  readonly envFile?: string;
  /** The file of settings in which a way out of a failed import is named; options of `add` without one. */
  readonly settings?: string;
  /** Whether the app's own code is looked at for what Lambda does in another way. @default false */
  readonly findings?: boolean;
  /** The interpreter that has the application's packages. @default - that of ensureVenv() */
  readonly python?: string;
  /** Python of the functions, which ensureVenv() takes where the machine has it. @default - 3.11 or newer */
  readonly pythonVersion?: string;
  /** What the environment has beside the main packages and those of development. @default - nothing */
  readonly choice?: PackageChoice;
  /** Called with each step. @default - silent */
  readonly progress?: Progress;
  /** Starts programs. @default - `run` of `src/system` */
  readonly run?: Run;
}

/**
 * Writes the OpenAPI document of a FastAPI application: keys sorted, two spaces, a final newline, so that a change of
 * the file is a change of the API.
 *
 * @returns what the import says beside the document
 * @throws UserError when there is no such application, with those that there are, or with the last lines of Python's
 *   error when it cannot be imported; nothing is written
 */
export async function exportOpenApi(projectDir: string, options: ExportOptions = {}): Promise<Observed> {
  const {
    app = 'app.main:app',
    pythonPath = '.',
    out = 'openapi.json',
    progress = () => {},
    run: start = run,
  } = options;
  const project = resolve(projectDir);
  const variables = options.envFile === undefined ? {} : readEnvFile(resolve(project, options.envFile));
  const { pythonVersion, choice } = options;
  const python =
    options.python ??
    (
      await ensureVenv(project, {
        ...(pythonVersion && { pythonVersion }),
        ...(choice && { choice }),
        ...{ run: start, progress },
      })
    ).python;
  const script = join(__dirname, 'observed_export.py');
  const cache = projectCache(project);
  const aside = temporaryFolder(join(cache, 'openapi'));
  const document = join(aside, 'openapi.json');
  const [notesFile, unlistedFile] = [join(aside, 'notes.json'), join(aside, 'unlisted.json')];
  const appeared = entriesBefore(project);
  let done: ProcessResult;
  let notes: Notes;
  let observed: Observed | undefined;
  try {
    done = await start(
      python,
      // no -I, which ignores PYTHON* variables: the application may rely on them; the script puts the project's folder on sys.path
      [
        ...['-X', 'importtime', script, '--notes', notesFile],
        ...['--app', app, '--out', document, '--unlisted', unlistedFile, '--traceback'],
        ...(pythonPath === '.' ? [] : ['--path', pythonPath]),
      ],
      // byte code goes to the cache folder and not among the sources; FastAPI takes the id of an operation with several methods
      // from the first one of a set, which is another one with each seed
      {
        cwd: project,
        leavesNothing: true,
        env: {
          ...lackedHere(variables),
          ...{ PYTHONPYCACHEPREFIX: join(cache, 'pycache'), PYTHONHASHSEED: '0' },
        },
      },
    );
    notes = readNotes(notesFile);
    if (done.code === 0 && existsSync(document)) {
      const unlisted = (readJson(unlistedFile) ?? []) as readonly Unlisted[];
      const made = appeared();
      writeFileAtomic(resolve(project, out), readFileSync(document), 0o644);
      const { variables: read, files: envFiles, loaded } = notes;
      const imported = importTime(done.stderr, notes);
      observed = { unlisted, variables: read, envFiles, appeared: made, loaded, imported };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'E2BIG') throw error;
    throw new UserError([
      {
        where: options.envFile === undefined ? project : resolve(project, options.envFile),
        what: 'the variables for the import are more than this system hands to a program',
        fix: 'leave out, or shorten, what the app does not need to be imported',
      },
    ]);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  if (observed) {
    if (!options.findings) return observed;
    const looked = await lambdaFindings(project, { app, pythonPath, python, observed, run: start });
    return { ...observed, findings: looked.findings, unread: looked.unread };
  }
  const known = { ...valuesRead(project, notes), ...variables };
  const said = withoutTimes(withoutValues(done.stderr, known));
  if (!said.includes('export_openapi: '))
    throw endedEarly(project, app, done, said, otherWays(notes, options.settings));
  const lines = lastLines(said).split('\n');
  const reason = (lines.pop() ?? '').replace(/^export_openapi: /, '');
  const [module = ''] = app.split(':');
  const found = isWrongName(reason, module) ? applications(project, pythonPath) : undefined;
  // an app that is where its name says cannot be imported for some other reason
  if (found && !found.includes(app)) {
    throw new UserError([
      {
        where: project,
        what: reason,
        ...(found.length ? { got: app, allowed: found } : {}),
        fix: `name the variable that holds FastAPI(), as module:variable, or the function that makes it, as module:function()${found[0] ? `: ${found[0]}` : ', such as main:app'}`,
      },
    ]);
  }
  const lacking =
    apartProblem(project, app, reason, options.settings) ??
    lackingProblem(project, app, { reason, notes, settings: options.settings });
  if (lacking) throw new UserError([lacking]);
  throw new UserError([
    {
      where: project,
      what: [reason, ...lines.slice(-6).map((line) => `    | ${line}`)].join('\n'),
      fix: `make \`${tried(app, pythonPath, reason.startsWith('cannot describe'))}\` work in that folder, or name another application than ${app}; ${otherWays(notes, options.settings)}`,
    },
  ]);
}

/** The variables with values that the application read, of this process and of its `.env` files: secrets may be among them. */
function valuesRead(project: string, { variables, files }: Notes): Variables {
  const inFiles = files.map((file) => parseEnv(readText(join(project, file)) ?? ''));
  const read = Object.fromEntries(variables.map(({ name }) => [name, process.env[name] ?? '']));
  return Object.assign({}, read, ...inFiles);
}

/** The error where Python ended before the import was through: it threw nothing, and may have said nothing. */
function endedEarly(
  project: string,
  app: string,
  { code }: ProcessResult,
  said: string,
  ways: string,
): UserError {
  const how = code === null ? 'was ended by a signal' : `ended with code ${code}`;
  const tail = lastLines(said, 6).replace(/^(?=.)/gm, '    | ');
  return new UserError([
    {
      where: project,
      what: `the import of ${app} did not come to an end: Python ${how}${tail && `\n${tail}`}`,
      fix: `let the import end neither by os._exit() nor by a crash of a package; ${ways}`,
    },
  ]);
}

/** The variables that this process does not have. */
function lackedHere(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => process.env[name] === undefined));
}

/** The command that has to work before anything can be exported. @param described whether the import itself worked */
function tried(app: string, pythonPath: string, described: boolean): string {
  const [module = '', variable = ''] = app.split(':');
  // The command is shown, and never run: what is not a name in it stays as it is
  const isFactory = variable.endsWith('()');
  const code = described
    ? `from ${module} import ${variable.replace('()', '')}; ${variable}.openapi()`
    : isFactory
      ? `from ${module} import ${variable.slice(0, -2)}; ${variable}`
      : `import ${module}`;
  const path = pythonPath === '.' ? shell`` : shell`PYTHONPATH=${pythonPath} `;
  return shell`${path}python -c ${code}`.text;
}

/**
 * Whether a failed import says that the module or the variable does not exist, or is something else: not that the
 * application is broken.
 */
function isWrongName(reason: string, module: string): boolean {
  const unknown = /ModuleNotFoundError: No module named '([^']+)'/.exec(reason)?.[1];
  if (unknown !== undefined) return module === unknown || module.startsWith(`${unknown}.`);
  return / has no '|is not of the form module:variable|, not a FastAPI application$/.test(reason);
}

/**
 * The applications that a project's files make, as `appObject` names them, by their text alone: variables and functions.
 * A module whose function makes its variable has both.
 *
 * @param pythonPath folder that modules are imported from, with `/`: `src`. Files elsewhere are not looked at then.
 * @returns such as `['shop.main:app', 'shop.main:create_app()']`, variables first
 */
export function applications(projectDir: string, pythonPath = '.'): string[] {
  const prefix = pythonPath === '.' ? '' : `${pythonPath}/`;
  const found = listAppFiles(projectDir)
    .filter(({ name }) => name.endsWith('.py') && name.startsWith(prefix))
    .flatMap(({ name, path }) => {
      const module = name
        .slice(prefix.length, -'.py'.length)
        .replaceAll('/', '.')
        .replace(/(?:^|\.)__init__$/, '');
      if (module === '') return [];
      const { objects, factories } = findFastApiApps(readFileSync(path, 'utf8'));
      return [...objects, ...factories.map((name) => `${name}()`)].map((object) => `${module}:${object}`);
    });
  const isFactory = (one: string) => one.endsWith('()');
  return [...found.filter((one) => !isFactory(one)), ...found.filter(isFactory)];
}
