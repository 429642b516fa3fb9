import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../../src/project';

describe('a project', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-project-'));
    for (const name of ['api/deep', 'infra', 'tf']) mkdirSync(join(folder, name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const settings = (content: unknown, file = 'terragate.json') =>
    writeFileSync(
      join(folder, file),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );

  it('is read from terragate.json, with paths from its folder', () => {
    settings({
      name: 'shop',
      app: 'api',
      root: 'tf',
      packages: ['tf/lambda.zip'],
      appObject: 'shop.main:api',
    });

    expect(readProject(folder)).toEqual({
      name: 'shop',
      folder,
      settings: join(folder, 'terragate.json'),
      app: join(folder, 'api'),
      appObject: 'shop.main:api',
      root: join(folder, 'tf'),
      packages: [join(folder, 'tf/lambda.zip')],
      handler: 'run.sh',
      architecture: 'arm64',
      pythonVersion: '3.13',
      synth: undefined,
      state: join(folder, '.terragate'),
    });
  });

  it('is found from a folder below it', () => {
    settings({ app: 'api' });

    expect(readProject(join(folder, 'api/deep')).folder).toBe(folder);
  });

  it('is read from package.json where that has an entry for it', () => {
    settings(
      { name: 'npm-name', terragate: { app: 'api', synth: ['npx', 'tsx', 'main.ts'] } },
      'package.json',
    );

    expect(readProject(folder)).toMatchObject({
      synth: ['npx', 'tsx', 'main.ts'],
      root: join(folder, 'infra'),
    });
  });

  it('is not read from a package.json without such an entry', () => {
    settings({ name: 'npm-name' }, 'package.json');

    expect(() => readProject(folder)).toThrow(/no project: neither this folder nor one above it/);
  });

  it('says all that is wrong with its settings at once, and what was meant', () => {
    settings({ ap: 'api', root: 'nowhere', packages: 'lambda.zip', appObject: 'main' });

    expect(() => readProject(folder)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /ap: there is no such setting \(did you mean "app"\?\)[\s\S]*appObject: does not name an object[\s\S]*packages: not a list of texts[\s\S]*root: there is no such folder\n {2}got: {5}"nowhere"/,
        ),
      }),
    );
  });

  it('names a file that is not JSON', () => {
    settings('{');

    expect(() => readProject(folder)).toThrow(/terragate\.json: not JSON: /);
  });

  it('is not looked for in a folder that is not there', () => {
    expect(() => readProject(join(folder, 'gone'))).toThrow(/there is no such folder/);
  });
});
