import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findFastApiApps } from '../bundle';
import { UserError } from '../errors';
import { asgiTarget, type Project } from '../project';
import type { Environment } from './environment';

/**
 * Refuses an app object that cannot be there, by the text of its module alone: a doubtful case is left to the server.
 *
 * @throws UserError when neither the app nor its environment has the module, or the module's text has no such name
 */
export async function checkAppObject(project: Project, environment: Environment): Promise<void> {
  const { app, appObject, pythonPath, settings } = project;
  const [module = '', name = ''] = asgiTarget(appObject).target.split(':');
  const base = join(app, pythonPath);
  const path = module.replaceAll('.', '/');
  const files = [`${path}.py`, `${path}/__init__.py`].map((file) => join(base, file));
  const file = files.find((one) => existsSync(one));
  const wrong = (what: string, allowed: readonly string[] = []) =>
    new UserError([
      {
        where: `${settings}: appObject`,
        what,
        got: appObject,
        ...(allowed.length ? { allowed } : {}),
        fix: 'name the variable that holds FastAPI() as module:variable, or the function that makes it as module:factory()',
      },
    ]);
  if (file === undefined) {
    const [top = ''] = module.split('.');
    const isOwn = existsSync(join(base, top)) || existsSync(join(base, `${top}.py`));
    if (!isOwn && !(await environment.missing([top])).length) return;
    throw wrong(`the app's module ${relative(app, files[0] ?? '')} is not in ${app}`);
  }
  const text = readFileSync(file, 'utf8');
  if (new RegExp(`\\b${name}\\b`).test(text) || /\bimport\s+\*|__getattr__|globals\(/.test(text)) return;
  const { objects, factories } = findFastApiApps(text);
  throw wrong(
    `${relative(app, file)} has no ${name}`,
    [...objects, ...factories.map((one) => `${one}()`)].map((one) => `${module}:${one}`),
  );
}
