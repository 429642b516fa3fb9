import { readdirSync, readFileSync } from 'node:fs';
import { removeLocalPackage, writeLocalPackage } from '../../src/local/local-packages';
import { Workspace } from '../support/workspace';

describe('writeLocalPackage', () => {
  const workspace = new Workspace('local-packages');
  const localPackage = { codeSha256: 'abc=', folder: 'relative', revision: '1' };

  test('writes one file with an absolute folder, and nothing beside it', async () => {
    await writeLocalPackage(workspace.path, 'my-app', localPackage);
    await writeLocalPackage(workspace.path, 'my-app', { ...localPackage, revision: '2' });
    expect(readdirSync(workspace.at('local-packages'))).toEqual(['my-app.json']);
    expect(JSON.parse(readFileSync(workspace.at('local-packages', 'my-app.json'), 'utf8'))).toEqual({
      codeSha256: 'abc=',
      folder: `${process.cwd()}/relative`,
      revision: '2',
    });
    await removeLocalPackage(workspace.path, 'my-app');
    await removeLocalPackage(workspace.path, 'my-app');
    expect(readdirSync(workspace.at('local-packages'))).toEqual([]);
  });

  test.each(['', '../up', '.hidden', 'a/b'])('refuses %j as a name', async (name) => {
    await expect(writeLocalPackage(workspace.path, name, localPackage)).rejects.toThrow(
      `local package: ${JSON.stringify(name)} cannot be the name of a file`,
    );
  });
});
