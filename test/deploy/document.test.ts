import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportDocument, synthProject, withFreshDocument } from '../../src/deploy';
import { inspect } from '../../src/inspect';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

const SETTINGS = {
  name: 'shop',
  appObject: 'main:app',
  openapi: 'docs/api.json',
  modules: { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'rest' }] },
};

/** The folder has no Python project that could be imported: each import would fail. */
describe('a document that the user keeps', () => {
  const workspace = new Workspace('own-document');
  const silent = () => undefined;

  const shop = (name: string) => {
    workspace.write(`${name}/terragate.json`, JSON.stringify(SETTINGS));
    workspace.write(`${name}/infra/main.tf`, 'module "shop" {\n  source = "./modules/shop"\n}\n');
    workspace.copy('examples/fastapi-app/openapi.json', `${name}/docs/api.json`);
    return readProject(workspace.at(name));
  };

  it('is what modules are written for, checked and inspected by, and stays as it is', async () => {
    const project = shop('kept');
    const before = readFileSync(workspace.at('kept/docs/api.json'), 'utf8');
    expect(await exportDocument(project, silent)).toBe(false);
    const written = await synthProject(project, silent);
    expect(written.changed.length).toBeGreaterThan(0);
    expect((await synthProject(project, silent, { check: true })).summary).toMatch(/up to date$/);
    expect(await withFreshDocument(project, silent, (path) => path)).toBe(
      join(project.folder, 'docs/api.json'),
    );
    expect((await inspect(project)).apis[0]?.operations).not.toEqual([]);
    expect(readFileSync(workspace.at('kept/docs/api.json'), 'utf8')).toBe(before);
    expect(readdirSync(project.folder).sort()).toEqual(['.terragate', 'docs', 'infra', 'terragate.json']);
  });

  it('that changed is seen by synth --check and inspect, which name it', async () => {
    const project = shop('changed');
    await synthProject(project, silent);
    workspace.write(
      'changed/docs/api.json',
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'x', version: '1' },
        paths: { '/new': { get: { operationId: 'new_one' } } },
      }),
    );
    await expect(synthProject(project, silent, { check: true })).rejects.toThrow(/is not what synth writes/);
    expect((await inspect(project)).notes.join()).toContain('older than docs/api.json (without new_one;');
  });

  it('that is not there is named with its setting', async () => {
    const project = { ...shop('gone'), openapi: workspace.at('gone/docs/none.json') };
    for (const work of [
      () => exportDocument(project, silent),
      () => synthProject(project, silent),
      () => synthProject(project, silent, { check: true }),
      () => inspect(project),
    ])
      await expect(work()).rejects.toThrow(
        /none\.json: the document does not exist\n {2}fix: {5}write it, or correct "openapi" in terragate\.json/,
      );
    expect(existsSync(workspace.at('gone/infra/modules'))).toBe(false);
  });
});
