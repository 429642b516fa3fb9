import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequirements } from '../../src/bundle/requirements';
import type { PackageChoice } from '../../src/package-choice';
import { run } from '../../src/system';
import { mistake, project, removeProjects } from './support';

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

  test.each(['requirements.txt', 'requirements.lock', 'requirements.in'])(
    'of %s are refused: it has no names for them',
    async (name) => {
      const folder = made({ [name]: 'idna==3.20\n' });
      const said = await mistake(() => pinned(folder, { groups: ['aws'], extras: ['server'] }));
      expect(said).toMatch(/which has no groups[\s\S]*"aws"[\s\S]*which has no extras[\s\S]*"server"/);
    },
  );
});
