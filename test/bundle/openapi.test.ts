import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applications, exportOpenApi } from '../../src/bundle/openapi';
import { ended, mistake, NOT_FOUND, project, recorder, removeProjects } from './support';

afterAll(removeProjects);

const ROOT = join(__dirname, '../..');

describe('the export of the OpenAPI document', () => {
  test('runs the exporter with the interpreter of the project, in its folder', async () => {
    const folder = project();
    const { run, calls } = recorder(({ args }) => {
      writeFileSync(args[args.indexOf('--out') + 1] ?? '', '{}\n');
      return ended(0);
    });
    await exportOpenApi(folder, { python: '/venv/bin/python', app: 'main:api', out: 'docs/api.json', run });
    expect(readFileSync(join(folder, 'docs/api.json'), 'utf8')).toBe('{}\n');
    const [{ command, args, options } = { command: '', args: [''], options: undefined }] = calls;
    expect(command).toBe('/venv/bin/python');
    expect(args).toEqual([
      ...['-X', 'importtime', expect.stringMatching(/observed_export\.py$/)],
      '--notes',
      expect.stringContaining(join(folder, '.terragate/tmp')),
      '--app',
      'main:api',
      '--out',
      // Not beside the file: it would stay there if the command were killed
      expect.stringContaining(join(folder, '.terragate/tmp')),
      '--unlisted',
      expect.stringContaining(join(folder, '.terragate/tmp')),
      '--traceback',
    ]);
    expect(options?.cwd).toBe(folder);
  });

  test('imports the application with the Python of its functions, where the machine has it', async () => {
    const folder = project({ 'requirements.lock': 'fastapi==1\n' });
    const { run, calls } = recorder(({ command, args }) => {
      const [version] = /3\.1[23]$/.exec(command) ?? [];
      if (version && args.includes('-c'))
        return ended(0, { stdout: `${version}.0\n/usr/bin/python${version}\n` });
      if (args.includes('--out')) writeFileSync(args[args.indexOf('--out') + 1] ?? '', '{}\n');
      return command === 'uv' ? NOT_FOUND : ended(0);
    });
    await exportOpenApi(folder, { pythonVersion: '3.12', run });
    const made = calls.find(({ args }) => args.includes('venv'));
    expect(made?.command).toBe('/usr/bin/python3.12');
  });

  test('says why the application cannot be imported', async () => {
    const stderr = [
      ...Array.from({ length: 30 }, (_, i) => `  frame ${i}`),
      "ModuleNotFoundError: No module named 'boto3'",
      "export_openapi: cannot import app.main: ModuleNotFoundError: No module named 'boto3' (app/main.py:3)",
      '',
    ].join('\n');
    const folder = project();
    const { run } = recorder(() => ended(1, { stderr }));
    const message = await mistake(() => exportOpenApi(folder, { python: 'python', run }));
    expect(message).toBe(
      [
        `${folder}: cannot import app.main: ModuleNotFoundError: No module named 'boto3' (app/main.py:3)`,
        ...[25, 26, 27, 28, 29].map((i) => `    |   frame ${i}`),
        "    | ModuleNotFoundError: No module named 'boto3'",
        "  fix:     make `python -c 'import app.main'` work in that folder, or name another application than app.main:app; without an import: --openapi openapi.json",
      ].join('\n'),
    );
  });

  test.each([
    ["main has no 'app'", 'main:app'],
    ["cannot import app.main: ModuleNotFoundError: No module named 'app'", 'app.main:app'],
    ["cannot import app.main: ModuleNotFoundError: No module named 'app.main'", 'app.main:app'],
    ['main:create is of type function, not a FastAPI application', 'main:create'],
  ])('names the applications that exist where the given name is wrong: %s', async (reason, app) => {
    const folder = project({
      'main.py': 'from fastapi import FastAPI\n\napi = FastAPI(title="x")\n',
      'admin/__init__.py': 'import fastapi\nadmin: fastapi.FastAPI = fastapi.FastAPI()\n',
      'tests/app.py': 'app = FastAPI()\n',
    });
    const { run } = recorder(() => ended(1, { stderr: `Traceback\nexport_openapi: ${reason}\n` }));
    expect(await mistake(() => exportOpenApi(folder, { python: 'python', app, run }))).toMatch(
      new RegExp(
        `^${folder}: ${reason}\n  got: {5}"${app}"\n  allowed: admin:admin, main:api.*\n  fix: {5}name the variable that holds FastAPI\\(\\), as module:variable, or .*: admin:admin$`,
      ),
    );
  });

  test('does not call a name wrong by which an application is found', async () => {
    const folder = project({ 'shop/api/shop/main.py': 'app = FastAPI()\n' });
    const reason = "cannot import shop.api.shop.main: ModuleNotFoundError: No module named 'shop.api.shop'";
    const { run } = recorder(() => ended(1, { stderr: `export_openapi: ${reason}\n` }));
    const app = 'shop.api.shop.main:app';
    const message = await mistake(() => exportOpenApi(folder, { python: 'python', app, run }));
    expect(message).toContain(`${reason}\n  fix:     make \`python -c 'import shop.api.shop.main'\` work`);
    expect(message).not.toContain('allowed:');
  });

  test('says what fails where the import works, and the description does not', async () => {
    const stderr = 'export_openapi: cannot describe shop.main:make(): ValidationError: license\n';
    const { run } = recorder(() => ended(1, { stderr }));
    const options = { python: 'python', app: 'shop.main:make()', run };
    expect(await mistake(() => exportOpenApi(project(), options))).toContain(
      "make `python -c 'from shop.main import make; make().openapi()'` work",
    );
  });

  test('says how an application is named where none is found', async () => {
    const { run } = recorder(() => ended(1, { stderr: "export_openapi: main has no 'app'\n" }));
    expect(await mistake(() => exportOpenApi(project(), { python: 'python', app: 'main:app', run }))).toMatch(
      /main has no 'app'\n {2}fix: .*such as main:app$/,
    );
  });

  test('of an application in the src layout that a function makes says so to the exporter, and to the user', async () => {
    const { run, calls } = recorder(() =>
      ended(1, { stderr: 'export_openapi: cannot call it: KeyError: x\n' }),
    );
    const options = { python: 'python', app: 'shop.main:make()', pythonPath: 'src', run };
    const message = await mistake(() => exportOpenApi(project(), options));
    expect(calls[0]?.args).toEqual(expect.arrayContaining(['--app', 'shop.main:make()', '--path', 'src']));
    expect(message).toContain("`PYTHONPATH=src python -c 'from shop.main import make; make()'`");
  });

  test('is done by the same script that the example has', () => {
    const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
    expect(read('examples/fastapi-app/scripts/export_openapi.py')).toBe(read('src/bundle/export_openapi.py'));
  });
});

describe('the applications of a project', () => {
  const SHOP = 'from fastapi import FastAPI\n\n\n';

  test.each([
    ['a variable', 'app = FastAPI()\n', ['shop:app']],
    ['a typed variable', 'app: FastAPI = make()\n', ['shop:app']],
    ['a function that says so', 'def make() -> FastAPI:\n    return build()\n', ['shop:make()']],
    [
      'a function that says so in quotes',
      'def make(a: int = 1) -> "fastapi.FastAPI":\n    ...\n',
      ['shop:make()'],
    ],
    [
      'a function with a body that says so',
      'def make(\n    *, debug: bool = False,\n):\n    api = FastAPI(debug=debug)\n\n    api.x = 1\n    return api\n',
      ['shop:make()'],
    ],
    ['a function that returns it', 'def make():\n    return FastAPI()\n\n\nx = 1\n', ['shop:make()']],
    [
      'a function and its call',
      'def make():\n    return FastAPI()\n\n\napp = make()\n',
      ['shop:app', 'shop:make()'],
    ],
    ['a function that needs what nobody gives', 'def make(settings) -> FastAPI:\n    ...\n', []],
    ['a function of another thing', 'def make() -> Router:\n    FastAPI()\n    return Router()\n', []],
    ['a method', 'class A:\n    def make(self) -> FastAPI:\n        return FastAPI()\n', []],
    ['a comment', '# app = FastAPI()\n', []],
  ])('are found by their text: %s', (_, text, found) => {
    expect(applications(project({ 'shop.py': SHOP + text }))).toEqual(found);
  });

  test('are named from the folder that modules are imported from', () => {
    const folder = project({
      'src/shop/main.py': `${SHOP}app = FastAPI()\n`,
      'src/shop/__init__.py': `${SHOP}def create_app() -> FastAPI:\n    ...\n`,
      'other.py': `${SHOP}app = FastAPI()\n`,
    });
    expect(applications(folder, 'src')).toEqual(['shop.main:app', 'shop:create_app()']);
    expect(applications(folder)).toEqual(['other:app', 'src.shop.main:app', 'src.shop:create_app()']);
  });
});
