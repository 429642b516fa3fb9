import { existsSync } from 'node:fs';
import { docsAddress, keepDocsPage } from '../../src/deploy/docs-page';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

const URL = 'http://localhost:8400/';
const page = (path: string) => ({ kind: 'route', path, docs: true }) as const;

describe("the page with an app's documentation", () => {
  const workspace = new Workspace('docs-page');
  const shop = (name: string) => {
    workspace.write(`${name}/terragate.json`, '{"name": "shop"}');
    workspace.write(`${name}/infra/main.tf`, '');
    return readProject(workspace.at(name));
  };

  it('is the usual one before an import has said where it is, and nothing is written for that', () => {
    expect(docsAddress(shop('new'), { url: URL, docs: true })).toBe('http://localhost:8400/docs');
    expect(existsSync(workspace.at('new/.terragate'))).toBe(false);
  });

  it('is where the app has it, as its last import said', () => {
    const project = shop('own');
    const address = () => docsAddress(project, { url: URL, docs: true });
    keepDocsPage(project, { unlisted: [{ kind: 'route', path: '/redoc' }, page('/help/api')] });
    expect(address()).toBe('http://localhost:8400/help/api');

    keepDocsPage(project, { unlisted: [{ kind: 'route', path: '/docs' }] });
    expect(address()).toBeUndefined();
  });

  it('is none where no route leads there', () => {
    expect(docsAddress(shop('closed'), { url: URL, docs: false })).toBeUndefined();
  });
});
