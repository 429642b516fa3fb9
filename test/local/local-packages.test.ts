import { readdirSync, readFileSync } from 'node:fs';
import { removeLocalPackage, replaceLocalPackage, writeLocalPackage } from '../../src/local/local-packages';
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

describe('replaceLocalPackage', () => {
  const workspace = new Workspace('replaced-packages');
  const first = { codeSha256: 'abc=', folder: '/app', revision: '1' };
  const second = { codeSha256: 'def=', folder: '/app', revision: '2' };
  const known = () =>
    Object.fromEntries(
      readdirSync(workspace.at('local-packages')).map((name) => {
        const { codeSha256, revision } = JSON.parse(
          readFileSync(workspace.at('local-packages', name), 'utf8'),
        ) as typeof first;
        return [codeSha256, revision];
      }),
    );

  test('keeps functions with the package before on the new files until it is ended', async () => {
    await (await replaceLocalPackage(workspace.path, 'app', first))();
    expect(known()).toEqual({ 'abc=': '1' });
    const replaced = await replaceLocalPackage(workspace.path, 'app', second);
    expect(known()).toEqual({ 'abc=': '2', 'def=': '2' });
    await replaced();
    expect(known()).toEqual({ 'def=': '2' });
  });

  test('has one package where only its files have changed', async () => {
    const replaced = await replaceLocalPackage(workspace.path, 'app', { ...second, revision: '3' });
    expect(known()).toEqual({ 'def=': '3' });
    await replaced();
  });
});
