import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipFiles } from '../../src/bundle/zip';
import { exportDocument, makePackage, synthProject } from '../../src/deploy';
import { build } from '../../src/deploy/build';
import { UserError } from '../../src/errors';
import { type Project, readProject } from '../../src/project';
import { run } from '../../src/system';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;

// FastAPI, since the document is its own; the group and the package are small
const MANIFEST = `[project]
name = "shop"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["fastapi>=0.115"]

[dependency-groups]
dev = ["iniconfig>=2"]

[tool.uv]
package = false
`;

const MAIN = `from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI(title="Shop", generate_unique_id_function=lambda route: route.name)

    @app.get("/items")
    def list_items() -> list[str]:
        return []

    # more
    return app
`;

const SETTINGS = {
  name: 'shop',
  appObject: 'shop.main:create_app()',
  pythonPath: 'src',
  packages: ['infra/modules/shop/lambda.zip'],
  modules: { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'rest' }] },
};

/** The first seconds of a project that nobody has locked yet: uv, the src layout, a factory, the modules. */
describeWithTools('a project with pyproject.toml, an app factory and the src layout', ['python3.13'], () => {
  const workspace = new Workspace('uv-project');
  let project: Project;
  let progress: string[];
  const tell = (line: string) => progress.push(line);
  const read = (path: string) => readFileSync(workspace.at(path), 'utf8');

  beforeAll(() => {
    workspace.write('pyproject.toml', MANIFEST);
    workspace.write('src/shop/__init__.py', '');
    workspace.write('src/shop/main.py', MAIN);
    workspace.write(
      'run.sh',
      '#!/bin/sh\nPYTHONPATH=src exec python -m uvicorn --factory shop.main:create_app\n',
    );
    workspace.write('infra/main.tf', 'module "shop" {\n  source = "./modules/shop"\n}\n');
    workspace.write('terragate.json', JSON.stringify(SETTINGS));
    project = readProject(workspace.at('.'));
  });
  beforeEach(() => {
    progress = [];
  });
  afterAll(() => workspace.remove());

  const mistake = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof UserError) return error.message;
    throw error ?? new Error('nothing was thrown');
  };

  test(
    'is locked by its first command, which says so, and its environment has what development needs',
    async () => {
      expect(await exportDocument(project, tell)).toBe(true);

      expect(progress).toContain('wrote uv.lock: commit it');
      expect(Object.keys(JSON.parse(read('openapi.json')).paths)).toEqual(['/items']);
      const python = workspace.at('.venv/bin/python');
      expect(
        (await run(python, ['-c', 'import fastapi, iniconfig, sys; print(sys.version[:4])'])).stdout,
      ).toBe('3.13\n');
      progress = [];
      expect(await exportDocument(project, tell)).toBe(false);
      expect(progress).toEqual([]);
    },
    3 * MINUTE,
  );

  test(
    'gets its modules and a package with neither what development needs nor the infrastructure',
    async () => {
      expect((await synthProject(project, tell)).summary).toMatch(
        /^infra\/modules: 4 modules, \d+ files, \d+ written$/,
      );
      await makePackage(project, {}, tell);

      const names = unzipFiles(readFileSync(workspace.at('infra/modules/shop/lambda.zip'))).map(
        ({ name }) => name,
      );
      expect(names).toEqual(expect.arrayContaining(['run.sh', 'src/shop/main.py', 'fastapi/__init__.py']));
      expect(names.filter((name) => /^(?:infra|iniconfig)\/|^terragate\.json$/.test(name))).toEqual([]);
    },
    3 * MINUTE,
  );

  test(
    'has a new route in its modules when it is synthesized again, and stale modules until then',
    async () => {
      const route =
        '@app.get("/orders")\n    def list_orders() -> list[str]:\n        return []\n\n    # more';
      workspace.write('src/shop/main.py', MAIN.replace('# more', route));
      const message = await mistake(synthProject(project, tell, { check: true }));
      expect(message).toContain(
        `${workspace.at('openapi.json')}: the document is out of date: the app would export another one`,
      );
      expect(message).toContain(
        `${workspace.at('infra/modules/shop/operations.json')}: the file is not what synth writes`,
      );
      expect(message).toContain('fix:     terragate synth');
      expect(Object.keys(JSON.parse(read('openapi.json')).paths)).toEqual(['/items']);

      await synthProject(project, tell);
      expect(JSON.parse(read('infra/modules/shop/operations.json')).operations).toHaveProperty('list_orders');
      await synthProject(project, tell, { check: true });
      expect(readdirSync(workspace.at('.terragate')).filter((name) => name.startsWith('openapi'))).toEqual(
        [],
      );
    },
    MINUTE,
  );

  test(
    'gets the variables of its file for each export, or a word that the file is missing',
    async () => {
      const withFile = { ...project, envFile: workspace.at('import.env') };
      const main = read('src/shop/main.py');
      workspace.write(
        'src/shop/main.py',
        `import os\nfrom pathlib import Path\n\nos.environ["SHOP_KEY"]\nPath("made").touch()\n${main}`,
      );
      expect(await mistake(exportDocument(withFile, tell))).toMatch(
        /not set: SHOP_KEY\n[\s\S]*"envFile": "\.env" in terragate\.json; or import nothing/,
      );
      expect(progress).toEqual(['import.env is not there: the app has the variables of this process alone']);
      workspace.write('import.env', 'SHOP_KEY=open-sesame\n');
      progress = [];
      expect(await exportDocument(withFile, tell)).toBe(false);
      expect(progress).toEqual(['the import of the app made made']);
      await build(withFile, tell);
      const names = unzipFiles(readFileSync(workspace.at('infra/modules/shop/lambda.zip')));
      expect(names.map(({ name }) => name)).not.toContain('import.env');
      workspace.write('src/shop/main.py', main);
    },
    MINUTE,
  );

  test(
    'is built again for another lock, and for nothing else',
    async () => {
      await build(project, tell);
      progress = [];
      const twice = await build(project, tell);
      expect([twice.summary, progress]).toEqual([expect.stringMatching(/ MB, unchanged$/), []]);

      workspace.write('pyproject.toml', MANIFEST.replace('iniconfig>=2', 'iniconfig>=2.1'));
      await build(project, tell);
      expect(progress).toContain('wrote uv.lock again, since pyproject.toml has changed: commit it');
      progress = [];
      await build(project, tell);
      expect(progress).toEqual([]);
    },
    MINUTE,
  );

  test.each([
    [
      'a list that does not end',
      ['"fastapi>=0.115"]', '"fastapi>=0.115"'],
      /pyproject\.toml:\d+: pyproject\.toml can't be read: /,
    ],
    [
      'an invalid requirement',
      ['fastapi>=0.115', 'fastapi>>1'],
      /pyproject\.toml:5: project\.dependencies\[0\] is not/,
    ],
    [
      'an unknown version',
      ['fastapi>=0.115', 'fastapi>=99'],
      /pyproject\.toml: uv could not lock[\s\S]*fastapi>=99/,
    ],
    [
      'another Python',
      ['>=3.11', '>=3.14'],
      /pyproject\.toml: requires-python = ">=3\.14" leaves out Python 3\.13/,
    ],
  ] as const)(
    'names the mistake in its pyproject.toml: %s',
    async (_, [from, to], message) => {
      const before = read('uv.lock');
      workspace.write('pyproject.toml', MANIFEST.replace(from, to));
      const summary = await mistake(exportDocument(project, tell)).finally(() =>
        workspace.write('pyproject.toml', MANIFEST),
      );
      expect(summary).toMatch(message);
      expect(summary).not.toContain('Traceback');
      expect(read('uv.lock')).toBe(before);
      expect(existsSync(join(workspace.at('.'), '.venv/bin/python'))).toBe(true);
    },
    MINUTE,
  );

  test(
    'that does not import is refused with the place',
    async () => {
      workspace.write(
        'src/shop/main.py',
        MAIN.replace('app = FastAPI(', 'raise KeyError("DATABASE")\n    app = FastAPI('),
      );
      expect(await mistake(exportDocument(project, tell))).toMatch(
        /cannot call shop\.main:create_app\(\): KeyError: 'DATABASE' \(src\/shop\/main\.py:5\)[\s\S]*from shop\.main import create_app; create_app\(\)/,
      );
      workspace.write('src/shop/main.py', MAIN.replace('create_app()', 'make_app()'));
      expect(await mistake(exportDocument(project, tell))).toMatch(
        /shop\.main has no 'create_app'[\s\S]*allowed: shop\.main:make_app\(\)/,
      );
    },
    MINUTE,
  );
});
