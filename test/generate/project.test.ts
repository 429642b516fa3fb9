import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkedOptions, newProject } from '../../src/generate';
import { packOwnPackage } from '../../src/generate/own-package';
import { projectFiles } from '../../src/generate/project';
import { EXAMPLE_PATH } from '../../src/generate/readme';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { COMBINATIONS } from './combinations';

function listed(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

describe('a new project', () => {
  const workspace = new Workspace('new');
  const options = checkedOptions({ name: 'orders', auth: 'Cognito' });

  beforeAll(packOwnPackage, 120_000);

  it('is made of the files that a dry run lists', async () => {
    const dry = await newProject(options, { cwd: workspace.path, dryRun: true });
    expect(readdirSync(workspace.path)).toEqual([]);

    const made = await newProject(options, { cwd: workspace.path });
    expect(made).toEqual(dry);
    expect(made.folder).toBe(workspace.at('orders'));
    expect(listed(made.folder)).toEqual([...dry.files].sort());
    expect(lstatSync(workspace.at('orders/run.sh')).mode & 0o111).toBe(0o111);
    expect(readFileSync(workspace.at('orders/run.sh'), 'utf8')).not.toContain('\r');
  });

  it('is a project', () => {
    expect(readProject(workspace.at('orders'))).toMatchObject({
      name: 'orders',
      appObject: 'orders.main:app',
      handler: 'run.sh',
      root: workspace.at('orders/infra'),
      packages: [workspace.at('orders/infra/modules/orders/lambda.zip')],
      modules: { folder: workspace.at('orders/infra/modules'), apis: [{ name: 'orders', kind: 'rest' }] },
    });
  });

  it('is not made a second time, not even dry', async () => {
    for (const dryRun of [true, false])
      await expect(newProject(options, { cwd: workspace.path, dryRun })).rejects.toThrow(/the folder exists/);
  });

  it('is not made when it is interrupted', async () => {
    const made = newProject(checkedOptions({ name: 'halted' }), {
      cwd: workspace.path,
      signal: AbortSignal.abort(),
    });
    await expect(made).rejects.toThrow(/abort/i);
    expect(existsSync(workspace.at('halted'))).toBe(false);
    expect(readdirSync(workspace.path)).toEqual(['orders']);
  });

  it('has the modules of its kind and no others', () => {
    const modules = (computeType: string) => [
      ...new Set(
        [...projectFiles(checkedOptions({ name: 'orders', computeType })).keys()].flatMap(
          (path) => /^infra\/modules\/([^/]+)\//.exec(path)?.slice(1, 2) ?? [],
        ),
      ),
    ];
    expect(modules('rest-api')).toEqual(['lambda-function', 'orders', 'rest-api']);
    expect(modules('http-api')).toEqual(['http-api', 'lambda-function', 'orders']);
    expect(modules('function-url')).toEqual(['function-url', 'lambda-function']);
  });

  describe.each(COMBINATIONS)('with $computeType $integrationPattern $auth $iac $handler', (given) => {
    const chosen = checkedOptions({ ...given, name: 'orders' });
    const files = projectFiles(chosen);
    const text = (path: string) => files.get(path)?.text ?? '';

    it('has nothing of the names of the templates', () => {
      const left = [...files].filter(([path, file]) => /my_api|my-api|MyApi/.test(`${path}\n${file.text}`));
      expect(left.map(([path]) => path)).toEqual([]);
    });

    it('says in its infrastructure what was chosen', () => {
      const root = chosen.iac === 'terraform' ? text('infra/main.tf') : text('infra/stack.ts');
      const isBehindUrl = chosen.computeType === 'function-url';
      if (isBehindUrl) expect(/distribution_?enabled/i.test(root)).toBe(chosen.auth === 'None');
      else expect(root).toContain(chosen.auth.toUpperCase());
      for (const word of [`python${chosen.pythonVersion}`, chosen.architecture]) expect(root).toContain(word);
      if (chosen.handler === 'mangum') expect(root).toContain('orders.main.handler');
      expect(root.includes('3.14') ? root : '>= 6.20').toContain('>= 6.20');
      expect(JSON.parse(text('terragate.json'))).toMatchObject({
        architecture: chosen.architecture,
        pythonVersion: chosen.pythonVersion,
        handler: chosen.handler === 'mangum' ? 'orders.main.handler' : 'run.sh',
      });
    });

    it('has a README of what there is', () => {
      const readme = text('README.md');
      for (const [, path = ''] of readme.matchAll(/^\| `([^`]+)` \|/gm)) {
        const there = path.endsWith('/')
          ? [...files.keys()].some((file) => file.startsWith(path))
          : files.has(path);
        expect([path, there]).toEqual([path, true]);
      }
      const [path = ''] = EXAMPLE_PATH.split('?');
      expect(JSON.parse(text('openapi.json')).paths).toHaveProperty([path, 'get']);
      expect(readme).not.toMatch(/undefined|\$\{options|\n\n\n/);
      for (const [, output = ''] of readme.matchAll(/output -raw (\w+)/g))
        expect(text('infra/outputs.tf') + text('infra/stack.ts')).toMatch(new RegExp(`["']${output}["']`));
    });
  });
});
