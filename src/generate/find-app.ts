import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { findFastApiApps, listAppFiles } from '../bundle';
import { type Problem, UserError } from '../errors';
import { shell } from '../language';
import { APP_OBJECT } from '../project';

/** The place of a project's FastAPI application. */
export interface AppPlace {
  /** Name as uvicorn takes it: `shop.main:app`; with `()` at its end, a function that makes the application. */
  readonly appObject: string;
  /** Folder below the project's that modules are imported from: `src`. @default - the project's own */
  readonly pythonPath?: string;
}

/**
 * Finds the application that `--app` names.
 *
 * @param project folder of the Python project
 * @param given a file or a dotted module, with or without the name of the object: `src/shop/main.py:app`,
 *   `shop.main:create_app()`, `main.py`. @default - the only one that the project's files make
 * @throws UserError when there is none, or several, with those that there are
 * @example findApp('.', 'src/shop/main.py') // { appObject: 'shop.main:app', pythonPath: 'src' }
 */
export function findApp(project: string, given?: string): AppPlace {
  if (given === undefined) return only(project, foundIn(project), undefined, project);
  const [place = '', object, ...more] = given.split(':');
  if (!place || more.length || object === '' || (object && !/^[A-Za-z_]\w*(\(\))?$/.test(object))) {
    throw new UserError([
      {
        where: '--app',
        what: `${JSON.stringify(given)} does not name an application`,
        got: given,
        fix: 'give file:object or module:object, such as src/shop/main.py:app, or shop.main:create_app() for a function that makes it',
      },
    ]);
  }
  const file = fileOf(project, place, given);
  const apps = found(project, [file]);
  if (object === undefined) return only(project, apps, given, file);
  const { module, root } = moduleOf(project, file);
  const bare = object.replace(/\(\)$/, '');
  const factory = findFastApiApps(read(file)).factories.includes(bare);
  if (!names(read(file)).has(bare)) {
    throw new UserError([
      {
        where: shown(file),
        what: `the file has no "${bare}"`,
        got: given,
        ...(apps.length ? { allowed: apps.map((app) => app.shown) } : {}),
        fix: apps.length ? 'correct the name' : 'name the object that FastAPI() makes',
      },
    ]);
  }
  return importable(placeOf(`${module}:${bare}${factory || object.endsWith('()') ? '()' : ''}`, root), file);
}

interface Found {
  readonly place: AppPlace;
  /** Name as `--app` takes it. */
  readonly shown: string;
  /** Path of the file, from the project's folder. */
  readonly path: string;
}

/** Files that hold applications for tests, and folders that hold some to read. */
const ASIDE = /(?:^|\/)(?:(?:tests?|testing|examples?|samples?)\/|(?:test_[^/]*|[^/]*_test|conftest)\.py$)/;

function only(project: string, apps: readonly Found[], given: string | undefined, where: string): AppPlace {
  const [first, ...others] = apps;
  if (first && !others.length) return importable(first.place, join(project, first.path));
  const problem: Problem = first
    ? {
        where: shown(where),
        what:
          given === undefined
            ? 'the project has several applications'
            : 'the file makes several applications',
        allowed: apps.map((app) => app.shown),
        fix: `say which: ${shell`--app ${first.shown}`.text}`,
      }
    : {
        where: shown(where),
        what: 'no FastAPI application was found',
        ...(given === undefined ? {} : { got: given }),
        ...(given === undefined ? {} : { allowed: foundIn(project).map((app) => app.shown) }),
        fix: 'name it, such as --app src/shop/main.py:app; for a project without one, there is terragate new',
      };
  throw new UserError([problem]);
}

/** The applications of a project; those of tests and examples where it has no other. */
function foundIn(project: string): readonly Found[] {
  const all = found(project, pythonFiles(project));
  const own = all.filter(({ path }) => !ASIDE.test(path.replaceAll('\\', '/')));
  return own.length ? own : all;
}

/**
 * The applications that files make: the objects of a file, or, where it has none, the functions that make one, but for
 * those by which another file makes its object.
 */
function found(project: string, files: readonly string[]): Found[] {
  const elsewhere = pythonFiles(project).flatMap((file) => findFastApiApps(read(file)).makers);
  const defined = files.map((file) => ({ file, ...findFastApiApps(read(file), elsewhere) }));
  const used = defined.flatMap(({ makersElsewhere }) => makersElsewhere);
  return defined.flatMap(({ file, objects, factories }) => {
    const free = factories.filter((name) => !used.includes(name));
    const made = objects.length ? objects : free.map((name) => `${name}()`);
    if (!made.length) return [];
    const { module, root } = moduleOf(project, file);
    const path = relative(project, file);
    return made.map((name) => ({
      place: placeOf(`${module}:${name}`, root),
      shown: `${path}:${name}`,
      path,
    }));
  });
}

/**
 * An application whose module can be imported by its name.
 *
 * @throws UserError for one in a file or folder with another name: `my-shop/main.py`
 */
function importable(place: AppPlace, file: string): AppPlace {
  if (APP_OBJECT.test(place.appObject)) return place;
  throw new UserError([
    {
      where: shown(file),
      what: `${place.appObject} is not a name that Python can import`,
      got: place.appObject,
      fix: 'rename the file or the folders above it: letters, digits and _, a letter first',
    },
  ]);
}

function placeOf(appObject: string, root: string): AppPlace {
  return root === '' ? { appObject } : { appObject, pythonPath: root };
}

function pythonFiles(project: string): string[] {
  return listAppFiles(project)
    .filter(({ name }) => name.endsWith('.py'))
    .map(({ path }) => path);
}

/** The file that a path or a dotted module names. */
function fileOf(project: string, place: string, given: string): string {
  const isPath = place.endsWith('.py') || place.includes('/');
  const candidates = isPath
    ? [resolve(project, place), resolve(project, place, '__init__.py')]
    : ['', 'src'].flatMap((root) => {
        const path = join(project, root, ...place.split('.'));
        return [`${path}.py`, join(path, '__init__.py')];
      });
  const file = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  if (file && !relative(project, file).startsWith('..')) return file;
  const apps = foundIn(project).map((app) => app.shown);
  throw new UserError([
    {
      where: '--app',
      what: file
        ? `the file is not in ${project}`
        : `there is no ${isPath ? 'file' : 'module'} ${place} in ${project}`,
      got: given,
      ...(apps.length ? { allowed: apps } : {}),
      fix: apps.length
        ? 'correct the name'
        : 'give a file from the folder of the project, or another folder by --cwd',
    },
  ]);
}

/**
 * The module that a file is, and the folder that it is imported from: the lowest one that makes the file's own imports
 * work. Folders with an `__init__.py` belong to the module; so do folders by whose name the file imports something.
 */
function moduleOf(project: string, file: string): { readonly module: string; readonly root: string } {
  const path = relative(project, file).split(/[\\/]/);
  const folders = path.slice(0, -1);
  const text = read(file);
  let start = folders.length;
  while (start > 0 && existsSync(join(project, ...folders.slice(0, start), '__init__.py'))) start--;
  // of several folders of one name, as in src/shop/api/shop/api, the one where most of the imported modules are
  let most = -1;
  for (const [i, name] of folders.slice(0, start).entries()) {
    const modules = importsOf(text).filter((module) => module === name || module.startsWith(`${name}.`));
    const there = modules.filter((module) => isModule(join(project, ...folders.slice(0, i)), module)).length;
    if (modules.length && there > most) [start, most] = [i, there];
  }
  // the folder has no __init__.py, and a file with `from .routers import ...` needs a package
  if (start === folders.length && start > 0 && /^\s*from\s+\./m.test(text)) start--;
  const last = (path.at(-1) ?? '').replace(/\.py$/, '');
  const names = [...folders.slice(start), ...(last === '__init__' ? [] : [last])];
  return { module: names.join('.'), root: folders.slice(0, start).join('/') };
}

/** The modules that a file imports by their whole names. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/^\s*(?:from|import)\s+([A-Za-z_][\w.]*)/gm)].map(([, module = '']) => module);
}

/** Whether a module lies below a folder: a file, or a folder with files of Python. */
function isModule(root: string, module: string): boolean {
  const path = join(root, ...module.split('.'));
  if (existsSync(`${path}.py`)) return true;
  return existsSync(path) && readdirSync(path).some((name) => name.endsWith('.py'));
}

/** The names that a file defines at its top level, or imports. */
function names(text: string): Set<string> {
  const all = text.matchAll(
    /^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)|\bimport\s+\(?([\w\s,]+)|^ {4}(\w+),?$/gm,
  );
  return new Set(
    [...all].flatMap(([, def, variable, imported, line]) => [
      ...[def, variable, line].filter((name) => name !== undefined),
      ...(imported ?? '').split(/[\s,]+/),
    ]),
  );
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function shown(path: string): string {
  return relative(process.cwd(), path) || '.';
}
