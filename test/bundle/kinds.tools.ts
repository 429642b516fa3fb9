import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureVenv } from '../../src/bundle';
import { findRequirements, type Requirements } from '../../src/bundle/requirements';
import { checkedTarget } from '../../src/bundle/target';
import { wheels } from '../../src/bundle/wheels';
import { findUv } from '../../src/python';
import { type Run, run } from '../../src/system';
import { mistake, project, removeProjects, write } from './support';

jest.setTimeout(300_000);
afterAll(removeProjects);

const KINDS = join(__dirname, 'kinds');
const SHOP = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n';
const DEVELOPMENT = '\n[dependency-groups]\ndev = ["iniconfig"]\n';
const HATCH = `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "shop"
dynamic = ["version"]
requires-python = ">=3.11"
dependencies = ["idna", "lib @ {root:uri}/../lib"]
${DEVELOPMENT}
[tool.hatch.version]
path = "src/shop/__init__.py"

[tool.hatch.metadata]
allow-direct-references = true
`;

interface Kind {
  /** Files of the project, or the folder of `kinds` that has them. */
  readonly files: Readonly<Record<string, string>> | string;
  /** Folder of the package beside the project. @default '../lib' */
  readonly lib?: string;
  /** The file with the versions. */
  readonly lock: string;
  readonly wrote?: string;
}

/** The kinds of project: each needs idna and the package beside it, which needs six; iniconfig is for development. */
const PROJECTS: Readonly<Record<string, Kind>> = {
  'uv, with a package by its path': {
    files: {
      'pyproject.toml': `${SHOP}dependencies = ["idna", "lib"]\n\n[tool.uv.sources]\nlib = { path = "../lib" }\n${DEVELOPMENT}`,
    },
    lock: 'uv.lock',
    wrote: 'wrote uv.lock: commit it',
  },
  'a uv workspace': {
    files: {
      '../pyproject.toml': '[tool.uv.workspace]\nmembers = ["shop", "libs/*"]\n',
      'pyproject.toml': `${SHOP}dependencies = ["idna", "lib"]\n\n[tool.uv.sources]\nlib = { workspace = true }\n${DEVELOPMENT}`,
    },
    lib: '../libs/lib',
    lock: '../uv.lock',
    wrote: 'wrote ../uv.lock: commit it',
  },
  'Hatch without a lock': {
    files: { 'pyproject.toml': HATCH, 'src/shop/__init__.py': '__version__ = "1"\n' },
    lock: 'uv.lock',
    wrote: 'wrote uv.lock: commit it',
  },
  'Poetry 1': { files: 'poetry-1', lock: 'poetry.lock' },
  'Poetry 2': { files: 'poetry-2', lock: 'poetry.lock' },
  PDM: { files: 'pdm', lock: 'pdm.lock' },
  Pipenv: { files: 'pipenv', lock: 'Pipfile.lock' },
  'pylock.toml': { files: 'pylock', lock: 'pylock.toml' },
};

/** A new folder with a project, and beside it the package that it needs. */
function made({ files, lib = '../lib' }: Pick<Kind, 'files' | 'lib'>): string {
  const folder = join(project(), 'shop');
  if (typeof files === 'string') cpSync(join(KINDS, files), folder, { recursive: true });
  else for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
  cpSync(join(KINDS, 'lib'), join(folder, lib), { recursive: true });
  return folder;
}

function find(folder: string, said: string[] = [], development = false): Promise<Requirements> {
  return findRequirements(folder, { development, run, progress: (line) => said.push(line) });
}

/** Starts programs of a machine that has uv: environments are made in less time than by pip. */
async function withUv(): Promise<Run> {
  const purpose = { purpose: 'to make environments', role: 'which makes them' };
  const uv = await findUv({ ...purpose, run, progress: () => {} });
  return (command, ...rest) => run(command === 'uv' && uv ? uv : command, ...rest);
}

/** Names of the packages that requirements pin. */
function pinned({ file }: Requirements): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^([\w-]+)==/gm)].map(([, name = '']) => name).sort();
}

/** What a program prints that Python runs. */
function printed(python: string, program: string): string {
  return execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim();
}

describe('the packages of a project', () => {
  test.each(Object.entries(PROJECTS))(
    'of the kind "%s" are those of its lock, with hashes and the package beside it, and are installed',
    async (_, kind) => {
      const folder = made(kind);
      const before = readdirSync(folder);
      const said: string[] = [];
      const found = await find(folder, said);
      expect(relative(folder, found.source)).toBe(kind.lock);
      expect(pinned(found)).toEqual(expect.arrayContaining(['idna', 'six']));
      expect(found.hashed).toBe(true);
      expect(found.sources.map((one) => relative(folder, one.folder ?? ''))).toEqual([kind.lib ?? '../lib']);
      expect(pinned(await find(folder, said, true))).toEqual([...pinned(found), 'iniconfig'].sort());
      expect(pinned(found)).not.toContain('iniconfig');
      expect(said.filter((line) => line.startsWith('wrote'))).toEqual(kind.wrote ? [kind.wrote] : []);
      const { python } = await ensureVenv(folder, { run: await withUv() });
      expect(printed(python, 'import idna, iniconfig, lib, six; print(lib.NAME)')).toBe('lib');
      const added = readdirSync(folder).filter((name) => !before.includes(name));
      expect(added.filter((name) => name !== 'uv.lock').sort()).toEqual(['.terragate', '.venv']);
    },
  );

  test('that are nowhere pinned are locked once, and again when they change, with the versions that still fit', async () => {
    const folder = made({
      files: {
        'requirements.txt': '-r more.txt\n-c limits.txt\n-e ../lib[fast]\n',
        'more.txt': 'idna>=3\ncolorama ; sys_platform == "win32"\n',
        'limits.txt': 'idna<3.8\n',
      },
    });
    const said: string[] = [];
    const found = await find(folder, said);
    expect(relative(folder, found.source)).toBe('requirements.lock');
    expect(readFileSync(found.file, 'utf8')).toMatch(/^idna==3\.7 /m);
    expect(readFileSync(found.file, 'utf8')).toMatch(/^colorama==\S+ ; sys_platform == 'win32' /m);
    expect(pinned(found)).toEqual(['colorama', 'idna', 'iniconfig', 'six']);
    expect(found.sources).toHaveLength(1);
    expect(said).toContain('wrote requirements.lock: commit it');
    expect(said.filter((line) => line.startsWith('takes'))).toEqual([]);
    said.length = 0;
    await find(folder, said);
    expect(said).toEqual([]);
    write(join(folder, 'limits.txt'), 'idna<3.9\n');
    const again = await find(folder, said);
    expect(said).toContain(
      'wrote requirements.lock again, since requirements.txt or what is chosen of it has changed: commit it',
    );
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

  test('are locked again by uv when a file changes that dependencies are built from', async () => {
    const folder = project({
      'pyproject.toml': `[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n${SHOP}dynamic = ["dependencies"]\n\n[tool.setuptools]\npy-modules = []\n\n[tool.setuptools.dynamic]\ndependencies = { file = ["requirements/base.txt"] }\n`,
      'requirements/base.txt': 'idna\n',
    });
    const pinned = async () =>
      [...readFileSync((await find(folder)).file, 'utf8').matchAll(/^\w+(?===)/gm)].map(([name]) => name);
    expect(await pinned()).toEqual(['idna']);
    write(join(folder, 'requirements/base.txt'), 'idna\nsix\n');
    expect(await pinned()).toEqual(['idna', 'six']);
  });

  describe('in a lock that an older PDM wrote', () => {
    const HASHES = [
      'sha256:82fee1fc78add43492d3a1898bfa6d8a904cc97d8427f683ed8e798d07761aa0',
      'sha256:028ff3aadf0609c1fd278d8ea3089299412a7a8b9bd005dd08b9f8285bcb5cfc',
    ];
    const files = {
      'pyproject.toml': `${SHOP}dependencies = ["idna>=3"]\n\n[tool.pdm]\ndistribution = false\n`,
      'pdm.lock': `[metadata]
groups = ["default"]
strategy = ["cross_platform"]
lock_version = "4.4"
content_hash = "sha256:0"

[[package]]
name = "idna"
version = "3.7"
requires_python = ">=3.5"
summary = "Internationalized Domain Names in Applications (IDNA)"
files = [
    {file = "idna-3.7-py3-none-any.whl", hash = "${HASHES[0]}"},
    {file = "idna-3.7.tar.gz", hash = "${HASHES[1]}"},
]
`,
    };

    test('are had in its versions, and the lock stays as it is', async () => {
      const folder = project(files);
      const said: string[] = [];
      expect(readFileSync((await find(folder, said)).file, 'utf8')).toMatch(/^idna==3\.7 /m);
      expect(said).toContain('pdm.lock is of an older pdm: a copy of it is written in the form of today');
      expect(readFileSync(join(folder, 'pdm.lock'), 'utf8')).toBe(files['pdm.lock']);
    });

    test('are refused where the form of today would have other versions, with what writes them', async () => {
      const pyproject = files['pyproject.toml'].replace('idna>=3', 'idna>3.7');
      const message = await mistake(() => find(project({ ...files, 'pyproject.toml': pyproject })));
      expect(message).toMatch(
        /pdm\.lock: pdm could not read pdm\.lock\n.*inherit_metadata strategy is required/,
      );
      expect(message).toContain(
        'fix:     write it again: pdm lock --update-reuse --strategy inherit_metadata',
      );
    });
  });

  test('are in the environment and in the package, the package beside the project too', async () => {
    const folder = made({ files: 'pipenv' });
    const requirements = await find(folder);
    const { python } = await ensureVenv(folder, { run: await withUv() });
    const target = checkedTarget('arm64', '3.13');
    const packed = async () => {
      const all = await wheels(folder, { target, requirements, python, run, progress: () => {} });
      const files = all.flatMap((one) => one.files);
      return Buffer.from(files.find(({ name }) => name === 'lib/__init__.py')?.data ?? []).toString();
    };
    expect(await packed()).toBe('NAME = "lib"\n');
    write(join(folder, '../lib/src/lib/__init__.py'), 'NAME = "changed"\n');
    expect(printed(python, 'import lib; print(lib.NAME)')).toBe('changed');
    expect(await packed()).toBe('NAME = "changed"\n');
  });

  test('beside the project are refused with what is no marker, in the words of Python', async () => {
    const folder = made({ files: { 'requirements.txt': './../lib ; python_versio < "3.12"\n' } });
    const options = { target: checkedTarget('arm64', '3.13'), python: 'python3', run, progress: () => {} };
    const requirements = await find(folder);
    expect(await mistake(() => wheels(folder, { ...options, requirements }))).toMatch(
      /requirements\.txt: a marker could not be read\n {4}\| .*python_versio < "3\.12"[\s\S]*correct the marker/,
    );
  });

  test('are refused where the package beside the project is compiled, or cannot be made', async () => {
    const setup =
      'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("lib.fast", ["fast.c"])])\n';
    const module_ =
      '#include <Python.h>\nstatic struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "fast", 0, -1, 0};\nPyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&m); }\n';
    const folder = project({
      'requirements.txt': './lib\n',
      'lib/pyproject.toml':
        '[project]\nname = "lib"\nversion = "0.1"\n\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
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
