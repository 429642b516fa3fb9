import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import { lastLines, projectCache, type Run, run } from '../python';
import { listAppFiles } from './app-files';
import { ensureVenv } from './venv';

/** What is exported, and to where. */
export interface ExportOptions {
  /** The application as `module:variable`. @default 'app.main:app' */
  readonly app?: string;
  /** The file to write, absolute or from the project's folder. @default 'openapi.json' */
  readonly out?: string;
  /** The interpreter that has the application's packages. @default - that of ensureVenv() */
  readonly python?: string;
  /** @default - the real one */
  readonly run?: Run;
}

/**
 * Writes the OpenAPI document of a FastAPI application: keys sorted, two spaces, a final newline, so that a change of
 * the file is a change of the API.
 *
 * @throws UserError when there is no such application, with those that there are, or with the last lines of Python's
 *   error when it cannot be imported; nothing is written
 */
export async function exportOpenApi(projectDir: string, options: ExportOptions = {}): Promise<void> {
  const { app = 'app.main:app', out = 'openapi.json', run: start = run } = options;
  const project = resolve(projectDir);
  const python = options.python ?? (await ensureVenv(project)).python;
  const script = join(__dirname, 'export_openapi.py');
  const done = await start(
    python,
    // no -I: the application may rely on PYTHON* variables; the script puts the project's folder on sys.path
    [script, '--app', app, '--out', resolve(project, out), '--traceback'],
    // byte code goes to the cache folder and not among the sources
    { cwd: project, env: { PYTHONPYCACHEPREFIX: join(projectCache(project), 'pycache') } },
  );
  if (done.code === 0) return;
  const lines = lastLines(done.stderr).split('\n');
  const reason = (lines.pop() ?? '').replace(/^export_openapi: /, '');
  const [module = ''] = app.split(':');
  if (isWrongName(reason, module)) {
    const found = applications(project);
    throw new UserError([
      {
        where: project,
        what: reason,
        ...(found.length ? { got: app, allowed: found } : {}),
        fix: `name the variable that holds FastAPI(), as module:variable${found[0] ? `: ${found[0]}` : ', such as main:app'}`,
      },
    ]);
  }
  throw new UserError([
    {
      where: project,
      what: [reason, ...lines.slice(-6).map((line) => `    | ${line}`)].join('\n'),
      fix: `make \`python -c "import ${module}"\` work in that folder, or name another application than ${app}`,
    },
  ]);
}

/** There is no such module or variable, or it is something else: not that the application is broken. */
function isWrongName(reason: string, module: string): boolean {
  const unknown = /ModuleNotFoundError: No module named '([^']+)'/.exec(reason)?.[1];
  if (unknown !== undefined) return module === unknown || module.startsWith(`${unknown}.`);
  return / has no '|is not of the form module:variable|, not a FastAPI application$/.test(reason);
}

/** The applications that the project's files make, by their text alone: an import could fail, or do something. */
function applications(project: string): string[] {
  return listAppFiles(project)
    .filter(({ name }) => name.endsWith('.py'))
    .flatMap(({ name, path }) => {
      const module = name
        .slice(0, -'.py'.length)
        .replaceAll('/', '.')
        .replace(/\.__init__$/, '');
      const made = readFileSync(path, 'utf8').matchAll(
        /^(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*(?:fastapi\.)?FastAPI\(/gm,
      );
      return [...made].map(([, variable]) => `${module}:${variable}`);
    });
}
