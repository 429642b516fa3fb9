import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circles, roomPicture, unusedPermissions, violations } from './room-rules';

const ROOT = join(__dirname, '..');

function sources(): Map<string, string> {
  const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => /\.(?:ts|py)$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

describe('the rooms of src', () => {
  const files = sources();

  it('keep their rules', () => {
    expect(files.size).toBeGreaterThan(30);
    expect(violations(files)).toEqual([]);
  });

  it('need every permission that the table of rooms gives', () => {
    expect(unusedPermissions(files)).toEqual([]);
  });

  it('are drawn in ARCHITECTURE as the table of rooms has them', () => {
    const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    expect(/^```mermaid\n([\s\S]*?)\n```$/m.exec(page)?.[1]).toBe(roomPicture());
  });

  it('hold no files that import each other in a circle', () => {
    expect(circles(files)).toEqual([]);
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
      'openapi knows nothing of CDKTF',
      'src/openapi/x.ts',
      "import { Token } from 'cdktf';",
      'imports cdktf: openapi knows nothing of CDKTF',
    ],
    [
      'openapi knows no binding',
      'src/openapi/x.ts',
      "import { A } from '@cdktf/provider-aws/lib/a';",
      'imports @cdktf/provider-aws/lib/a: openapi knows nothing of CDKTF',
    ],
    [
      'openapi does not know the seam either',
      'src/openapi/x.ts',
      "export { Token } from '../framework';",
      'imports ../framework: openapi may not know framework',
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
      'constructs do not know what writes its files',
      'src/constructs/x.ts',
      "import { a } from '../emit';",
      'imports ../emit: constructs may not know emit',
    ],
    [
      'only the seam names the framework',
      'src/emit/x.ts',
      "import type { App } from 'cdktf';",
      'imports cdktf: only src/framework.ts may',
    ],
    [
      'only the seam names constructs',
      'src/modules/x.ts',
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
      'openapi may read and not write',
      'src/openapi/x.ts',
      "import { mkdir as make } from 'node:fs/promises';",
      'imports mkdir: openapi writes no files',
    ],
    [
      'all of node:fs is writing too',
      'src/synth.ts',
      "import * as fs from 'node:fs';",
      'imports *: synth writes no files',
    ],
    [
      'the default of node:fs is writing too',
      'src/synth.ts',
      "import fs from 'fs';",
      'imports default: synth writes no files',
    ],
    [
      'an import() of node:fs is writing too',
      'src/synth.ts',
      "void import('node:fs/promises');",
      'imports *: synth writes no files',
    ],
    [
      'the module stack reads no files',
      'src/module-stack/x.ts',
      "import { readFileSync } from 'node:fs';",
      'imports node:fs: module-stack reads and writes no files',
    ],
    [
      'modules read no files',
      'src/modules/x.ts',
      "import { existsSync } from 'node:fs';",
      'imports node:fs: modules reads and writes no files',
    ],
    [
      'the module stack does not know modules',
      'src/module-stack/x.ts',
      "import { a } from '../modules/a';",
      'imports ../modules/a: module-stack may not know modules',
    ],
    [
      'modules do not know emit',
      'src/modules/x.ts',
      "type A = import('../emit').A;",
      'imports ../emit: modules may not know emit',
    ],
    [
      'a module does not know another one that the table does not name',
      'src/modules/http-api/x.ts',
      "import { a } from '../rest-api/module';",
      'imports ../rest-api/module: modules/http-api may not know modules/rest-api',
    ],
    [
      'what modules share knows none of them',
      'src/modules/shared/x.ts',
      "import { a } from '../router/module';",
      'imports ../router/module: modules/shared may not know modules/router',
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
    ['a file has at most 500 lines', 'src/emit/x.ts', '\n'.repeat(501), '501 lines: 500 are the most'],
    [
      'a Python file has at most 500 lines',
      'src/local/x.py',
      '\n'.repeat(501),
      '501 lines: 500 are the most',
    ],
    [
      'a new room is written into the table',
      'src/attic/x.ts',
      '',
      'the room attic is not in the table of rooms',
    ],
  ])('is kept: %s', (_, path, source, what) => {
    expect(violations(new Map([[path, source]]))).toEqual([`${path}: ${what}`]);
  });

  it('is given once it is needed: what nobody imports is named', () => {
    const source = "import { UserError } from '../errors';";

    expect(unusedPermissions(new Map([['src/openapi/x.ts', source]]))).not.toContain('openapi: errors');
    expect(unusedPermissions(new Map([['src/openapi/x.ts', '']]))).toContain('openapi: errors');
  });

  it('finds a circle of files, by types too', () => {
    const files = new Map([
      ['src/hcl/a.ts', "import { b } from './b';"],
      ['src/hcl/b.ts', "import { c } from './c';"],
      ['src/hcl/c.ts', "import type { A } from './a';"],
      ['src/hcl/d.ts', "import { a } from './a';"],
    ]);

    expect(circles(files)).toEqual([['src/hcl/a.ts', 'src/hcl/b.ts', 'src/hcl/c.ts']]);
  });

  it.each([
    ['src/hcl/x.ts', "import { a } from './a';\nimport type { B } from './b/c';"],
    ['src/hcl/index.ts', "export * from './a';\nexport { type B, c } from './b';"],
    [
      'src/framework.ts',
      "export { App, type IResolvable } from 'cdktf';\nexport { Construct } from 'constructs';",
    ],
    ['src/openapi/x.ts', "import { readFileSync, statSync } from 'node:fs';\nimport { parse } from 'yaml';"],
    ['src/emit/x.ts', "import { writeFileSync } from 'node:fs';\nimport { a } from '../modules/a';"],
    [
      'src/modules/router/x.ts',
      "import { IamRole } from '@cdktf/provider-aws/lib/iam-role';\nimport { a } from '../../openapi';",
    ],
    ['src/modules/router/x.ts', "import { a } from '../rest-api/waf';"],
    ['src/emit/x.ts', "import { a } from '../modules/shared/module';"],
    ['src/cli/x.ts', "import type { WriteStream } from 'node:fs';\nimport { a } from '../local';"],
    ['src/synth.ts', "import { a } from './emit';"],
    ['src/emit/x.ts', "// import { App } from 'cdktf';\nconst a = \"import x from 'cdktf'\";"],
    ['src/emit/x.ts', '\n'.repeat(500)],
  ])('is kept by what is allowed: %s %j', (path, source) => {
    expect(violations(new Map([[path, source]]))).toEqual([]);
  });
});
