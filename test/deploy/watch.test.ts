import { isByTheWay } from '../../src/deploy/watch';

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
