import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { appFiles, isAppFile, listAppFiles, packedFile } from '../../src/bundle/app-files';
import { mistake, project, removeProjects } from './support';

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
      'terragate.json': '{}',
      'main.tf': '',
      'prod.tfvars': 'password = "x"',
      'terraform.tfstate': '{}',
      'terraform.tfstate.backup': '{}',
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

  test('are not those of folders that are said to be no part of it', () => {
    const folder = project({
      'app/main.py': '',
      'infra/main.tf': '',
      'infra/helper.py': '',
      'app/infra/x.py': '',
    });
    const names = (except: string[]) => appFiles(folder, except).map(({ name }) => name);
    expect(names([join(folder, 'infra')])).toEqual(['app/infra/x.py', 'app/main.py']);
    expect(names([])).toContain('infra/helper.py');
  });

  test('are known by their names, so that a watcher needs no look at the disk', () => {
    const theirs = ['app/main.py', 'app/tests/routes.py', 'run.sh', 'app\\data.csv', 'app'];
    const others = [
      ...[
        'tests/test_app.py',
        '.env',
        'app/.cache/x',
        'app/__pycache__/main.cpython-313.pyc',
        '.venv/bin/python',
      ],
      ...[
        'requirements.lock',
        'README.md',
        'lambda.zip',
        'app/main.py.1a2b3c.tmp',
        'my_app.egg-info/PKG-INFO',
      ],
    ];
    expect([...theirs, ...others].filter(isAppFile)).toEqual(theirs);
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

  test('that went after they were listed are left out', () => {
    const folder = project({ 'app/main.py': '', 'app/.main.py.swp': '', 'app/4913': '' });
    const files = listAppFiles(folder);
    rmSync(join(folder, 'app/4913'));
    expect(files.map((file) => packedFile(file)?.name)).toEqual([undefined, 'app/main.py']);
  });

  test('of a folder that is not there are a mistake', async () => {
    const folder = join(project(), 'gone');
    expect(await mistake(() => listAppFiles(folder))).toContain(`${folder}: the folder does not exist`);
  });
});
