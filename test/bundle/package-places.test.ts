import { join } from 'node:path';
import { packagePlaces } from '../../src/bundle';
import { apartProblem } from '../../src/bundle/failed-import';
import { hatchEnvironmentOf } from '../../src/bundle/package-places';
import { project, removeProjects } from './support';

afterAll(removeProjects);

const PLACES: Readonly<Record<string, [manifest: string, places: readonly string[]]>> = {
  'the main packages': [
    '[project]\nname = "uvicorn-app"\ndependencies = [\n  "fastapi",\n  "uvicorn[standard]>=0.3",\n]\n',
    ['main'],
  ],
  'an extra': [
    '[project]\ndependencies = ["fastapi"]\n\n[project.optional-dependencies]\nserver = ["Uvicorn"]\n',
    ['extra server'],
  ],
  'a group, with another one before it': [
    '[dependency-groups]\ndev = ["pytest", {include-group = "lint"}]\nserver = ["gunicorn[gevent]", "uvicorn>=0.3"]\n',
    ['group server'],
  ],
  "a group of Poetry's": ['[tool.poetry.group.server.dependencies]\nuvicorn = "^0.3"\n', ['group server']],
  "Poetry's main packages": [
    '[tool.poetry.dependencies]\npython = "^3.11"\nuvicorn = { version = "*" }\n',
    ['main'],
  ],
  "an extra of Poetry's": [
    '[tool.poetry.dependencies]\nuvicorn = { version = "*", optional = true }\n\n[tool.poetry.extras]\nserver = ["uvicorn"]\n',
    ['extra server'],
  ],
  'several of these': [
    '[project]\ndependencies = ["uvicorn"]\n\n[dependency-groups] # for development\ndev = ["uvicorn"]\n',
    ['main', 'group dev'],
  ],
  'no package of a longer name': ['[project]\ndependencies = ["uvicorn-worker", "my-uvicorn"]\n', []],
};

test.each(Object.entries(PLACES))('a package is found in %s', (_, [manifest, places]) => {
  const found = packagePlaces(project({ 'pyproject.toml': manifest }), 'uvicorn');
  expect(found.map(({ kind, name }) => `${kind} ${name}`.trim())).toEqual(places);
});

test('a package is nowhere where there is no pyproject.toml', () => {
  expect(packagePlaces(project(), 'uvicorn')).toEqual([]);
});

test('a name is the same with _, - and dots', () => {
  const folder = project({ 'pyproject.toml': '[dependency-groups]\naws = ["aws.lambda-powertools"]\n' });
  expect(packagePlaces(folder, 'aws_lambda_powertools')).toEqual([{ kind: 'group', name: 'aws' }]);
});

describe('an environment of Hatch that alone has a package', () => {
  const ENVIRONMENT =
    '[tool.hatch.envs.default]\nextra-dependencies = [\n  "pytest",\n  "PyYAML[libyaml]>=6",\n]\n';
  const of = (files: Record<string, string>, name = 'pyyaml') => hatchEnvironmentOf(project(files), name);

  test('is named with its file', () => {
    expect(of({ 'pyproject.toml': ENVIRONMENT })).toEqual({
      ...{ kind: 'environment', file: 'pyproject.toml', name: 'default' },
    });
    expect(of({ 'hatch.toml': '[envs.serve]\ndependencies = ["pyyaml"]\n' })).toEqual({
      ...{ kind: 'environment', file: 'hatch.toml', name: 'serve' },
    });
  });

  test('is none where the project has the package too, or nobody has it', () => {
    expect(of({ 'pyproject.toml': `[project]\ndependencies = ["pyyaml"]\n${ENVIRONMENT}` })).toBeUndefined();
    expect(of({ 'pyproject.toml': ENVIRONMENT }, 'yaml')).toBeUndefined();
    expect(of({ 'pyproject.toml': '[tool.hatch.envs.default]\nscripts = ["pyyaml"]\n' })).toBeUndefined();
  });

  test('is what the message of a failed import names, with what to do', () => {
    const folder = project({ 'hatch.toml': '[envs.default]\ndependencies = ["httpx"]\n' });
    expect(
      apartProblem(folder, 'main:app', "ModuleNotFoundError: No module named 'httpx' (main.py:3)"),
    ).toEqual({
      where: join(folder, 'hatch.toml'),
      what: expect.stringMatching(
        /^the import of main:app needs httpx, which is in the environment "default" of Hatch alone\n/,
      ),
      fix: 'choose it for the functions: --hatch-environment default; or name it in "dependencies" of [project]',
    });
    expect(
      apartProblem(folder, 'main:app', "ModuleNotFoundError: No module named 'httpx'", 'terragate.json'),
    ).toEqual(
      expect.objectContaining({
        fix: expect.stringMatching(
          /^choose it for the functions: "hatchEnvironment": "default" in terragate\.json;/,
        ),
      }),
    );
  });
});
