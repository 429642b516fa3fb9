import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeWebsite } from '../connect/support';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

/** The project that `cdktf init --template=typescript` makes. */
const TEMPLATE = join(REPOSITORY, 'node_modules/cdktf-cli/bundle/templates/typescript');

const STACK = `import { Construct } from 'constructs';
import { TerraformStack } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { UserError } from 'terragate';
import { restApi } from 'terragate/modules';
import { readApi } from 'terragate/synth';
import { Shop } from './modules/shop/shop';

export const names: string[] = [UserError.name, restApi.name, readApi.name];

export class ShopStack extends TerraformStack {
  constructor(scope: Construct, id: string, source?: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-central-1' });
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100, < 7.0');
    const integrations = Shop.defaultIntegrations(this).build();
    new Shop(this, 'Shop', { name: 'shop', integrations, ...(source === undefined ? {} : { source }) });
  }
}
`;
const MAIN = `import { App } from 'cdktf';
import { ShopStack } from './stack';

const app = new App();
new ShopStack(app, 'shop', process.env['SOURCE']);
app.synth();
`;
const MODULE = '../../../modules/shop';
const TOOLS = ['terraform', 'python3.13', 'lambda-adapter'] as const;

/** Mistakes in a stack, each with the sentence that the compiler's output has to have. */
const MISTAKES: Readonly<Record<string, string>> = {
  'Shop.defaultIntegrations(scope).withOverrides({ ecko: { integration } })': 'there is no operation ecko',
  'Shop.defaultIntegrations(scope).withOperationOptions({ ecko: { timeout: 5 } })':
    'there is no operation ecko',
  "Shop.defaultIntegrations(scope).withOverrides({ echo: { integration: AwsService.subtype('SQS-SendMessage', { credentials: 'arn' }) } })":
    'this integration is for HTTP APIs only',
  "new Shop(scope, 'Shop', { integrations: { echo: { integration } } })":
    'has no integration: give one for each operation',
  "Shop.defaultIntegrations(scope, { pattern: 'share' })": 'the pattern is isolated or shared',
};

describeWithTools('the package, installed elsewhere', TOOLS, () => {
  const workspace = new Workspace('package');
  const tarball = () => {
    const [name = ''] = readdirSync(workspace.at('packed')).filter((file) => file.endsWith('.tgz'));
    return workspace.at('packed', name);
  };

  const run = (
    folder: string,
    command: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ) => {
    const PATH = `${workspace.at(folder, 'node_modules/.bin')}:${process.env.PATH}`;
    const done = spawnSync(command, args, {
      cwd: workspace.at(folder),
      encoding: 'utf8',
      // Nothing of Jest's own run reaches the programs
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: '', NO_COLOR: '1', PATH, ...env },
    });
    return { code: done.status, output: `${done.stdout}${done.stderr}` };
  };
  const runs = (...args: Parameters<typeof run>): string => {
    const { code, output } = run(...args);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    return output;
  };

  beforeAll(() => {
    const build = join(REPOSITORY, 'scripts/build.cjs');
    mkdirSync(workspace.at('packed'));
    runs('.', process.execPath, [build, '--package', workspace.at('packed')]);
    workspace.write('command/package.json', '{"private": true}');
    runs('command', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball()]);
  }, 300_000);

  describe('alone, as the command', () => {
    it('brings neither the framework nor its bindings, and no compiler', () => {
      const installed = readdirSync(workspace.at('command/node_modules'));
      expect(installed).toContain('terragate');
      for (const name of ['cdktf', 'constructs', 'cdktf-cli', 'tsx', 'esbuild', 'typescript'])
        expect(installed).not.toContain(name);
      expect(readdirSync(workspace.at('command/node_modules/@cdktf'))).toEqual(['hcl2json']);
    });

    it('has no TypeScript source, and no word of the folder that it was packed in', () => {
      const root = workspace.at('command/node_modules/terragate');
      const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file))).toEqual([]);
      // The package that was packed before is not in the next one
      expect(files.filter((file) => file.endsWith('.tgz'))).toEqual([]);
      for (const file of files.filter((name) => /\.(?:[cm]?js|map|json)$/.test(name)))
        expect(readFileSync(join(root, file), 'utf8')).not.toContain(REPOSITORY);
    });

    it('connects a website: what its pages get is packed', () => {
      writeWebsite(workspace, 'command/web');
      const document = join(REPOSITORY, 'examples/fastapi-app/openapi.json');
      const words = ['--document', document, '--url', '/api', '--name', 'shop', '--quiet', '--json'];
      const { changed } = JSON.parse(runs('command', 'npx', ['terragate', 'connect', 'web', ...words]));
      expect(changed).toContainEqual({ path: 'src/api/ShopProvider.tsx', kind: 'new' });
      expect(readFileSync(workspace.at('command/web/src/main.tsx'), 'utf8')).toContain('<ShopProvider>');
    });

    it('makes a project that has the package, and no path and no registry in its place', () => {
      runs('command', 'npx', ['terragate', 'new', 'shop', '--yes']);
      const { devDependencies } = JSON.parse(readFileSync(workspace.at('command/shop/package.json'), 'utf8'));
      expect(devDependencies.terragate).toMatch(/^file:vendor\/terragate-.*\.tgz$/);
      // As a colleague has it after a clone
      runs('command/shop', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
      expect(existsSync(workspace.at('command/shop/node_modules/terragate/dist/work.cjs'))).toBe(true);
      expect(runs('command/shop', 'npx', ['terragate', 'synth', '--check'])).toMatch(/up to date|unchanged/);
    }, 120_000);

    it('runs that project on this machine: up, a request, down', () => {
      try {
        const { apis } = JSON.parse(runs('command/shop', 'npx', ['terragate', 'up', '--quiet', '--json']));
        expect(apis).toEqual([expect.objectContaining({ url: expect.stringMatching(/^http:/) })]);
        const invoke = ['terragate', 'invoke', 'GET', '/echo?message=hello', '--json'];
        const { status, body } = JSON.parse(runs('command/shop', 'npx', invoke));
        expect([status, JSON.parse(body)]).toEqual([200, { message: 'hello' }]);
      } finally {
        runs('command/shop', 'npx', ['terragate', 'down']);
      }
    }, 300_000);
  });

  describe('in a project with CDK Terrain', () => {
    beforeAll(() => {
      const made = [
        'new',
        'terrain',
        '--iac',
        'typescript',
        '--framework',
        'cdktn',
        '--module-tests',
        '--yes',
      ];
      runs('command', 'npx', ['terragate', ...made]);
      runs('command/terrain', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
    }, 300_000);

    it('brings no package of CDKTF but the parser of HCL', () => {
      const modules = workspace.at('command/terrain/node_modules');
      expect(readdirSync(modules)).not.toContain('cdktf');
      expect(readdirSync(join(modules, '@cdktf'))).toEqual(['hcl2json']);
    });

    it('compiles, also with the checks of libraries', () => {
      for (const flags of [[], ['--skipLibCheck', 'false']]) {
        const { output } = run('command/terrain/infra', 'npx', ['tsc', '--noEmit', ...flags]);
        const ours = output
          .split('\n')
          .filter((line) => line && !/^(?:\.\.\/)?node_modules\/(?!terragate)|^ |^npm /.test(line));
        expect(ours).toEqual([]);
      }
    }, 120_000);

    it('is synthesized, is what Terraform takes, and has the modules that the command writes', () => {
      workspace.write('command/terrain/infra/modules/terrain/lambda.zip', '');
      runs('command/terrain/infra', 'npx', ['tsx', 'main.ts']);
      const stack = 'command/terrain/infra/cdktf.out/stacks/terrain';
      const { module } = JSON.parse(readFileSync(workspace.at(stack, 'cdk.tf.json'), 'utf8'));
      expect(module.terrain.source).toBe('../../../modules/terrain');
      runs(stack, 'terraform', ['init', '-backend=false', '-input=false']);
      runs(stack, 'terraform', ['validate']);
      expect(runs('command/terrain', 'npx', ['terragate', 'synth', '--check'])).toMatch(/up to date/);
    }, 300_000);

    it('has stacks of modules of its own, which come out as those of CDKTF', () => {
      runs('command/terrain', 'npm', [
        ...['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline'],
        '@cdktn/provider-archive@14.0.1',
      ]);
      workspace.write(
        'command/terrain/modules.cjs',
        `const { restApi } = require('terragate/cdktn/modules');
const { moduleFiles } = require('terragate/cdktn/synth');
process.stdout.write(JSON.stringify([...moduleFiles(restApi(), undefined, { readme: false })]));`,
      );
      const files: [string, string][] = JSON.parse(
        runs('command/terrain', process.execPath, ['modules.cjs']),
      );
      const written = workspace.at('command/terrain/infra/modules/rest-api');
      expect(files.length).toBeGreaterThan(10);
      for (const [path, text] of files) expect(readFileSync(join(written, path), 'utf8')).toBe(text);
    }, 120_000);
  });

  describe('in the project of cdktf init', () => {
    const tools = [
      ...['typescript', 'ts-node', 'ts-jest', 'jest', 'tsx', 'esbuild', '@types/jest', '@types/node'],
      ...['@cdktf/provider-archive'],
    ];

    beforeAll(() => {
      workspace.write('stack/package.json', '{"private": true, "engines": {"node": ">=20.9"}}');
      for (const name of ['tsconfig.json', 'jest.config.js', 'setup.js'])
        cpSync(join(TEMPLATE, name), workspace.at('stack', name));
      // What a user installs who has CDKTF: the newest of what the package's peers allow
      const peers = ['cdktf@^0.21.0', 'constructs@^10.4.2', '@cdktf/provider-aws@^21.22.1'];
      runs('stack', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...peers, tarball()]);
      for (const name of tools) {
        const to = workspace.at('stack/node_modules', name);
        if (!existsSync(to)) {
          mkdirSync(join(to, '..'), { recursive: true });
          symlinkSync(join(REPOSITORY, 'node_modules', name), to);
        }
      }
      const made = ['new', 'shop', '--iac', 'typescript', '--yes'];
      runs('stack', 'node', ['node_modules/terragate/src/cli/terragate.cjs', ...made]);
      cpSync(workspace.at('stack/shop/infra/modules'), workspace.at('stack/modules'), { recursive: true });
      // It is a project of its own, with its own rules for the compiler
      rmSync(workspace.at('stack/shop'), { recursive: true });
      workspace.write('stack/stack.ts', STACK);
      workspace.write('stack/main.ts', MAIN);
    }, 300_000);

    const tool = (name: string) => join(REPOSITORY, 'node_modules', name);
    const tsc = (...args: string[]) => run('stack', process.execPath, [tool('typescript/bin/tsc'), ...args]);
    const source = () => {
      const file = workspace.at('stack/cdktf.out/stacks/shop/cdk.tf.json');
      return JSON.parse(readFileSync(file, 'utf8')).module.Shop.source;
    };

    it('shares one copy of constructs and of cdktf with the user', () => {
      const copies = readdirSync(workspace.at('stack/node_modules'), { recursive: true, encoding: 'utf8' });
      const of = (name: string) =>
        copies.filter((path) => path.endsWith(`node_modules/${name}/package.json`));
      expect([of('constructs'), of('cdktf')]).toEqual([[], []]);
      expect(existsSync(workspace.at('stack/node_modules/constructs/package.json'))).toBe(true);
    });

    it('compiles the examples of this repository, with the classes that they use', () => {
      for (const folder of ['examples/cdktf', 'modules/my-api', 'modules/my-http-api'])
        cpSync(join(REPOSITORY, folder), workspace.at('stack', 'repository', folder), { recursive: true });
      const config = { extends: '../tsconfig.json', include: ['examples/cdktf/*.ts'] };
      workspace.write('stack/repository/tsconfig.json', JSON.stringify(config));

      const { code, output } = tsc('--noEmit', '--types', 'node', '--project', 'repository');
      expect({ code, output }).toEqual({ code: 0, output: '' });
      // The program is that of the package that was installed, not of the sources
      const listed = tsc('--listFilesOnly', '--types', 'node', '--project', 'repository').output;
      expect(listed).toContain('/stack/node_modules/terragate/dist/lib/index.d.ts');
      expect(listed).not.toContain(join(REPOSITORY, 'src/'));
      // The other tests compile all that is in the project
      rmSync(workspace.at('stack/repository'), { recursive: true });
    }, 120_000);

    it.each([
      [[]],
      [['--skipLibCheck', 'false', '--types', 'node']],
      [['--noPropertyAccessFromIndexSignature']],
      [['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noImplicitOverride']],
      [['--erasableSyntaxOnly', '--isolatedModules']],
      [['--module', 'esnext', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', 'false']],
      [['--module', 'node16', '--moduleResolution', 'node16']],
      [['--module', 'nodenext', '--moduleResolution', 'nodenext']],
    ])(
      'compiles with %j',
      (flags) => {
        const { output } = tsc('--noEmit', '--incremental', 'false', ...flags);
        // The framework's own declarations are not ours to mend
        expect(
          output.split('\n').filter((line) => line && !/^node_modules\/(?!terragate)|^ /.test(line)),
        ).toEqual([]);
      },
      120_000,
    );

    it.each([
      ['tsx', ['node_modules/tsx/dist/cli.mjs', 'main.ts']],
      ['ts-node', ['node_modules/ts-node/dist/bin.js', 'main.ts']],
    ])(
      'is run by %s',
      (_, args) => {
        runs('stack', process.execPath, args);
        expect(source()).toBe(MODULE);
      },
      120_000,
    );

    it('is run by node after the compiler, which leaves the module behind', () => {
      expect(tsc('--outDir', 'out', '--incremental', 'false')).toMatchObject({ code: 0 });
      runs('stack', process.execPath, ['out/main.js']);
      expect(source()).toBe(MODULE);
    }, 120_000);

    it('is run as an ES module', () => {
      cpSync(workspace.at('stack/stack.ts'), workspace.at('stack/esm/stack.ts'));
      const main = MAIN.replace("'./stack'", "'./stack.ts'");
      workspace.write('stack/esm/main.ts', main);
      workspace.write('stack/esm/package.json', '{"type": "module"}');
      cpSync(workspace.at('stack/modules'), workspace.at('stack/esm/modules'), { recursive: true });
      workspace.write(
        'stack/esm/stack.ts',
        STACK.replace('/shop/shop', '/shop/shop.ts').replace('lib/provider', 'lib/provider/index.js'),
      );
      runs('stack/esm', process.execPath, ['../node_modules/tsx/dist/cli.mjs', 'main.ts'], {
        CDKTF_OUTDIR: 'cdktf.out',
      });
      const file = workspace.at('stack/esm/cdktf.out/stacks/shop/cdk.tf.json');
      expect(JSON.parse(readFileSync(file, 'utf8')).module.Shop.source).toBe(MODULE);
    }, 120_000);

    it('is imported by plain node as either kind of module', () => {
      const script = (load: string) =>
        `${load}; console.log([a.UserError.name, b.restApi.name, c.readApi.name].join())`;
      const required = script(
        "const a = require('terragate'), b = require('terragate/modules'), c = require('terragate/synth')",
      );
      workspace.write('stack/plain.cjs', required);
      workspace.write(
        'stack/plain.mjs',
        script(
          "import * as a from 'terragate'; import * as b from 'terragate/modules'; import * as c from 'terragate/synth'",
        ),
      );
      for (const file of ['plain.cjs', 'plain.mjs'])
        expect(runs('stack', process.execPath, [file])).toBe('UserError,restApi,readApi\n');
    });

    it('is one implementation for both kinds of module', () => {
      workspace.write(
        'stack/both.mjs',
        "import { createRequire } from 'node:module'; import { UserError } from 'terragate'; console.log(createRequire(import.meta.url)('terragate').UserError === UserError)",
      );
      expect(runs('stack', process.execPath, ['both.mjs'])).toBe('true\n');
    });

    it('is bundled, and then asks for the folder of the module rather than taking a wrong one', () => {
      const bundle = (out: string, ...flags: string[]) =>
        runs('stack', join(tool('esbuild'), 'bin/esbuild'), [
          'main.ts',
          '--bundle',
          '--platform=node',
          `--outfile=${out}`,
          ...flags,
        ]);
      bundle('inside/main.js');
      const refused = run('stack', process.execPath, ['inside/main.js']);
      expect(refused.code).not.toBe(0);
      expect(refused.output).toMatch(
        /cannot find the folder of the module shop: its class was loaded from .*inside/,
      );
      runs('stack', process.execPath, ['inside/main.js'], { SOURCE: MODULE });
      expect(source()).toBe(MODULE);
      bundle('outside/main.js', '--packages=external');
      expect(run('stack', process.execPath, ['outside/main.js']).output).toMatch(/cannot find the folder/);
      runs('stack', process.execPath, ['outside/main.js'], { SOURCE: MODULE });
      expect(source()).toBe(MODULE);
    }, 120_000);

    it('finds the folder of a module whose class is outside of the bundle', () => {
      const esbuild = join(tool('esbuild'), 'bin/esbuild');
      runs('stack', esbuild, ['modules/shop/shop.ts', '--format=cjs', '--outdir=outside/modules/shop']);
      const flags = ['--bundle', '--platform=node', '--outfile=outside/app.js'];
      runs('stack', esbuild, ['main.ts', ...flags, '--packages=external', '--external:./modules/*']);
      runs('stack', process.execPath, ['outside/app.js']);
      expect(source()).toBe(MODULE);
    }, 120_000);

    it('is refused by the compiler with a sentence for each mistake', () => {
      const mistakes = Object.entries(MISTAKES);
      const before = [
        "import type { Construct } from 'constructs';",
        "import { AwsService, LambdaFunction } from 'terragate';",
        "import { Shop } from './modules/shop/shop';",
        'declare const scope: Construct;',
        'const integration = LambdaFunction.dedicated();',
        'export const used = [AwsService, integration];',
      ];
      workspace.write('stack/wrong.ts', [...before, ...mistakes.map(([code]) => code)].join(';\n'));
      const { output } = tsc('--noEmit', '--incremental', 'false', '--pretty', 'false');
      rmSync(workspace.at('stack/wrong.ts'));
      for (const [i, [, sentence]] of mistakes.entries()) {
        // In the message of the line, which lines that begin with blanks go on with
        const words = sentence.replace(/[()]/g, '\\$&');
        expect(output).toMatch(
          new RegExp(`^wrong\\.ts\\(${before.length + i + 1},.*(?:\\n +.*)*?${words}`, 'm'),
        );
      }
    }, 60_000);

    it('is tested with the Jest of the template, and a snapshot holds no path of a machine', () => {
      workspace.write(
        'stack/__tests__/stack.test.ts',
        `import { Testing } from 'cdktf';
import { names, ShopStack } from '../stack';
test('the stack', () => {
  expect(names).toEqual(['UserError', 'restApi', 'readApi']);
  const json = JSON.parse(Testing.synth(new ShopStack(Testing.app(), 'shop')));
  expect(json.module.Shop.source).toBe('${MODULE}');
});
`,
      );
      runs('stack', process.execPath, [
        'node_modules/jest/bin/jest.js',
        '--ci',
        '--preserve-symlinks-main=false',
        '__tests__/stack.test.ts',
      ]);
    }, 120_000);

    it('is what Terraform takes', () => {
      runs('stack', process.execPath, ['node_modules/tsx/dist/cli.mjs', 'main.ts']);
      runs('stack/cdktf.out/stacks/shop', 'terraform', ['init', '-backend=false', '-input=false']);
      runs('stack/cdktf.out/stacks/shop', 'terraform', ['validate']);
    }, 120_000);
  });
});
