import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findRequirements } from '../../src/bundle/requirements';
import type { PackageChoice } from '../../src/package-choice';
import { run } from '../../src/system';
import { mistake, project, removeProjects, write } from './support';

jest.setTimeout(300_000);
afterAll(removeProjects);

const KINDS = join(__dirname, 'kinds');
const PEP_621 = readFileSync(join(KINDS, 'pdm-choice/pyproject.toml'), 'utf8');
const POETRY = readFileSync(join(KINDS, 'poetry-choice/pyproject.toml'), 'utf8');
const SETUP =
  'from setuptools import setup\nsetup(name="shop", version="1", install_requires=["idna"], extras_require={"server": ["six"]})\n';

/** Projects by kind: each needs idna, with six in the extra "server", toml in the group "aws", iniconfig for development. */
const PROJECTS: Readonly<Record<string, { files: Readonly<Record<string, string>> | string; lock: string }>> =
  {
    uv: { files: { 'pyproject.toml': PEP_621 }, lock: 'pyproject.toml' },
    PDM: { files: 'pdm-choice', lock: 'pdm.lock' },
    Poetry: { files: 'poetry-choice', lock: 'poetry.lock' },
    'Poetry without a lock': { files: { 'pyproject.toml': POETRY }, lock: 'pyproject.toml' },
    'pylock.toml': { files: 'pylock-choice', lock: 'pylock.toml' },
  };

function made(files: Readonly<Record<string, string>> | string): string {
  if (typeof files !== 'string') return project({ ...files });
  const folder = join(project(), 'shop');
  cpSync(join(KINDS, files), folder, { recursive: true });
  return folder;
}

/** Names of the packages that are pinned with a choice. */
async function pinned(
  folder: string,
  choice: Partial<PackageChoice>,
  development = false,
): Promise<string[]> {
  const { file } = await findRequirements(folder, {
    ...{ choice: { groups: [], extras: [], ...choice }, development },
    ...{ run, progress: () => {} },
  });
  return [...readFileSync(file, 'utf8').matchAll(/^([\w-]+)==/gm)].map(([, name = '']) => name).sort();
}

describe('packages beside the main ones', () => {
  test.each(Object.entries(PROJECTS))('of %s are chosen by extra and by group', async (kind, { files }) => {
    const folder = made(files);
    expect(await pinned(folder, {})).toEqual(['idna']);
    expect(await pinned(folder, { extras: ['server'] })).toEqual(['idna', 'six']);
    expect(await pinned(folder, { groups: ['aws'] })).toEqual(['idna', 'toml']);
    expect(await pinned(folder, { groups: ['aws'], extras: ['server'] })).toEqual(['idna', 'six', 'toml']);
    expect(await pinned(folder, { groups: ['dev'] })).toEqual(['idna', 'iniconfig']);
    // What was chosen before is nothing of what is chosen now
    expect(await pinned(folder, {})).toEqual(['idna']);
    // The lock that Terragate writes is one for both
    if (kind === 'Poetry without a lock') return;
    const development = await pinned(folder, { groups: ['aws'], extras: ['server'] }, true);
    expect(development).toEqual(['idna', 'iniconfig', 'six', 'toml']);
  });

  test.each(Object.entries(PROJECTS))('of %s are refused by name where there are none', async (_, kind) => {
    const folder = made(kind.files);
    const where = join(folder, kind.lock);
    for (const [choice, what] of [
      [{ extras: ['serve'] }, /there is no extra "serve"[\s\S]*"extras" in terragate\.json/],
      [{ groups: ['awss'] }, /there is no group "awss"[\s\S]*"dependencyGroups" in terragate\.json/],
    ] as const) {
      const said = await mistake(() => pinned(folder, choice));
      expect(said).toMatch(what);
      expect(said).toContain(where);
    }
  });

  test('of Pipenv are categories, and extras are refused', async () => {
    const folder = made('pipenv-choice');
    expect(await pinned(folder, { groups: ['aws'] })).toEqual(['idna', 'toml']);
    expect(await pinned(folder, { groups: ['dev-packages'] })).toEqual(['idna', 'iniconfig']);
    expect(await pinned(folder, { groups: ['aws'] }, true)).toEqual(['idna', 'iniconfig', 'toml']);
    expect(await mistake(() => pinned(folder, { groups: ['awss', '_meta'] }))).toMatch(
      /there is no group "awss"[\s\S]*there is no group "_meta"/,
    );
    expect(await mistake(() => pinned(folder, { extras: ['server'] }))).toMatch(
      /Pipfile\.lock: the packages come from Pipfile\.lock, which has no extras/,
    );
  });

  test('of setup.py are extras', async () => {
    const folder = made({ 'setup.py': SETUP });
    expect(await pinned(folder, { extras: ['server'] })).toEqual(['idna', 'six']);
    expect(await pinned(folder, {})).toEqual(['idna']);
    expect(await mistake(() => pinned(folder, { extras: ['serve'] }))).toMatch(/there is no extra "serve"/);
    expect(await mistake(() => pinned(folder, { groups: ['aws'] }))).toMatch(
      /setup\.py, which has no groups/,
    );
  });

  describe('of Hatch', () => {
    const HATCH = `${PEP_621}
[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.envs.base]
template = "base"
skip-install = true
dependencies = ["six"]

[tool.hatch.envs.serve]
template = "base"
extra-dependencies = ["lib @ {root:uri}/libs/lib"]

[tool.hatch.envs.serve.overrides]
platform.linux.extra-dependencies = ["colorama"]
platform.macos.extra-dependencies = ["appnope"]

[tool.hatch.envs.whole]
features = ["server"]
dependency-groups = ["aws"]

[[tool.hatch.envs.test.matrix]]
python = ["3.12", "3.13"]
`;
    const shop = (more: Readonly<Record<string, string>> = {}): string => {
      const folder = made({ 'pyproject.toml': HATCH, 'uv.lock': 'version = 1\n', ...more });
      cpSync(join(KINDS, 'lib'), join(folder, 'libs/lib'), { recursive: true });
      return folder;
    };
    const of = (folder: string, environment: string, more: Partial<PackageChoice> = {}) =>
      pinned(folder, { environment, ...more });

    test('are those of an environment, with its template, features and groups, as on Linux', async () => {
      const folder = shop();
      expect(await of(folder, 'serve')).toEqual(['colorama', 'six']);
      const lock = readFileSync(join(folder, 'requirements.lock'), 'utf8');
      expect(lock).toMatch(
        /^# Locked by terragate from pyproject\.toml \(\w+\) for the environment serve of Hatch\./,
      );
      expect(lock).toMatch(/^\.\/libs\/lib$/m);
      expect(await of(folder, 'whole')).toEqual(['idna', 'six', 'toml']);
    });

    test('are read from hatch.toml too, and locked again when it changes', async () => {
      const folder = shop({ 'hatch.toml': '[envs.web]\nskip-install = true\ndependencies = ["idna"]\n' });
      expect(await of(folder, 'web')).toEqual(['idna']);
      write(join(folder, 'hatch.toml'), '[envs.web]\nskip-install = true\ndependencies = ["toml"]\n');
      expect(await of(folder, 'web')).toEqual(['toml']);
    });

    test('are those of the lock that Hatch wrote, where there is one', async () => {
      const pylock = readFileSync(join(KINDS, 'pylock-choice/pylock.toml'), 'utf8');
      const folder = shop({ 'pylock.serve.toml': pylock });
      expect(await of(folder, 'serve')).toEqual(['idna']);
      expect(existsSync(join(folder, 'requirements.lock'))).toBe(false);
    });

    test('leave the lock of an environment out where none is chosen', async () => {
      const folder = shop();
      rmSync(join(folder, 'uv.lock'));
      await of(folder, 'serve');
      expect(await pinned(folder, {})).toEqual(['idna']);
    });

    test('are refused by name: an environment that is not there, and a matrix', async () => {
      const folder = shop();
      expect(await mistake(() => of(folder, 'serv'))).toMatch(
        /pyproject\.toml: there is no environment "serv" of Hatch[\s\S]*"hatchEnvironment" in terragate\.json/,
      );
      expect(await mistake(() => of(folder, 'test'))).toMatch(
        /test is a matrix of environments: choose one of test\.py3\.12, test\.py3\.13/,
      );
    });

    test('are refused with groups and extras beside it, and with a lock of the user', async () => {
      const folder = shop({ 'requirements.lock': 'idna==3.20\n' });
      expect(await mistake(() => of(folder, 'serve', { groups: ['aws'], extras: ['server'] }))).toMatch(
        /which has no groups[\s\S]*"aws"[\s\S]*which has no extras[\s\S]*"server"/,
      );
      expect(await mistake(() => of(folder, 'serve'))).toMatch(
        /requirements\.lock: the packages of an environment of Hatch are locked in this file, and it is not one that terragate wrote/,
      );
      expect(readFileSync(join(folder, 'requirements.lock'), 'utf8')).toBe('idna==3.20\n');
    });
  });

  test.each(['requirements.txt', 'requirements.lock', 'requirements.in'])(
    'of %s are refused: it has no names for them',
    async (name) => {
      const folder = made({ [name]: 'idna==3.20\n' });
      const said = await mistake(() => pinned(folder, { groups: ['aws'], extras: ['server'] }));
      expect(said).toMatch(/which has no groups[\s\S]*"aws"[\s\S]*which has no extras[\s\S]*"server"/);
    },
  );
});
