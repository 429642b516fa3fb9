import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureVenv } from '../../src/bundle';
import { findRequirements, type Requirements } from '../../src/bundle/requirements';
import { checkedTarget } from '../../src/bundle/target';
import { wheels } from '../../src/bundle/wheels';
import { run } from '../../src/system';
import { mistake, project, removeProjects, write } from './support';

jest.setTimeout(300_000);
afterAll(removeProjects);

const KINDS = join(__dirname, 'kinds');
const LIB = '[project]\nname = "lib"\nversion = "0.1"\nrequires-python = ">=3.11"\ndependencies = ["six"]\n';
const BUILT = '\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n';
const lib = (folder: string) => ({
  [join(folder, 'pyproject.toml')]: LIB + BUILT,
  [join(folder, 'src/lib/__init__.py')]: 'NAME = "lib"\n',
});
const SHOP = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n';

/** The kinds of project: each needs idna and the package beside it, which needs six; iniconfig is for development. */
const PROJECTS: Record<
  string,
  { files?: Record<string, string>; from?: string; lock: string; wrote?: string }
> = {
  'uv, with a package by its path': {
    files: {
      'shop/pyproject.toml': `${SHOP}dependencies = ["idna", "lib"]\n\n[tool.uv.sources]\nlib = { path = "../lib" }\n\n[dependency-groups]\ndev = ["iniconfig"]\n`,
      ...lib('lib'),
    },
    lock: 'uv.lock',
    wrote: 'wrote uv.lock: commit it',
  },
  'a uv workspace': {
    files: {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["shop", "libs/*"]\n',
      'shop/pyproject.toml': `${SHOP}dependencies = ["idna", "lib"]\n\n[tool.uv.sources]\nlib = { workspace = true }\n\n[dependency-groups]\ndev = ["iniconfig"]\n`,
      ...lib('libs/lib'),
    },
    lock: '../uv.lock',
    wrote: 'wrote ../uv.lock: commit it',
  },
  'Poetry 1': { from: 'poetry-1', lock: 'poetry.lock' },
  'Poetry 2': { from: 'poetry-2', lock: 'poetry.lock' },
  PDM: { from: 'pdm', lock: 'pdm.lock' },
  Pipenv: { from: 'pipenv', lock: 'Pipfile.lock' },
};

function made(kind: string): string {
  const { files = {}, from } = PROJECTS[kind] ?? {};
  const folder = project(files);
  if (from === undefined) return join(folder, 'shop');
  cpSync(join(KINDS, from), join(folder, 'shop'), { recursive: true });
  cpSync(join(KINDS, 'lib'), join(folder, 'lib'), { recursive: true });
  return join(folder, 'shop');
}

function find(folder: string, said: string[] = [], development = false): Promise<Requirements> {
  return findRequirements(folder, { development, run, progress: (line) => said.push(line) });
}

/** Names of the packages that requirements pin. */
function pinned({ file }: Requirements): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^([\w-]+)==/gm)].map(([, name = '']) => name).sort();
}

describe('the packages of a project', () => {
  test.each(Object.keys(PROJECTS))(
    'of the kind "%s" are those of its lock, with hashes and the package beside it',
    async (kind) => {
      const folder = made(kind);
      const before = readdirSync(folder);
      const said: string[] = [];
      const found = await find(folder, said);
      const { lock, wrote } = PROJECTS[kind] ?? {};
      expect(relative(folder, found.source)).toBe(lock);
      expect(pinned(found)).toEqual(['idna', 'six']);
      expect(found.hashed).toBe(true);
      expect(found.sources.map((one) => readdirSync(join(one.folder ?? '', 'src')))).toEqual([['lib']]);
      expect(pinned(await find(folder, said, true))).toEqual(['idna', 'iniconfig', 'six']);
      expect(said.filter((line) => line.startsWith('wrote'))).toEqual(wrote ? [wrote] : []);
      const added = readdirSync(folder).filter((name) => !before.includes(name));
      expect(added.filter((name) => name !== 'uv.lock')).toEqual(['.terragate']);
    },
  );

  test('that are nowhere pinned are locked once, and again when they change, with the versions that still fit', async () => {
    const folder = join(
      project({
        'shop/requirements.txt': '-r more.txt\n-c limits.txt\n-e ../lib\n',
        'shop/more.txt': 'idna>=3\n',
        'shop/limits.txt': 'idna<3.8\n',
        ...lib('lib'),
      }),
      'shop',
    );
    const said: string[] = [];
    const found = await find(folder, said);
    expect(relative(folder, found.source)).toBe('requirements.lock');
    expect(readFileSync(found.file, 'utf8')).toMatch(/^idna==3\.7 /m);
    expect(pinned(found)).toEqual(['idna', 'six']);
    expect(found.sources).toHaveLength(1);
    expect(said).toContain('wrote requirements.lock: commit it');
    expect(said.filter((line) => line.startsWith('takes'))).toEqual([]);
    said.length = 0;
    await find(folder, said);
    expect(said).toEqual([]);
    write(join(folder, 'limits.txt'), 'idna<3.9\n');
    const again = await find(folder, said);
    expect(said).toContain('wrote requirements.lock again, since requirements.txt has changed: commit it');
    expect(readFileSync(again.file, 'utf8')).toMatch(/^idna==3\.7 /m);
  });

  test('of Poetry without a lock are locked from what Poetry reads', async () => {
    const folder = project({
      'pyproject.toml':
        '[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dependencies]\npython = "^3.11"\nidna = "~3.7"\n',
    });
    const found = await find(folder);
    expect(readFileSync(found.source, 'utf8')).toMatch(/^# Locked by terragate from pyproject\.toml \(/);
    expect(readFileSync(found.file, 'utf8')).toMatch(/^idna==3\.7 /m);
  });

  test('are in the environment and in the package, the package beside the project too', async () => {
    const folder = made('uv, with a package by its path');
    const { python } = await ensureVenv(folder);
    const asked = () =>
      execFileSync(python, ['-c', 'import idna, lib, six; print(lib.NAME)'], { encoding: 'utf8' }).trim();
    expect(asked()).toBe('lib');
    const target = checkedTarget('arm64', '3.13');
    const packed = async () => {
      const requirements = await find(folder);
      const all = await wheels(folder, { target, requirements, python, run, progress: () => {} });
      const files = all.flatMap((one) => one.files);
      return Buffer.from(files.find(({ name }) => name === 'lib/__init__.py')?.data ?? []).toString();
    };
    expect(await packed()).toBe('NAME = "lib"\n');
    write(join(folder, '../lib/src/lib/__init__.py'), 'NAME = "changed"\n');
    expect(asked()).toBe('changed');
    expect(await packed()).toBe('NAME = "changed"\n');
  });

  test('are refused where the package beside the project is compiled, or cannot be made', async () => {
    const setup =
      'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("lib.fast", ["fast.c"])])\n';
    const module_ =
      '#include <Python.h>\nstatic struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "fast", 0, -1, 0};\nPyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&m); }\n';
    const folder = project({
      'requirements.txt': './lib\n',
      ...lib('lib'),
      'lib/setup.py': setup,
      'lib/fast.c': module_,
    });
    const found = await find(folder);
    const options = { target: checkedTarget('arm64', '3.13'), requirements: found, run, progress: () => {} };
    expect(await mistake(() => wheels(folder, { ...options, python: 'python3' }))).toMatch(
      /lib (has compiled parts \(lib-0\.1-cp|cannot be made into a wheel)/,
    );
  });
});
