import { fileGroups } from '../../src/cli/file-groups';

it('files are grouped by what they are for, those of a team first and what is generated last', () => {
  const files = [
    'infra/main.tf',
    'infra/modules/shop/main.tf',
    'openapi.json',
    'pyproject.toml',
    'run.sh',
    'shop/main.py',
    'tests/test_main.py',
    'vendor/terragate.tgz',
  ];
  const lines = new Map(files.slice(0, -1).map((path, i) => [path, 10 ** i]));
  expect(fileGroups(files, lines)).toEqual([
    { purpose: 'app', files: ['pyproject.toml', 'run.sh', 'shop/main.py'], lines: 111_000 },
    { purpose: 'tests', files: ['tests/test_main.py'], lines: 1_000_000 },
    { purpose: 'infrastructure', files: ['infra/main.tf'], lines: 1 },
    { purpose: 'project', files: ['openapi.json', 'vendor/terragate.tgz'], lines: 100 },
    { purpose: 'modules that are generated', files: ['infra/modules/shop/main.tf'], lines: 10 },
  ]);
  expect(fileGroups(['run.sh'], lines).map(({ purpose }) => purpose)).toEqual(['app']);
});
