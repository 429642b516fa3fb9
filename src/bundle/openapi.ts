import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import { cacheFolder } from './files';
import { lastLines, type Run, run } from './run';
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
 * @throws UserError with the last lines of Python's error when the application cannot be imported; nothing is written
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
    { cwd: project, env: { PYTHONPYCACHEPREFIX: join(cacheFolder(project), 'pycache') } },
  );
  if (done.code === 0) return;
  const lines = lastLines(done.stderr).split('\n');
  const reason = (lines.pop() ?? '').replace(/^export_openapi: /, '');
  throw new UserError([
    {
      where: project,
      what: [reason, ...lines.slice(-6).map((line) => `    | ${line}`)].join('\n'),
      fix: `make \`python -c "import ${app.split(':')[0]}"\` work in that folder, or name another application than ${app}`,
    },
  ]);
}
