import { existsSync, readdirSync } from 'node:fs';
import { main } from '../../src/cli/main';
import { Workspace } from '../support/workspace';
import { keepPrinted } from './printed';

// What is removed is tested in test/generate/removal.test.ts: here is what is told and asked

describe('terragate remove', () => {
  const workspace = new Workspace('cli-remove');
  const printed = keepPrinted();

  const project = (name: string) => {
    workspace.write(`${name}/main.py`, 'app = None\n');
    workspace.write(
      `${name}/terragate.json`,
      '{"openapi": "api.json", "packages": ["infra/modules/a/lambda.zip"]}',
    );
    workspace.write(`${name}/api.json`, '{}');
    workspace.write(`${name}/infra/modules/a/lambda.zip`, '');
    workspace.write(`${name}/infra/mine.tf`, '');
    return workspace.at(name);
  };
  const FILES = ['api.json', 'infra', 'main.py', 'terragate.json'];

  it('lists what goes and what stays, and removes nothing, with --dry-run', async () => {
    const folder = project('dry');
    expect(await main(['remove', '--dry-run', '--cwd', folder])).toBe(0);
    expect(printed.out).toBe(
      `${folder}\n  infra/modules/a/ (1 file)   written by terragate synth, never by hand\n  terragate.json              settings of the project\nstays:\n  api.json   a file of your own\n  infra/mine.tf   it is not of terragate add\nnothing was removed\n`,
    );
    expect(readdirSync(folder).sort()).toEqual(FILES);
  });

  it('removes nothing where nobody can be asked', async () => {
    const folder = project('unasked');
    expect(await main(['remove', '--cwd', folder])).toBe(1);
    expect(printed.err).toMatch(
      /infra\/modules\/a[\s\S]*needs a terminal\n {2}fix: .*--dry-run, and give --yes/,
    );
    expect(readdirSync(folder).sort()).toEqual(FILES);
  });

  it('says what it removed, as JSON too, and that there is no project after that', async () => {
    const folder = project('done');
    expect(await main(['remove', '--yes', '--json', '--cwd', folder])).toBe(0);
    expect(JSON.parse(printed.out)).toEqual({
      folder,
      files: ['infra/modules/a/lambda.zip', 'terragate.json'],
      folders: [],
      kept: [
        expect.objectContaining({ path: 'api.json' }),
        expect.objectContaining({ path: 'infra/mine.tf' }),
      ],
      removed: true,
    });
    expect(readdirSync(folder).sort()).toEqual(['api.json', 'infra', 'main.py']);
    expect(existsSync(workspace.at('done/infra/modules'))).toBe(false);
    expect(await main(['remove', '--yes', '--cwd', folder])).toBe(1);
    expect(printed.err).toContain('there is no project');
  });
});
