import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment, howToAdd } from './environment';
import type { Done, ToolContext } from './tool-context';

/** Files in which a project can give pytest options: https://docs.pytest.org/en/stable/reference/customize.html */
const SETTINGS = ['pytest.ini', '.pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg'];

/**
 * Runs the app's tests with pytest, and measures their coverage where the project has pytest-cov.
 *
 * @param args for pytest; --cov and --no-cov among them, or in its settings, decide instead
 * @throws UserError when the project has no pytest
 */
export async function runTests(place: ToolContext, args: readonly string[]): Promise<Done> {
  const { app } = place.project;
  const environment = await Environment.of(place);
  await environment.need([{ module: 'pytest', purpose: 'runs the tests' }]);
  const cov = await coverage(place, environment, args, app);
  return environment.runModule(['pytest', ...cov, ...args]);
}

async function coverage(
  place: ToolContext,
  environment: Environment,
  args: readonly string[],
  app: string,
): Promise<string[]> {
  if (args.some((arg) => /^--(?:no-)?cov\b/.test(arg)) || settings(app).some((text) => /--cov\b/.test(text)))
    return [];
  if (!(await environment.missing(['pytest_cov'])).length) return ['--cov'];
  place.note(`coverage is not measured: the project has no pytest-cov (${howToAdd(app, 'pytest-cov')})`);
  return [];
}

function settings(app: string): string[] {
  return SETTINGS.map((name) => join(app, name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
}
