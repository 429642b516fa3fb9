import { fileLines } from '../../src/cli/file-list';

it('a list of files has one line for a module, and a purpose where there is one', () => {
  expect(
    fileLines([
      'infra/main.tf',
      'infra/modules/shop/main.tf',
      'infra/modules/shop/variables.tf',
      'infra/modules/rest-api/main.tf',
      'modules/README.md',
      'my_api/main.py',
      'run.sh',
    ]),
  ).toEqual([
    'infra/main.tf                      the root: yours to change',
    'infra/modules/shop/ (2 files)      written by terragate synth, never by hand',
    'infra/modules/rest-api/ (1 file)   written by terragate synth, never by hand',
    'modules/README.md',
    'my_api/main.py',
    'run.sh                             starts the app in Lambda',
  ]);
});

it('a list of files has the number of their lines where it is known', () => {
  const lines = new Map([
    ['modules/shop/main.tf', 90],
    ['modules/shop/outputs.tf', 10],
    ['run.sh', 9],
  ]);
  expect(fileLines([...lines.keys(), 'shop.bin'], lines)).toEqual([
    'modules/shop/ (2 files)   100',
    'run.sh                      9   starts the app in Lambda',
    'shop.bin',
  ]);
});
