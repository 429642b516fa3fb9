import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFiles } from '../../src/emit';
import { routerModule } from '../../src/modules';
import { type ApiModel, readApi, readApiFile } from '../../src/openapi';
import { type SharedProvider, startSharedProvider } from '../support/provider';
import { Terraform, type TerraformBinary, WHOLE_PROVIDER } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { emptyPackage } from './package';

const MODULES = readdirSync(join(REPOSITORY, 'modules')).sort();

/** What a module requires. */
const REQUIRED: Readonly<Record<string, string>> = {
  'function-url': 'function_arn = "arn:aws:lambda:us-east-1:123456789012:function:orders"',
  'http-api': 'api_name = "orders"',
  'lambda-function': 'name = "orders"',
  'rest-api': 'api_name = "orders"',
  website: 'name = "orders"',
};

/** One root that calls every module, with what each requires. */
const ROOT = MODULES.map((name) => {
  const required = name in REQUIRED ? `\n  ${REQUIRED[name]}\n` : '';
  return `module "${name.replaceAll('-', '_')}" {\n  source = "./modules/${name}"\n${required}}\n`;
}).join('\n');

const EXAMPLE = readApiFile(join(REPOSITORY, 'examples/fastapi-app/openapi.json'));

const BINARIES: readonly TerraformBinary[] = ['terraform-1.5.7', 'terraform', 'tofu'];

describe.each(BINARIES)('with %s', (binary) => {
  describeWithTools('the modules', [binary], () => {
    const workspace = new Workspace('ladder');
    workspace.copy('modules');
    workspace.write('main.tf', ROOT);
    const tf = new Terraform(binary, workspace.path, WHOLE_PROVIDER);

    test('install from one root and are valid without a warning', async () => {
      await tf.init();
      expect(await tf.validate()).toMatchObject({ valid: true, diagnostics: [] });
    }, 120_000);

    test('are formatted', async () => {
      expect(await tf.fmtCheck()).toBe('');
    }, 60_000);
  });
});

// Mocks came with Terraform 1.7. Of the provider they take the schemas alone, and so all can have one that runs.
describe.each(['terraform', 'tofu'] as const)('with %s', (binary) => {
  describeWithTools('the tests beside the modules', [binary], () => {
    let provider: SharedProvider;

    beforeAll(async () => {
      provider = await startSharedProvider('http://127.0.0.1:9', { binary });
    }, 120_000);

    afterAll(() => provider?.stop(), 60_000);

    /** Runs the tests beside a module, and expects that none fails. */
    const allPass = async (workspace: Workspace, name: string, ...args: string[]) => {
      const tf = new Terraform(binary, workspace.at('modules', name), provider.env);
      await tf.init();
      const { code, passed, failed, stdout, stderr } = await tf.test(...args);
      expect({ failed, code, output: failed || code ? stdout + stderr : '' }).toEqual({
        failed: 0,
        code: 0,
        output: '',
      });
      return { tf, passed };
    };

    test.each(MODULES)(
      'pass for %s',
      async (name) => {
        const workspace = new Workspace('module-test');
        workspace.copy('modules');
        expect((await allPass(workspace, name)).passed).toBeGreaterThan(0);
      },
      300_000,
    );

    test('pass for an app whose ids and routes look like code of Terraform: to Terraform they are texts', async () => {
      const workspace = new Workspace('module-test');
      workspace.copy('modules');
      const said = { summary: '${path.module}', tags: ['%{ if true }'], responses: {} };
      const api = readApi(
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: '${path.module} "%{ for } \\ \u202e', version: '1' },
          paths: {
            '/first': { get: { ...said, operationId: 'a${path.module}b%{c' } },
            '/second': { get: { ...said, operationId: '$${path.module}"\n' } },
          },
        }),
        'openapi.json',
      );
      for (const [path, text] of moduleFiles(routerModule({ name: 'looks-like-code', kind: 'rest', api })))
        workspace.write(join('modules', 'looks-like-code', path), text);
      // Its conditions name the environment and the route of an operation by the id that the document has
      const filter = '-filter=tests/operations.tftest.hcl';
      const { tf, passed } = await allPass(workspace, 'looks-like-code', filter);
      expect(passed).toBeGreaterThan(5);
      expect(await tf.fmtCheck()).toBe('');
    }, 300_000);

    test.each(['rest', 'http'] as const)(
      'pass for an app with operations that have no route, or the route of another one: %s',
      async (kind) => {
        const workspace = new Workspace('module-test');
        workspace.copy('modules');
        const paths = [
          '/{team}/jobs/{job}',
          '/{team}/jobs/{job}:stop',
          '/a//b',
          '/items',
          '/items/',
          '/orders/{order}',
          '/health',
        ];
        const api = readApi(
          JSON.stringify({
            openapi: '3.1.0',
            info: { title: 'Jobs', version: '1' },
            paths: {
              // The first of the document: API Gateway answers it in place of the app
              '/any': { options: { operationId: 'what_is_there', responses: {} } },
              ...Object.fromEntries(
                paths.map((path) => [path, { get: { operationId: path, responses: {} } }]),
              ),
            },
          }),
          'openapi.json',
        );
        const filesFor = (app: ApiModel) =>
          new Map(moduleFiles(routerModule({ name: 'unrouted', kind, api: app })));
        const [files, others] = [filesFor(api), filesFor(EXAMPLE)];
        for (const [path, text] of files) workspace.write(join('modules', 'unrouted', path), text);
        // Tests with the same text for the example app have passed beside its module
        const own = [...files.keys()].filter(
          (path) => path.endsWith('.tftest.hcl') && files.get(path) !== others.get(path),
        );
        expect(own).toContain('tests/operations.tftest.hcl');
        const { passed } = await allPass(workspace, 'unrouted', ...own.map((path) => `-filter=${path}`));
        expect(passed).toBeGreaterThan(20);
      },
      300_000,
    );
  });
});

describeWithTools('the calls in the READMEs', ['terraform'], () => {
  test.each(MODULES)(
    'of %s are valid as they stand',
    async (name) => {
      const readme = readFileSync(join(REPOSITORY, 'modules', name, 'README.md'), 'utf8');
      // What is called from elsewhere has addresses for its readers to fill in
      const blocks = [...readme.matchAll(/```hcl\n([\s\S]*?)```/g)]
        .map(([, text = '']) => text)
        .filter((text) => !text.includes('YOUR-'));
      expect(blocks.length).toBeGreaterThan(0);
      const workspace = new Workspace('readme');
      workspace.copy('modules');
      workspace.write(
        'openapi.json',
        JSON.stringify({ openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: {} }),
      );
      // Read by the call in the README of lambda-function
      emptyPackage(workspace, 'worker.zip');
      workspace.write('main.tf', blocks.join('\n'));
      const tf = new Terraform('terraform', workspace.path);
      await tf.init();
      expect(await tf.validate()).toMatchObject({ valid: true, diagnostics: [] });
      expect(await tf.fmtCheck()).toBe('');
    },
    120_000,
  );
});

describeWithTools('tflint', ['tflint'], () => {
  test.each(MODULES)(
    'finds nothing in %s',
    (name) => {
      const workspace = new Workspace('tflint');
      workspace.write('.tflint.hcl', 'plugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\n');
      const chdir = join(REPOSITORY, 'modules', name);
      const output = lint(workspace.at('.tflint.hcl'), chdir);
      expect(output.issues.map((issue) => `${issue.rule.name}: ${issue.message}`)).toEqual([]);
      expect(output.errors).toEqual([]);
    },
    60_000,
  );
});

interface Lint {
  issues: { rule: { name: string }; message: string }[];
  errors: unknown[];
}

// terraform_standard_module_structure wants all outputs and variables in files of their name, and a main.tf: kept too.
function lint(config: string, chdir: string): Lint {
  try {
    return JSON.parse(
      execFileSync('tflint', ['--format=json', `--config=${config}`, `--chdir=${chdir}`], {
        encoding: 'utf8',
      }),
    );
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

describeWithTools('terraform-docs', ['terraform-docs'], () => {
  test.each(MODULES)('prints the tables that stand in the README of %s', (name) => {
    const folder = join(REPOSITORY, 'modules', name);
    const tables = execFileSync('terraform-docs', ['markdown', 'table', '--lockfile=false', folder], {
      encoding: 'utf8',
    });
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain(`<!-- BEGIN_TF_DOCS -->\n${tables.trim()}\n<!-- END_TF_DOCS -->`);
  });
});
