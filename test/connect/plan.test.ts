import { appendFileSync, existsSync, lstatSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectPlan, planConnect, writePlan } from '../../src/connect';
import { readApi } from '../../src/openapi';
import { documentOf } from '../client/support';
import { Workspace } from '../support/workspace';
import { MAIN_TEXT, textOf, writeWebsite } from './support';

const workspace = new Workspace('connection');
const api = readApi(
  JSON.stringify(documentOf({ '/': { get: { operationId: 'root', responses: {} } } })),
  'openapi.json',
);
let count = 0;
const website = () => writeWebsite(workspace, `web-${++count}`);

function plan(folder: string): ConnectPlan {
  const address = { given: undefined, local: { url: 'http://localhost:8400/', isRunning: false } };
  return planConnect({ website: folder, out: 'src/api', api, auth: 'None', address });
}

describe('a connection that is planned', () => {
  it('writes nothing before it is written', () => {
    const folder = website();
    expect(plan(folder).changes.map(({ path }) => path)).toContain('src/main.tsx');
    expect(existsSync(join(folder, 'src/api'))).toBe(false);
    expect(textOf(join(folder, 'src/main.tsx'))).toBe(MAIN_TEXT);
  });

  it.each(['src/main.tsx', 'package.json'])(
    'is not written where %s has changed meanwhile, and the change stays',
    (path) => {
      const folder = website();
      const connection = plan(folder);
      appendFileSync(join(folder, path), '\n');
      const changed = textOf(join(folder, path));
      expect(() => writePlan(connection)).toThrow(`${join(folder, path)}: the file has changed meanwhile`);
      expect(textOf(join(folder, path))).toBe(changed);
      expect(existsSync(join(folder, 'src/api'))).toBe(false);
    },
  );

  it('changes the file that a link leads to, and keeps the link', () => {
    const folder = website();
    renameSync(join(folder, 'src/main.tsx'), join(folder, 'start.tsx'));
    symlinkSync('../start.tsx', join(folder, 'src/main.tsx'));
    writePlan(plan(folder));
    expect(lstatSync(join(folder, 'src/main.tsx')).isSymbolicLink()).toBe(true);
    expect(textOf(join(folder, 'start.tsx'))).toContain('<MyAPIProvider>');
  });
});
