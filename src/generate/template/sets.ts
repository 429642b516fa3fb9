import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Options that the Python files of a new project depend on. */
export interface AppOptions {
  readonly computeType: 'rest-api' | 'http-api' | 'function-url';
  readonly auth: 'IAM' | 'Cognito' | 'None';
  readonly handler: 'adapter' | 'mangum';
  /** Whether it has only what an API needs: no telemetry of its own, and nothing on users. @default false */
  readonly minimal?: boolean;
}

/** Files that npm does not pack under the names that they have in a project. */
const STORED_AS: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/**
 * The Python files of a new project: its path in the project, and the absolute path of its template. A template is a
 * file of a project with the names my-api, my_api and MyApi. `openapi.json` is what the app's document would be
 * exported as: of `app` and `minimal` without users, of `app-iam` and `app-cognito` with `GET /me`.
 *
 * @example appFiles({ computeType: 'rest-api', auth: 'None', handler: 'adapter' }).get('my_api/main.py')
 */
export function appFiles(options: AppOptions): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const set of setsOf(options)) {
    const folder = join(__dirname, set);
    for (const path of filesBelow(folder)) files.set(STORED_AS[path] ?? path, join(folder, path));
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Folders of templates beside this file; a file of a later folder replaces one of the same name before it. */
function setsOf({ computeType, auth, handler, minimal = false }: AppOptions): readonly string[] {
  if (minimal) return ['any', 'minimal', ...(handler === 'mangum' ? ['minimal-mangum'] : [])];
  const sets = ['any', 'app', `app-${handler}`];
  if (auth === 'None') return sets;
  const scheme = `app-${auth.toLowerCase()}`;
  return [
    ...sets,
    'app-user',
    ...(handler === 'mangum' ? ['app-user-mangum'] : []),
    scheme,
    // The events of a function URL are those of an HTTP API
    `${scheme}-${computeType === 'rest-api' ? 'rest' : 'http'}`,
  ];
}

/** Files and folders that remain where a template was run in its place. */
const LEFT_BEHIND = new Set(['__pycache__', '.ruff_cache', '.mypy_cache', '.pytest_cache', '.coverage']);

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix)).flatMap((name) => {
    if (LEFT_BEHIND.has(name)) return [];
    const path = prefix ? `${prefix}/${name}` : name;
    return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
  });
}
