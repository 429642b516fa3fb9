import { mkdirSync, writeFileSync } from 'node:fs';
import { Changes, isByTheWay } from '../../src/deploy/watch';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

describe('the changes of a project', () => {
  it.each([
    ['of an exported document are none, since the export is of this program', undefined, ['main.py'], false],
    [
      'of a document that the user keeps are seen, wherever it is',
      '../openapi.json',
      ['../openapi.json'],
      true,
    ],
  ])('%s', async (_, openapi, names, document) => {
    const workspace = new Workspace('changes');
    mkdirSync(workspace.at('shop/infra'), { recursive: true });
    workspace.write('shop/terragate.json', JSON.stringify(openapi === undefined ? {} : { openapi }));
    const kept = workspace.write(openapi === undefined ? 'shop/openapi.json' : 'openapi.json', '{}');
    const project = readProject(workspace.at('shop'));
    const changes = new Changes(project, []);
    try {
      await changes.ready();
      writeFileSync(kept, '{"openapi": "3.1.0"}');
      // An end of the wait where the document is no change
      if (!document) workspace.write('shop/main.py', 'app = None\n');
      expect(await changes.next()).toMatchObject({ names, document });
    } finally {
      changes.close();
    }
  });
});

describe('a path that watch passes over', () => {
  test.each([
    '4913',
    'sedkJufWI',
    '.main.py.swp',
    'main.py.swx',
    'main.py~',
    '.#main.py',
    '#main.py#',
    'main.py.tmp',
  ])('is %s, which an editor writes beside the file that is saved', (name) =>
    expect(isByTheWay(name)).toBe(true),
  );
  test.each([
    'main.py___jb_tmp___',
    'main.py.bak',
    '__pycache__',
    'main.cpython-313.pyc',
    'openapi.json',
    '.venv',
  ])('is %s, which nobody saves on purpose', (name) => expect(isByTheWay(name)).toBe(true));
  test.each([
    'main.py',
    'sedation.py',
    'sed',
    '4914',
    'run.sh',
    'pyproject.toml',
    'main.tf',
    'page.html',
    'temp.py',
  ])('is not %s', (name) => expect(isByTheWay(name)).toBe(false));
});
