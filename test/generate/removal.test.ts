import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addProject, type GivenAddOptions, removalOf, removeAll } from '../../src/generate';
import { packOwnPackage } from '../../src/generate/own-package';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { NOTHING_OBSERVED } from './observed';

const DOCUMENT = `${JSON.stringify(
  {
    info: { title: 'Shop', version: '1' },
    openapi: '3.1.0',
    // API Gateway can not hold the first two
    paths: Object.fromEntries(
      ['/{team}/jobs/{job}:start', '/{team}/jobs/{job}:stop', '/orders'].map((path, i) => [
        path,
        { post: { operationId: `operation_${i}` } },
      ]),
    ),
  },
  undefined,
  2,
)}\n`;

describe('taking add back', () => {
  beforeAll(packOwnPackage, 120_000);

  const workspace = new Workspace('remove');

  const state = (folder: string) =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .map((entry) => [join(entry.parentPath, entry.name), entry.isFile()] as const)
        .map(([path, isFile]) => [relative(folder, path), isFile ? readFileSync(path, 'utf8') : 'a folder']),
    );
  const layout = (copy: string, name = 'single-file') =>
    workspace.copy(`test/fixtures/layouts/${name}`, copy);
  const add = (folder: string, options: GivenAddOptions = {}) =>
    addProject(options, {
      cwd: folder,
      exportDocument: async (_, { out = '' } = {}) => {
        writeFileSync(out, DOCUMENT);
        return NOTHING_OBSERVED;
      },
    });
  const removal = (folder: string) => removalOf(readProject(folder));
  const added = async (copy: string, options: GivenAddOptions = {}) => {
    const folder = layout(copy);
    await add(folder, options);
    return folder;
  };

  it.each<[string, string, GivenAddOptions]>([
    ['all by default', 'single-file', {}],
    ['a run.sh that was there', 'package-with-routers', { auth: 'Cognito' }],
    ['isolated functions of a factory', 'app-factory', { integrationPattern: 'isolated', auth: 'None' }],
    [
      'a stack, by a Python handler',
      'single-file',
      { iac: 'typescript', framework: 'cdktn', handler: 'mangum', integrationPattern: 'isolated' },
    ],
    [
      'an HTTP API that leaves an operation out',
      'single-file',
      { computeType: 'http-api', integrationPattern: 'isolated', iac: 'typescript', architecture: 'x86_64' },
    ],
  ])('leaves the project as it was: %s', async (copy, name, options) => {
    const folder = layout(copy, name);
    const before = state(folder);
    const { files, notes } = await add(folder, options);
    expect(notes.join()).toContain('2 operations can not have routes');
    workspace.write(`${copy}/infra/modules/${readProject(folder).name}/lambda.zip`, 'a package');
    workspace.write(`${copy}/.terragate/build.json`, '{}');
    const after = state(folder);
    const found = await removal(folder);
    expect(state(folder)).toEqual(after);
    expect(found).toMatchObject({ kept: [], folders: ['.terragate'] });
    expect(found.files.filter((path) => !path.endsWith('.zip'))).toEqual(files);
    removeAll(found);
    expect(state(folder)).toEqual(before);
  });

  it('leaves the project as it was, behind a function URL too', async () => {
    for (const [name, options] of Object.entries({ url: {}, cdn: { auth: 'None', iac: 'typescript' } })) {
      const folder = layout(name);
      const before = state(folder);
      const { files } = await add(folder, { ...options, computeType: 'function-url' });
      workspace.write(`${name}/infra/lambda.zip`, 'a package');
      const found = await removal(folder);
      expect(found.kept).toEqual([]);
      expect(found.files).toEqual([...files, 'infra/lambda.zip'].sort());
      removeAll(found);
      expect(state(folder)).toEqual(before);
    }
  });

  it('keeps what was changed, is not of add, or is of others, and says why', async () => {
    const folder = layout('kept');
    const before = state(folder);
    writeFileSync(join(folder, 'api.json'), DOCUMENT);
    writeFileSync(join(folder, 'package.json'), '{"name": "web"}\n');
    await add(folder, { openapi: join(folder, 'api.json') });
    const npm = '{"name": "web", "devDependencies": {"terragate": "file:vendor/terragate-0.1.0.tgz"}}\n';
    writeFileSync(join(folder, 'package.json'), npm);
    writeFileSync(
      join(folder, 'infra/main.tf'),
      `${readFileSync(join(folder, 'infra/main.tf'), 'utf8')}# mine\n`,
    );
    workspace.write('kept/infra/backend.md', 'mine');
    workspace.write('kept/infra/modules/kept/notes.md', 'mine');
    workspace.write('kept/infra/.terraform/providers/x', '');
    workspace.write('kept/vendor/other.tgz', '');
    const found = await removal(folder);
    const changed = 'it was changed, or is not of terragate add';
    expect(found.kept).toEqual([
      { path: 'api.json', why: 'a file of your own' },
      { path: 'infra/.terraform/', why: 'it is not of terragate add' },
      { path: 'infra/backend.md', why: 'it is not of terragate add' },
      { path: 'infra/main.tf', why: changed },
      { path: 'infra/modules/kept/notes.md', why: 'it is not of terragate add' },
      { path: 'package.json', why: changed },
      {
        path: expect.stringMatching(/^vendor\/terragate-/),
        why: 'package.json installs it: npm uninstall terragate',
      },
    ]);
    removeAll(found);
    const left = Object.keys(state(folder)).filter(
      (path) => state(folder)[path] !== 'a folder' && !(path in before),
    );
    expect(left.sort()).toEqual(
      [...found.kept.map(({ path }) => path), 'infra/.terraform/providers/x', 'vendor/other.tgz']
        .filter((path) => !path.endsWith('/'))
        .sort(),
    );
  });

  it('takes the lock and the environment that Terragate made, and no others', async () => {
    const folder = await added('environments');
    workspace.write(
      'environments/requirements.lock',
      '# Locked by terragate from requirements.txt (0a1b2c3d4e5f)\n',
    );
    workspace.write('environments/.venv/terragate.json', '{}');
    const ours = await removal(folder);
    expect(ours.files).toContain('requirements.lock');
    expect(ours.folders).toContain('.venv');
    workspace.write('environments/requirements.lock', 'fastapi==0.115.0\n');
    const theirs = layout('foreign-environment');
    await add(theirs);
    workspace.write('foreign-environment/.venv/pyvenv.cfg', '');
    expect((await removal(folder)).files).not.toContain('requirements.lock');
    expect((await removal(theirs)).folders).not.toContain('.venv');
  });

  it('keeps a document that somebody has changed', async () => {
    const folder = await added('edited-document');
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(JSON.parse(DOCUMENT)));
    const found = await removal(folder);
    expect(found.files).not.toContain('openapi.json');
    expect(found.kept).toEqual([{ path: 'openapi.json', why: expect.stringMatching(/changed/) }]);
  });

  it('leaves settings in a package.json to the user', async () => {
    const folder = await added('npm');
    const settings = readFileSync(join(folder, 'terragate.json'), 'utf8');
    removeAll({ folder, files: ['terragate.json'], folders: [], kept: [] });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ terragate: JSON.parse(settings) }));
    expect((await removal(folder)).kept.filter(({ path }) => path === 'package.json')).toEqual([
      { path: 'package.json', why: 'its entry "terragate" is of your own' },
    ]);
  });

  const STATE = JSON.stringify({
    version: 4,
    resources: [{ mode: 'data' }, { mode: 'managed' }, { mode: 'managed' }],
  });

  it.each([
    ['infra/terraform.tfstate', STATE, /infra\/terraform\.tfstate: Terraform holds 2 resources/],
    [
      'infra/terraform.tfstate.d/dev/terraform.tfstate',
      STATE,
      /terraform\.tfstate\.d\/dev.* holds 2 resources/,
    ],
    ['.terragate/endpoints/http-aws/terraform.tfstate', STATE, /endpoints.* holds 2 resources/],
    [
      'infra/.terraform/terraform.tfstate',
      '{"backend": {"type": "s3"}}',
      /the state of Terraform is elsewhere \(s3\)/,
    ],
    [
      'infra/backend.tf',
      'terraform {\n  backend "gcs" {}\n}\n',
      /backend\.tf: the state .* elsewhere \(gcs\)/,
    ],
    ['infra/cloud.tf', 'terraform {\n  cloud {\n  }\n}\n', /cloud\.tf: the state .* elsewhere \(cloud\)/],
  ])('is refused while Terraform holds something: %s', async (path, text, message) => {
    const folder = workspace.at('held');
    if (!existsSync(folder)) await added('held');
    workspace.write(join('held', path), text);
    await expect(removal(folder)).rejects.toThrow(message);
    await expect(removal(folder)).rejects.toThrow(/fix: {5}destroy what is there: terragate down --aws/);
    for (const harmless of ['{"version": 4, "resources": []}', 'terraform {\n  # backend "s3" {}\n}\n'])
      workspace.write(join('held', path), harmless);
    expect((await removal(folder)).files).toContain('terragate.json');
  });

  it('looks for no file outside the project', async () => {
    workspace.write('outside/app/main.py', '');
    workspace.write('outside/app/openapi.json', DOCUMENT);
    mkdirSync(workspace.at('outside/deploy/infra'), { recursive: true });
    workspace.write('outside/deploy/terragate.json', '{"app": "../app", "packages": ["../lambda.zip"]}');
    workspace.write('outside/lambda.zip', '');
    expect((await removal(workspace.at('outside/deploy'))).files).toEqual(['terragate.json']);
  });
});
