import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { Environment, howToAdd } from './environment';
import type { Done, ToolContext } from './tool-context';

/** A type checker for Python. */
interface Checker {
  readonly name: string;
  /** Pattern that finds the checker's settings in pyproject.toml. */
  readonly settings: RegExp;
  /** Files that hold only settings of the checker. */
  readonly files: readonly string[];
  readonly args: (app: string, python: string) => readonly string[];
}

const CHECKERS: readonly Checker[] = [
  {
    name: 'mypy',
    settings: /^\[tool\.mypy\b/m,
    files: ['mypy.ini', '.mypy.ini'],
    // The files to check are arguments or a setting: https://mypy.readthedocs.io/en/stable/config_file.html
    args: (app) => (namesFiles(app) ? [] : ['.']),
  },
  {
    name: 'pyright',
    settings: /^\[tool\.pyright\b/m,
    files: ['pyrightconfig.json'],
    args: (_, python) => ['--pythonpath', python],
  },
  {
    name: 'ty',
    settings: /^\[tool\.ty\b/m,
    files: ['ty.toml'],
    args: (_, python) => ['check', '--python', python],
  },
];

/**
 * Checks the app's types with mypy, pyright or ty: the one that the project has; of several the one that it has settings
 * for.
 *
 * @throws UserError when it has none of them
 */
export async function checkTypes(place: ToolContext): Promise<Done> {
  const { app } = place.project;
  const environment = await Environment.of(place);
  const missing = await environment.missing(CHECKERS.map(({ name }) => name));
  const there = CHECKERS.filter(({ name }) => !missing.includes(name));
  const checker = there.find((one) => hasSettings(app, one)) ?? there[0];
  if (!checker) {
    throw new UserError([
      {
        where: app,
        what: `the environment of the app has no type checker: ${CHECKERS.map(({ name }) => name).join(', ')}`,
        fix: howToAdd(app, 'mypy'),
      },
    ]);
  }
  return environment.runModule([checker.name, ...checker.args(app, environment.python)]);
}

function hasSettings(app: string, { settings, files }: Checker): boolean {
  return files.some((name) => existsSync(join(app, name))) || settings.test(text(app, 'pyproject.toml'));
}

function namesFiles(app: string): boolean {
  const [, own = ''] =
    /^\[tool\.mypy\]$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text(app, 'pyproject.toml')) ?? [];
  const ini = ['mypy.ini', '.mypy.ini', 'setup.cfg'].map((name) => text(app, name)).join('\n');
  return /^(?:files|packages|modules)\s*=/m.test(`${own}\n${ini}`);
}

function text(app: string, name: string): string {
  const file = join(app, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
