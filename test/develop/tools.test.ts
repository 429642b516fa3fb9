import { join } from 'node:path';
import { checkTypes, type Done, lint, runTests, type ToolContext } from '../../src/develop';
import { howToAdd } from '../../src/develop/environment';
import { serve } from '../../src/develop/serve';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

jest.mock('../../src/bundle', () => ({
  ...jest.requireActual('../../src/bundle'),
  ensureVenv: async (folder: string) => ({ python: `${folder}/.venv/bin/python`, reused: true }),
}));

/** A Python that has some modules, and fails with those that it is told to. */
const PYTHON = `#!${process.execPath}
const [flag, , , ...modules] = process.argv.slice(2);
const has = (process.env.FAKE_MODULES ?? '').split(' ');
if (flag === '-I') console.log(modules.filter((name) => !has.includes(name)).join('\\n'));
else if (process.argv.slice(3).join(' ').startsWith(process.env.FAKE_FAILS ?? '-')) process.exit(4);
`;

describe('a tool of the project', () => {
  let workspace: Workspace;
  let onCommand: string[];
  let notes: string[];
  let place: ToolContext;

  const setup = (files: Record<string, string>, settings: object = {}) => {
    workspace = new Workspace('develop');
    workspace.write('.venv/bin/python', PYTHON, 0o755);
    workspace.write('infra/main.tf', '');
    workspace.write('terragate.json', JSON.stringify({ name: 'shop', ...settings }));
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    onCommand = [];
    notes = [];
    place = {
      project: readProject(workspace.path),
      output: 'failure',
      color: false,
      signal: new AbortController().signal,
      onCommand: (line) => onCommand.push(line),
      progress: () => {},
      note: (line) => notes.push(line),
      onLine: () => {},
    };
  };
  const withModules = async (modules: string, run: () => Promise<Done>, fails?: string): Promise<Done> => {
    process.env.FAKE_MODULES = modules;
    if (fails) process.env.FAKE_FAILS = fails;
    try {
      return await run();
    } finally {
      delete process.env.FAKE_MODULES;
      delete process.env.FAKE_FAILS;
    }
  };

  it('is shown with all that it gets, and its result holds the command', async () => {
    setup({});
    const done = await withModules('pytest pytest_cov', () => runTests(place, ['-k', 'a or b']));

    expect(done).toEqual({ command: ".venv/bin/python -m pytest --cov -k 'a or b'", exitCode: 0 });
    expect(onCommand).toEqual([done.command]);
  });

  it('finds the modules of an app that has them in a folder', async () => {
    setup({ 'src/shop/main.py': '' }, { pythonPath: 'src' });
    const { command } = await withModules('ruff', () => lint(place, { fix: false }));

    expect(command).toContain('PYTHONPATH=src .venv/bin/python -m ruff check .');
  });

  it.each([
    ['its arguments', {}, ['--no-cov']],
    ['its arguments, in part', {}, ['--cov=shop']],
    ['pyproject.toml', { 'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "--cov=shop"' }, []],
    ['pytest.ini', { 'pytest.ini': '[pytest]\naddopts = --cov' }, []],
  ])('does not measure coverage in two ways: %s say how', async (_, files, args) => {
    setup(files as Record<string, string>);
    const { command } = await withModules('pytest pytest_cov', () => runTests(place, args));

    expect(command).toBe(['.venv/bin/python -m pytest', ...args].join(' '));
  });

  it('tests without coverage where the project cannot measure it, and says so', async () => {
    setup({ 'uv.lock': '' });
    const { command } = await withModules('pytest', () => runTests(place, []));

    expect(command).toBe('.venv/bin/python -m pytest');
    expect(notes).toEqual([
      'coverage is not measured: the project has no pytest-cov (uv add --dev pytest-cov)',
    ]);
  });

  it('lints and checks the format, even when the lint fails, whose code is the result', async () => {
    setup({});
    const done = await withModules('ruff', () => lint(place, { fix: false }), 'ruff check');

    expect(onCommand).toEqual([
      '.venv/bin/python -m ruff check .',
      '.venv/bin/python -m ruff format --check .',
    ]);
    expect(done).toEqual({ command: onCommand.join('; '), exitCode: 4 });
  });

  it('corrects and formats where that is asked for', async () => {
    setup({});
    await withModules('ruff', () => lint(place, { fix: true }));

    expect(onCommand).toEqual([
      '.venv/bin/python -m ruff check --fix .',
      '.venv/bin/python -m ruff format .',
    ]);
  });

  it.each([
    ['the checker that there is', 'mypy', {}, 'mypy .'],
    [
      'no folder that mypy is told by the project',
      'mypy',
      { 'pyproject.toml': '[tool.mypy]\nfiles = ["shop"]\n[tool.x]\n' },
      'mypy',
    ],
    [
      'all where files are a setting of something else',
      'mypy',
      { 'pyproject.toml': '[tool.mypy]\nstrict = true\n[tool.x]\nfiles = 1\n' },
      'mypy .',
    ],
    ['the first of several', 'pyright mypy', {}, 'mypy .'],
    [
      'the one of several that the project has settings for',
      'mypy ty',
      { 'pyproject.toml': '[tool.ty.rules]\n' },
      'ty check --python PYTHON',
    ],
    [
      'pyright by its own file',
      'mypy pyright',
      { 'pyrightconfig.json': '{}' },
      'pyright --pythonpath PYTHON',
    ],
  ])('takes %s', async (_, modules, files, expected) => {
    setup(files as Record<string, string>);
    const { command } = await withModules(modules, () => checkTypes(place));

    expect(command).toBe(
      `.venv/bin/python -m ${expected.replace('PYTHON', workspace.at('.venv/bin/python'))}`,
    );
  });

  it.each([
    ['pytest, which runs the tests', () => runTests(place, [])],
    ['ruff, which checks the code', () => lint(place, { fix: false })],
    ['uvicorn, which serves the app', () => serve(place, {})],
    ['type checker: mypy, pyright, ty', () => checkTypes(place)],
  ])('that is missing is a mistake that says how to add it: no %s', async (what, run) => {
    setup({ 'uv.lock': '' });

    await expect(withModules('', run)).rejects.toThrow(new RegExp(`no ${what}\n  fix:     uv add --dev `));
    expect(onCommand).toEqual([]);
  });

  it.each([
    ['uv where it locks, or nothing does yet', ['pyproject.toml'], /^uv add --dev ruff$/],
    [
      'what the lock is written from',
      ['requirements-dev.lock', 'requirements-dev.in'],
      /^add ruff to requirements-dev\.in that requirements-dev\.lock is written from/,
    ],
    [
      'a file of its own beside a lock without development',
      ['requirements.txt'],
      /^add ruff to a requirements-dev\.in beside requirements\.txt .*uv pip compile/,
    ],
  ])('is added by %s', (_, files, how) => {
    setup(Object.fromEntries(files.map((name) => [name, ''])));

    expect(howToAdd(workspace.path, 'ruff')).toMatch(how);
  });

  it.each([
    ['an unknown module', 'shop.mian:app', /the app's module shop\/mian\.py is not in /],
    [
      'a name that the module has not',
      'shop.main:ap',
      /shop\/main\.py has no ap\n.*\n {2}allowed: shop\.main:app, shop\.main:create\(\) \(did you mean "shop\.main:app"\?\)/,
    ],
    [
      'a package that neither the app nor its environment has',
      'stock.main:app',
      /the app's module stock\/main\.py is not in /,
    ],
  ])('does not serve %s', async (_, appObject, message) => {
    setup({ 'shop/main.py': 'app = FastAPI()\ndef create() -> FastAPI: ...\n' }, { appObject });

    await expect(withModules('uvicorn', () => serve(place, {}))).rejects.toThrow(message);
  });

  it.each([
    ['a package', { 'shop/main.py': 'app = 1' }, {}, 'shop.main:app', 'shop.main:app', '--reload-dir shop'],
    [
      'a factory',
      { 'shop/main.py': 'def make(): ...' },
      {},
      'shop.main:make()',
      'shop.main:make --factory',
      '--reload-dir shop',
    ],
    ['a file', { 'main.py': 'app = 1', 'lib/a.py': '' }, {}, 'main:app', 'main:app', '--reload-dir .'],
    [
      'a src layout',
      { 'src/shop/main.py': 'app = 1', 'src/stock/a.py': '' },
      { pythonPath: 'src' },
      'shop.main:app',
      'shop.main:app',
      '--reload-dir src/shop --reload-dir src/stock',
    ],
    [
      'another package',
      { 'shop/a.py': '' },
      {},
      'installed.main:app',
      'installed.main:app',
      '--reload-dir shop',
    ],
    [
      'a name from a star',
      { 'shop/main.py': 'from .all import *' },
      {},
      'shop.main:app',
      'shop.main:app',
      '--reload-dir shop',
    ],
  ])('serves %s, and watches its code alone', async (_, files, settings, appObject, target, folders) => {
    setup(
      {
        ...(files as Record<string, string>),
        'tests/test_a.py': '',
        'env/pyvenv.cfg': '',
        '.cache/a.py': '',
      },
      { appObject, ...settings },
    );
    const done = await withModules('uvicorn installed', () => serve(place, {}));

    expect(done.command).toMatch(
      /^(?:PYTHONPATH=src )?LOCAL_DEV=true POWERTOOLS_METRICS_DISABLED=true \.venv\/bin\/python -m uvicorn /,
    );
    expect(done.command).toContain(` uvicorn ${target} --host 127.0.0.1 --port `);
    expect(done.command).toContain(` --reload ${folders} --log-level warning --no-use-colors`);
  });

  it('says that an environment does not run', async () => {
    setup({});
    workspace.write('.venv/bin/python', '#!/bin/sh\necho broken >&2\nexit 1\n', 0o755);

    await expect(lint(place, { fix: false })).rejects.toThrow(
      `${join(workspace.path, '.venv/bin/python')}: the Python of the environment does not run: broken`,
    );
  });
});
