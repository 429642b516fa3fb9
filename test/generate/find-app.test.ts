import { join } from 'node:path';
import { findFastApiApps } from '../../src/bundle';
import { findApp } from '../../src/generate/find-app';
import { REPOSITORY, Workspace } from '../support/workspace';

const layout = (name: string) => join(REPOSITORY, 'test/fixtures/layouts', name);

describe('the application of a project', () => {
  const workspace = new Workspace('find-app');

  it.each([
    ['single-file', undefined, { appObject: 'main:app' }],
    ['single-file', 'main.py', { appObject: 'main:app' }],
    ['single-file', 'main:app', { appObject: 'main:app' }],
    ['package-with-routers', undefined, { appObject: 'app.main:app' }],
    ['package-with-routers', 'app/main.py:app', { appObject: 'app.main:app' }],
    ['package-with-routers', 'app.main', { appObject: 'app.main:app' }],
    ['app-factory', undefined, { appObject: 'shop.main:create_app()', pythonPath: 'src' }],
    ['app-factory', 'src/shop/main.py', { appObject: 'shop.main:create_app()', pythonPath: 'src' }],
    [
      'app-factory',
      'src/shop/main.py:create_app',
      { appObject: 'shop.main:create_app()', pythonPath: 'src' },
    ],
    ['app-factory', 'shop.main:create_app()', { appObject: 'shop.main:create_app()', pythonPath: 'src' }],
  ])('of %s is found by %s', (name, given, place) => {
    expect(findApp(layout(name), given)).toEqual(place);
  });

  it.each([
    ['single-file', 'main:api', /main\.py: the file has no "api"[\s\S]*allowed: main\.py:app/],
    ['single-file', 'mian.py:app', /there is no file mian\.py[\s\S]*did you mean "main\.py:app"/],
    ['single-file', 'shop.main:app', /there is no module shop\.main/],
    ['single-file', 'main:app:more', /does not name an application/],
    ['single-file', 'main:', /does not name an application/],
    ['single-file', '../app-factory/src/shop/main.py', /the file is not in /],
    [
      'package-with-routers',
      'app/routers/books.py',
      /no FastAPI application was found[\s\S]*allowed: app\/main\.py:app/,
    ],
  ])('of %s is not found by %s', (name, given, message) => {
    expect(() => findApp(layout(name), given)).toThrow(message);
  });

  it('is asked for where there are several', () => {
    const folder = workspace.at('several');
    workspace.write('several/a.py', 'app = FastAPI()\n');
    workspace.write('several/b/c.py', 'one: FastAPI = fastapi.FastAPI(\n)\n');
    expect(() => findApp(folder)).toThrow(/several applications\n {2}allowed: a\.py:app, b\/c\.py:one/);
    expect(findApp(folder, 'b/c.py')).toEqual({ appObject: 'c:one', pythonPath: 'b' });
  });

  it.each(['app = build(settings)', 'app: FastAPI = build()', 'app = make()'])(
    'is the object that a function of another file makes: %s',
    (line) => {
      const folder = new Workspace('find-app');
      folder.write('shop/setup.py', 'def build(settings=None) -> FastAPI:\n    return FastAPI()\n');
      folder.write(
        'shop/main.py',
        `from .routers import router\nfrom .setup import (\n    other,  # first\n    build${line.includes('make') ? ' as make' : ''},\n)\n\n${line}\n`,
      );
      folder.write('shop/__init__.py', '');
      folder.write('shop/more.py', 'from .other import build_index\n\napp = build_index()\n');

      expect(findApp(folder.path)).toEqual({ appObject: 'shop.main:app' });
    },
  );

  it('is not one of tests or examples, but where there is no other', () => {
    const folder = new Workspace('find-app');
    const tests = ['test_main.py', 'shop/main_test.py', 'shop/tests/app.py', 'examples/small.py'];
    for (const path of tests) folder.write(path, 'app = FastAPI()\n');
    folder.write('src/latest.py', 'app = FastAPI()\n');

    expect(findApp(folder.path)).toEqual({ appObject: 'latest:app', pythonPath: 'src' });
    expect(findApp(folder.path, 'examples/small.py')).toEqual({
      appObject: 'small:app',
      pythonPath: 'examples',
    });
    folder.write('src/latest.py', '');
    expect(() => findApp(folder.path)).toThrow(/several applications\n {2}allowed: examples\/small\.py:app/);
  });

  it('belongs to the folder that its imports are in, where a folder above has the same name', () => {
    const folder = new Workspace('find-app');
    const inner = 'src/shop/api/shop/api';
    folder.write(
      `${inner}/main.py`,
      'from shop.core import x\nfrom shop.api import y\nfrom shop.api.settings import z\napp = FastAPI()\n',
    );
    folder.write(`${inner}/settings.py`, '');
    folder.write('src/shop/core/shop/core/__init__.py', '');

    expect(findApp(folder.path)).toEqual({ appObject: 'shop.api.main:app', pythonPath: 'src/shop/api' });
  });

  it('belongs to a folder without __init__.py by whose name it imports', () => {
    workspace.write('plain/api/main.py', 'from api.routers import x\napp = FastAPI()\n');
    workspace.write('plain/src/shop/main.py', 'from .routers import x\napp = FastAPI()\n');
    expect(findApp(workspace.at('plain'), 'api/main.py')).toEqual({ appObject: 'api.main:app' });
    expect(findApp(workspace.at('plain'), 'src/shop/main.py')).toEqual({
      appObject: 'shop.main:app',
      pythonPath: 'src',
    });
  });

  it.each([
    ['app = FastAPI()', ['app'], []],
    ['from fastapi import FastAPI as F\nx = F(title="a")', ['x'], []],
    ['# app = FastAPI()\n"""\napp = FastAPI()\n"""', [], []],
    ['def make() -> FastAPI:\n    app = FastAPI()\n    return app\n\napp = make()', ['app'], ['make']],
    ['def make(settings):\n    return FastAPI()', [], []],
    [
      'def make(\n    a: dict[str, int] | None = None,\n    *,\n    b=1,\n) -> FastAPI:\n    return FastAPI()',
      [],
      ['make'],
    ],
    ['def test_it():\n    client = TestClient(FastAPI())', [], []],
    ['app = MyFastAPI()\nrouter = APIRouter()', [], []],
  ])('is read from text: %j', (text, objects, factories) => {
    expect(findFastApiApps(text)).toMatchObject({ objects, factories });
  });

  it.each(['a$(date)/main.py', 'a b/main.py', '1shop/main.py', 'my-shop.py'])(
    'is refused in %s: nothing can import it, and it would be code where it is named',
    (path) => {
      const folder = new Workspace('find-app');
      folder.write(path.includes('/') ? path.replace(/[^/]+$/, '__init__.py') : 'README.md', '');
      folder.write(path, 'from fastapi import FastAPI\napp = FastAPI()\n');

      for (const given of [undefined, `${path}:app`])
        expect(() => findApp(folder.path, given)).toThrow(/is not a name that Python can import/);
    },
  );
});
