import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { appFiles } from '../../src/bundle/app-files';
import { project, removeProjects } from './support';

afterAll(removeProjects);

describe('the files of an application', () => {
  test('are all but tests, dot files, byte code and what only development needs', () => {
    const folder = project({
      'app/main.py': '',
      'app/data/words.txt': '',
      'app/tests/routes.py': '', // a subject of the application, perhaps
      'app/.cache': '',
      'app/__pycache__/main.cpython-313.pyc': '',
      'app/old.pyc': '',
      '.env': 'SECRET=1',
      '.venv/bin/python': '',
      '.git/config': '',
      '.terragate/package.json': '{}',
      'tests/test_app.py': '',
      'scripts/export_openapi.py': '',
      'pyproject.toml': '',
      'requirements.lock': '',
      'requirements-dev.txt': '',
      'openapi.json': '{}',
      'README.md': '',
      'lambda.zip': '',
      'my_app.egg-info/PKG-INFO': '',
      'settings.json': '{}',
      'run.sh': '#!/bin/sh\n',
    });
    expect(appFiles(folder).map(({ name }) => name)).toEqual([
      'app/data/words.txt',
      'app/main.py',
      'app/tests/routes.py',
      'run.sh',
      'settings.json',
    ]);
  });

  test('have the mode of their content and not of this machine, and scripts have LF line ends', () => {
    const folder = project({
      'run.sh': '#!/bin/sh\r\nexec python\r\n',
      'app/data.csv': 'a\r\n',
      'app/tool.py': '#!/usr/bin/python\n',
    });
    chmodSync(join(folder, 'run.sh'), 0o644);
    chmodSync(join(folder, 'app/data.csv'), 0o777);
    const shown = appFiles(folder).map(({ name, data, executable }) => [name, data.toString(), executable]);
    expect(shown).toEqual([
      ['app/data.csv', 'a\r\n', false],
      ['app/tool.py', '#!/usr/bin/python\n', true],
      ['run.sh', '#!/bin/sh\nexec python\n', true],
    ]);
  });

  test('follow links, but not in a circle and not to nowhere', () => {
    const shared = project({ 'helper.py': 'x' });
    const folder = project({ 'app/main.py': '' });
    symlinkSync(shared, join(folder, 'shared'));
    symlinkSync(folder, join(folder, 'app/again'));
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
    expect(appFiles(folder).map(({ name }) => name)).toEqual(['app/main.py', 'shared/helper.py']);
  });
});
