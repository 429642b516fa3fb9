import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './room-rules';

const ROOT = join(__dirname, '..');

function sources(): Map<string, string> {
  const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => /\.(?:ts|py)$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

describe('the rooms of src', () => {
  it('keep their rules', () => {
    const files = sources();

    expect(files.size).toBeGreaterThan(30);
    expect(violations(files)).toEqual([]);
  });
});

describe('a rule between rooms', () => {
  it.each([
    [
      'hcl knows no package',
      'src/hcl/x.ts',
      "import { z } from 'zod';",
      'imports zod: hcl imports no package',
    ],
    [
      'hcl knows nothing of Node',
      'src/hcl/x.ts',
      "import { join } from 'node:path';",
      'imports node:path: hcl imports no package',
    ],
    [
      'hcl knows no other room',
      'src/hcl/x.ts',
      "import { UserError } from '../errors';",
      'imports ../errors: hcl may not know errors',
    ],
    [
      'hcl does not know the rooms above it',
      'src/hcl/x.ts',
      "import type { A } from '../emit';",
      'imports ../emit: hcl may not know emit',
    ],
    [
      'spec knows nothing of CDKTF',
      'src/spec/x.ts',
      "import { Token } from 'cdktf';",
      'imports cdktf: spec knows nothing of CDKTF',
    ],
    [
      'spec knows no binding',
      'src/spec/x.ts',
      "import { A } from '@cdktf/provider-aws/lib/a';",
      'imports @cdktf/provider-aws/lib/a: spec knows nothing of CDKTF',
    ],
    [
      'spec does not know the seam either',
      'src/spec/x.ts',
      "export { Token } from '../framework';",
      'imports ../framework: spec may not know framework',
    ],
    [
      'gateway knows nothing of CDKTF either',
      'src/gateway/x.ts',
      "import { A } from '@cdktf/provider-aws/lib/a';",
      'imports @cdktf/provider-aws/lib/a: gateway knows nothing of CDKTF',
    ],
    [
      'gateway reads no files',
      'src/gateway/x.ts',
      "import { readFileSync } from 'node:fs';",
      'imports node:fs: gateway reads and writes no files',
    ],
    [
      'gateway does not know modules',
      'src/gateway/x.ts',
      "import { a } from '../modules/a';",
      'imports ../modules/a: gateway may not know modules',
    ],
    [
      'the façade does not know what writes its files',
      'src/facade/x.ts',
      "import { a } from '../emit';",
      'imports ../emit: facade may not know emit',
    ],
    [
      'only the seam names the framework',
      'src/emit/x.ts',
      "import type { App } from 'cdktf';",
      'imports cdktf: only src/framework.ts may',
    ],
    [
      'only the seam names constructs',
      'src/constructs/x.ts',
      "import { Construct } from 'constructs';",
      'imports constructs: only src/framework.ts may',
    ],
    [
      'the framework is not loaded at run time either',
      'src/cli/x.ts',
      "const a = require('cdktf');",
      'imports cdktf: only src/framework.ts may',
    ],
    [
      'bindings come by leaf path, not by the root',
      'src/modules/x.ts',
      "import { IamRole } from '@cdktf/provider-aws';",
      'imports @cdktf/provider-aws: only leaf paths, /lib/<name>',
    ],
    [
      'bindings come by leaf path, not by lib',
      'src/modules/x.ts',
      "import { iamRole } from '@cdktf/provider-aws/lib';",
      'imports @cdktf/provider-aws/lib: only leaf paths, /lib/<name>',
    ],
    [
      'the command line writes no files itself',
      'src/cli/x.ts',
      "import { readFileSync, writeFileSync } from 'node:fs';",
      'imports writeFileSync: cli writes no files',
    ],
    [
      'spec may read and not write',
      'src/spec/x.ts',
      "import { mkdir as make } from 'node:fs/promises';",
      'imports mkdir: spec writes no files',
    ],
    [
      'all of node:fs is writing too',
      'src/synth.ts',
      "import * as fs from 'node:fs';",
      'imports *: synth writes no files',
    ],
    [
      'the default of node:fs is writing too',
      'src/main.ts',
      "import fs from 'fs';",
      'imports default: main writes no files',
    ],
    [
      'an import() of node:fs is writing too',
      'src/main.ts',
      "void import('node:fs/promises');",
      'imports *: main writes no files',
    ],
    [
      'constructs read no files',
      'src/constructs/x.ts',
      "import { readFileSync } from 'node:fs';",
      'imports node:fs: constructs reads and writes no files',
    ],
    [
      'modules read no files',
      'src/modules/x.ts',
      "import { existsSync } from 'node:fs';",
      'imports node:fs: modules reads and writes no files',
    ],
    [
      'constructs do not know modules',
      'src/constructs/x.ts',
      "import { a } from '../modules/a';",
      'imports ../modules/a: constructs may not know modules',
    ],
    [
      'modules do not know emit',
      'src/modules/x.ts',
      "type A = import('../emit').A;",
      'imports ../emit: modules may not know emit',
    ],
    [
      'bundle does not know local',
      'src/bundle/deep/x.ts',
      "import { a } from '../../local';",
      'imports ../../local: bundle may not know local',
    ],
    [
      'src does not know what is outside of it',
      'src/emit/x.ts',
      "import { a } from '../../examples/a';",
      'imports ../../examples/a, which is not of src',
    ],
    [
      'an index holds no code',
      'src/hcl/index.ts',
      "export * from './a';\nexport const b = 1;",
      'an index holds only re-exports',
    ],
    [
      'an index imports nothing for itself',
      'src/index.ts',
      "import { a } from './hcl';\nexport { a };",
      'an index holds only re-exports',
    ],
    ['a file has at most 320 lines', 'src/emit/x.ts', '\n'.repeat(321), '321 lines: 320 are the most'],
    ['a Python file too', 'src/local/x.py', '\n'.repeat(321), '321 lines: 320 are the most'],
    [
      'a new room is written into the table',
      'src/attic/x.ts',
      '',
      'the room attic is not in the table of rooms',
    ],
  ])('%s', (_, path, source, what) => {
    expect(violations(new Map([[path, source]]))).toEqual([`${path}: ${what}`]);
  });

  it.each([
    ['src/hcl/x.ts', "import { a } from './a';\nimport type { B } from './b/c';"],
    ['src/hcl/index.ts', "export * from './a';\nexport { type B, c } from './b';"],
    [
      'src/framework.ts',
      "export { App, type IResolvable } from 'cdktf';\nexport { Construct } from 'constructs';",
    ],
    ['src/spec/x.ts', "import { readFileSync, statSync } from 'node:fs';\nimport { parse } from 'yaml';"],
    ['src/emit/x.ts', "import { writeFileSync } from 'node:fs';\nimport { a } from '../modules/a';"],
    [
      'src/modules/x.ts',
      "import { IamRole } from '@cdktf/provider-aws/lib/iam-role';\nimport { a } from '../spec';",
    ],
    ['src/cli/x.ts', "import type { WriteStream } from 'node:fs';\nimport { a } from '../local';"],
    ['src/main.ts', "import { a } from '../examples/cdktf/main';"],
    ['src/emit/x.ts', "// import { App } from 'cdktf';\nconst a = \"import x from 'cdktf'\";"],
    ['src/emit/x.ts', '\n'.repeat(320)],
  ])('is kept by what is allowed: %s %j', (path, source) => {
    expect(violations(new Map([[path, source]]))).toEqual([]);
  });
});
