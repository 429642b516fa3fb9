import { readdirSync, readFileSync } from 'node:fs';
import { removeTwin, writeTwin } from '../../src/local/twins';
import { Workspace } from '../support/workspace';

describe('writeTwin', () => {
  const workspace = new Workspace('twins');
  const twin = { codeSha256: 'abc=', folder: 'relative', generation: '1' };

  test('writes one file with an absolute folder, and nothing beside it', async () => {
    await writeTwin(workspace.path, 'my-app', twin);
    await writeTwin(workspace.path, 'my-app', { ...twin, generation: '2' });
    expect(readdirSync(workspace.at('twins'))).toEqual(['my-app.json']);
    expect(JSON.parse(readFileSync(workspace.at('twins', 'my-app.json'), 'utf8'))).toEqual({
      codeSha256: 'abc=',
      folder: `${process.cwd()}/relative`,
      generation: '2',
    });
    await removeTwin(workspace.path, 'my-app');
    await removeTwin(workspace.path, 'my-app');
    expect(readdirSync(workspace.at('twins'))).toEqual([]);
  });

  test.each(['', '../up', '.hidden', 'a/b'])('refuses %j as a name', async (name) => {
    await expect(writeTwin(workspace.path, name, twin)).rejects.toThrow(
      'twin: the name cannot be a file name',
    );
  });
});
