import { posix } from 'node:path';
import { checkedOptions, type GivenOptions } from '../../src/generate';
import { projectFiles } from '../../src/generate/project';
import { documentOf, readProject } from '../../src/project';
import { checkSynth } from '../../src/synth';
import { Workspace } from '../support/workspace';

// Which files a new project has, by its options

const planned = (given: GivenOptions = {}) => projectFiles(checkedOptions({ name: 'orders', ...given }));
const isOfModules = (path: string) => path.startsWith('infra/modules/');
const outside = (given: GivenOptions = {}) => [...planned(given).keys()].filter((path) => !isOfModules(path));
const inside = (given: GivenOptions = {}) =>
  [...planned(given).keys()].filter(isOfModules).map((path) => path.slice('infra/modules/'.length));

const PROJECT = [
  ...['.gitignore', 'README.md', 'openapi.json', 'package.json', 'pyproject.toml', 'terragate.json'],
  ...['infra/main.tf', 'infra/outputs.tf', 'infra/package.tf', 'infra/variables.tf'],
];
const FULL = [
  ...['__init__', 'api', 'init', 'invocation', 'main', 'middleware', 'observability', 'powertools'].map(
    (name) => `orders/${name}.py`,
  ),
  ...[
    '__init__',
    'conftest',
    'invocation',
    'test_api',
    'test_main',
    'test_middleware',
    'test_observability',
  ].map((name) => `tests/${name}.py`),
  'scripts/generate_open_api.py',
];
const USER = ['orders/user.py', 'tests/test_current_user.py', 'tests/test_user.py'];
const MINIMAL = ['orders/__init__.py', 'orders/main.py', 'orders/routes.py', 'tests/test_api.py'];

describe('the plan of a new project', () => {
  it.each([
    ['by default', {}, [...FULL, ...USER, 'run.sh']],
    ['that anyone may call', { auth: 'None' }, [...FULL, 'run.sh']],
    ['by Mangum', { handler: 'mangum' }, [...FULL, ...USER, 'tests/test_handler.py']],
    ['that is minimal', { minimal: true }, [...MINIMAL, 'run.sh']],
    ['that is minimal, by Mangum', { minimal: true, handler: 'mangum' }, [...MINIMAL, 'lambda_handler.py']],
  ])('%s has an app and its tests, one file for each subject', (_, given, app) => {
    expect(outside(given).sort()).toEqual([...PROJECT, ...app].sort());
  });

  it.each(['IAM', 'Cognito', 'None'])('that is minimal has the same app, whoever may call: %s', (auth) => {
    const texts = (one: GivenOptions) =>
      [...planned(one)].filter(([path]) => /\.(?:py|sh|toml)$|openapi/.test(path));
    const minimal = { minimal: true, computeType: 'http-api', auth };
    expect(texts(minimal)).toEqual(texts({ minimal: true }));
  });

  it('has telemetry, or nothing of it', () => {
    const about = (given: GivenOptions) =>
      [...planned(given)].filter(
        ([path, { text }]) => /\.(?:py|toml)$/.test(path) && /powertools/i.test(text),
      );
    expect(about({}).map(([path]) => path)).toEqual(
      expect.arrayContaining(['orders/observability.py', 'pyproject.toml', 'tests/test_observability.py']),
    );
    expect(about({ minimal: true })).toEqual([]);
  });

  it.each([
    {},
    { auth: 'None', handler: 'mangum' },
    { auth: 'Cognito', computeType: 'http-api' },
    { minimal: true },
  ])('imports no file of its own that is not there: %j', (given) => {
    const files = planned(given);
    const missing = [...files].flatMap(([path, { text }]) =>
      [...text.matchAll(/^from (?:\.|orders\.)(\w+) import|^from \. import (\w+)/gm)]
        .map(([line, name = '', other = '']) => {
          const folder = line.startsWith('from .') ? posix.dirname(path) : 'orders';
          return `${folder}/${name || other}.py`;
        })
        .filter((wanted) => path.endsWith('.py') && !files.has(wanted)),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['the usual', {}, 31, 2_600],
    ['a minimal', { minimal: true }, 16, 700],
  ])(
    'has no more files and lines of its own than it had, so that one can take it in: %s one',
    (_, given, files, lines) => {
      const own = [...planned(given)].filter(([path]) => !isOfModules(path));
      const counted = own.reduce((sum, [, { text }]) => sum + text.split('\n').length - 1, 0);
      expect(own.length + 1).toBeLessThanOrEqual(files); // with the package of Terragate
      expect(counted).toBeLessThanOrEqual(lines);
    },
  );
});

describe('the modules of a new project', () => {
  it.each([
    ['rest-api', ['lambda-function', 'orders', 'rest-api']],
    ['http-api', ['http-api', 'lambda-function', 'orders']],
  ])('of the kind %s are those that the root calls, and that these call', (computeType, modules) => {
    const paths = inside({ computeType });
    expect([...new Set(paths.map((path) => path.split('/')[0]))]).toEqual(modules);
    expect(paths.filter((path) => !/\/[a-z]+\.(?:tf|json)$/.test(path))).toEqual(['orders/README.md']);
    expect(paths).not.toContain('orders/moved.tf');
  });

  it('of a function URL are both called by the root, and have a README each', () => {
    const paths = inside({ computeType: 'function-url' });
    expect(paths.filter((path) => !/\/[a-z]+\.tf$/.test(path))).toEqual([
      'function-url/README.md',
      'lambda-function/README.md',
    ]);
    const main = planned({ computeType: 'function-url' }).get('infra/main.tf')?.text ?? '';
    expect([...main.matchAll(/source = "\.\/modules\/(.+)"/g)].map(([, name]) => name)).toEqual([
      'lambda-function',
      'function-url',
    ]);
  });

  it.each(['rest-api', 'http-api'])(
    'have tests where they are asked for, and nothing else: %s',
    (computeType) => {
      const [without, asked] = [planned({ computeType }), planned({ computeType, moduleTests: true })];
      const more = [...asked.keys()].filter((path) => !without.has(path));
      expect(more.filter((path) => !/^infra\/modules\/[a-z-]+\/tests\/\w+\.tftest\.hcl$/.test(path))).toEqual(
        [],
      );
      expect(new Set(more.map((path) => path.split('/')[2]))).toEqual(
        new Set([computeType, 'lambda-function', 'orders']),
      );
      const changed = [...without].filter(([path, { text }]) => asked.get(path)?.text !== text);
      expect(changed.map(([path]) => path)).toEqual(['terragate.json']);
    },
  );

  it('have classes where the infrastructure is TypeScript, of the framework that it has', () => {
    const files = planned({ iac: 'typescript', framework: 'cdktn' });
    const classes = [...files.keys()].filter((path) => isOfModules(path) && path.endsWith('.ts'));
    expect(classes).toEqual(
      ['lambda-function', 'orders', 'rest-api'].map((name) => `infra/modules/${name}/${name}.ts`),
    );
    expect(files.get('infra/stack.ts')?.text).toContain("'./modules/orders/orders'");
    expect(files.get('infra/modules/orders/orders.ts')?.text).toContain("from 'terragate/cdktn'");
    expect(inside({ iac: 'terraform' }).filter((path) => path.endsWith('.ts'))).toEqual([]);
  });

  const workspace = new Workspace('plan');

  it.each([
    {},
    { minimal: true, computeType: 'http-api' },
    { moduleTests: true },
    { iac: 'typescript' },
    { computeType: 'function-url' },
  ])('are what terragate synth writes: the settings remember what was asked for (%j)', (given) => {
    const name = `synth-${Object.keys(given).join('-')}`;
    for (const [path, { text }] of planned(given)) workspace.write(`${name}/${path}`, text);
    const project = readProject(workspace.at(name));
    const { folder = '', ...modules } = project.modules ?? { apis: [] };
    const checked = checkSynth({ ...modules, openapi: documentOf(project), modulesDir: folder });
    expect(checked.files).toBe(inside(given).length);
  });
});
