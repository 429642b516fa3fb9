import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { main } from '../../src/cli/main';
import { packOwnPackage } from '../../src/generate/own-package';
import { readProject } from '../../src/project';
import { synth } from '../../src/synth';
import { planUpgrade, writeUpgrade } from '../../src/upgrade';
import { keepPrinted } from '../cli/printed';
import { Workspace } from '../support/workspace';

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/items': { get: { operationId: 'list_items', responses: { 200: { description: 'ok' } } } } },
};
const OLD = 'vendor/terragate-0.0.1.tgz';
const NEW = `vendor/terragate-${version}.tgz`;

describe('an upgrade', () => {
  const workspace = new Workspace('upgrade');
  const printed = keepPrinted();
  let count = 0;

  // Built again where a source has changed since the last time
  beforeAll(packOwnPackage, 120_000);

  /** A project of an older version: one input of its module has another name there, and a file is no longer written. */
  const older = (wanted = `file:${OLD}`) => {
    const name = `p${count++}`;
    const apis = [{ name: 'shop', kind: 'http' }] as const;
    workspace.write(
      `${name}/terragate.json`,
      JSON.stringify({ name, modules: { folder: 'infra/modules', apis, include: [] } }),
    );
    workspace.write(`${name}/openapi.json`, JSON.stringify(DOCUMENT));
    workspace.write(
      `${name}/package.json`,
      `{\n\t"name": "web",\n\t"devDependencies": {"terragate": "${wanted}"}\n}\n`,
    );
    workspace.write(`${name}/${OLD}`, 'old');
    const modulesDir = workspace.at(name, 'infra/modules');
    synth({ openapi: workspace.at(name, 'openapi.json'), apis, modulesDir, include: [] });
    const variables = join(modulesDir, 'shop/variables.tf');
    const text = readFileSync(variables, 'utf8');
    workspace.write(
      `${name}/infra/modules/shop/variables.tf`,
      text.replaceAll('events_path', 'path_of_events'),
    );
    workspace.write(`${name}/infra/modules/shop/old.tf`, text.split('\n')[0] ?? '');
    return workspace.at(name);
  };
  const state = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')] as const);
  const run = (folder: string, ...args: string[]) => main(['upgrade', '--cwd', folder, ...args]);

  it('says what changes, and writes nothing in a dry run', async () => {
    const folder = older();
    const before = state(folder);

    expect(await run(folder, '--dry-run')).toBe(0);
    expect(printed.out).toContain(`Terragate 0.0.1 -> ${version}`);
    expect(printed.out).toMatch(/infra\/modules\/shop {3}1 file changed, 1 file gone/);
    expect(printed.out).toMatch(/\+ input events_path \(default "\/events"\)/);
    expect(printed.out).toMatch(/- input path_of_events/);
    expect(printed.out).toMatch(/0\.1\.0 {3}An authorizer called `api_key`/);
    expect(printed.out).toMatch(/nothing was written\n$/);
    expect(state(folder)).toEqual(before);
  });

  it('prints each change as a diff where that is asked for', async () => {
    expect(await run(older(), '--dry-run', '--diff', '--json')).toBe(0);

    const { patch, from, modules } = JSON.parse(printed.out);
    expect(from).toBe('0.0.1');
    expect(modules).toEqual([expect.objectContaining({ folder: 'infra/modules/shop' })]);
    expect(patch).toContain(`-\t"devDependencies": {"terragate": "file:${OLD}"}`);
    expect(patch).toContain(`+\t"devDependencies": {"terragate": "file:${NEW}"}`);
    expect(patch).toContain('+++ b/infra/modules/shop/variables.tf');
  });

  it('writes modules, package and what installs it, and is then done', async () => {
    const folder = older();

    expect(await run(folder, '--yes')).toBe(0);
    expect(printed.out).toMatch(/next:\n {2}npm install +#/);
    expect(readdirSync(join(folder, 'vendor'))).toEqual([`terragate-${version}.tgz`]);
    expect(readFileSync(join(folder, NEW)).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(
      `{\n\t"name": "web",\n\t"devDependencies": {"terragate": "file:${NEW}"}\n}\n`,
    );
    expect(existsSync(join(folder, 'infra/modules/shop/old.tf'))).toBe(false);
    expect(await run(folder)).toBe(0);
    expect(printed.out).toMatch(/nothing to change\n$/);
  });

  it('asks before it writes', async () => {
    const folder = older();
    const before = state(folder);

    expect(await run(folder)).toBe(1);
    expect(printed.err).toMatch(
      /\+ input events_path[\s\S]*the question whether to upgrade the project needs a terminal/,
    );
    expect(state(folder)).toEqual(before);
  });

  it('changes a version of a registry in its place, and keeps its range', async () => {
    const folder = older('^0.0.1');
    const plan = await planUpgrade(readProject(folder));
    writeUpgrade(plan);

    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain(`"terragate": "^${version}"`);
    expect(readdirSync(join(folder, 'vendor'))).toEqual(['terragate-0.0.1.tgz']);
  });

  it('leaves a link to a folder as it is, with a word', async () => {
    expect(await run(older('file:../terragate'), '--dry-run')).toBe(0);
    expect(printed.out).toContain('note: package.json: "file:../terragate" names no version, and stays');
    expect(printed.out).not.toContain('changed package.json');
  });

  it('changes the stack of a TypeScript project too', async () => {
    const folder = older();
    const stack = join(folder, 'infra/package.json');
    workspace.write(
      stack.slice(workspace.path.length + 1),
      `{"devDependencies": {"terragate": "file:../${OLD}"}}`,
    );
    writeUpgrade(await planUpgrade(readProject(folder)));

    expect(readFileSync(stack, 'utf8')).toBe(`{"devDependencies": {"terragate": "file:../${NEW}"}}`);
  });

  it('names the package again where its file is another one of the same name', async () => {
    const folder = older(`file:${NEW}`);
    workspace.write(join(folder, NEW).slice(workspace.path.length + 1), 'another build');
    const { next, steps } = await planUpgrade(readProject(folder));

    expect(next[0]?.command).toBe(`npm install --save-dev ./${NEW}`);
    expect(steps).toEqual([]);
  });

  it('refuses a project of a newer version', async () => {
    expect(await run(older('99.0.0'))).toBe(1);
    expect(printed.err).toMatch(/records Terragate 99\.0\.0, and this is .*, an older one/);
  });

  it('refuses to change a file that was changed since the plan, and changes none', async () => {
    const folder = older();
    const plan = await planUpgrade(readProject(folder));
    const edited = join(folder, 'infra/modules/shop/variables.tf').slice(workspace.path.length + 1);
    workspace.write(edited, `${readFileSync(workspace.at(edited), 'utf8')}# mine\n`);
    const before = state(folder);

    expect(() => writeUpgrade(plan)).toThrow(/variables\.tf: the file has changed meanwhile/);
    expect(state(folder)).toEqual(before);
  });

  it('touches no file of others that stands where a module has one', async () => {
    const folder = older();
    workspace.write(join(folder, 'infra/modules/shop/main.tf').slice(workspace.path.length + 1), '# mine\n');
    const before = state(folder);

    expect(await run(folder, '--yes')).toBe(1);
    expect(printed.err).toMatch(/a file that Terragate did not write[\s\S]*terragate upgrade again/);
    expect(state(folder)).toEqual(before);
  });

  it('needs the document of the app', async () => {
    const folder = older();
    workspace.write(
      join(folder, 'terragate.json').slice(workspace.path.length + 1),
      JSON.stringify({
        name: 'p',
        openapi: 'none.json',
        modules: { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'http' }] },
      }),
    );

    expect(await run(folder)).toBe(1);
    expect(printed.err).toMatch(/none\.json/);
  });
});

describe('a command in a project of another version', () => {
  const workspace = new Workspace('other-version');
  const printed = keepPrinted();
  beforeAll(() => {
    workspace.write('terragate.json', '{"name": "shop"}');
    workspace.write('infra/main.tf', '');
  });

  it.each([
    [
      '0.0.1',
      /^note: this is Terragate .*, and the project records 0\.0\.1: terragate upgrade --dry-run says/m,
    ],
    [
      '99.0.0',
      /^note: this is Terragate .*, and the project records 99\.0\.0, a newer one: npm install gets it/m,
    ],
  ])('of version %s says so beside its result', async (recorded, note) => {
    workspace.write('package.json', JSON.stringify({ devDependencies: { terragate: recorded } }));

    await main(['status', '--cwd', workspace.path, '--json']);
    expect(printed.err).toMatch(note);
  });

  it('says nothing of its own version', async () => {
    workspace.write('package.json', JSON.stringify({ devDependencies: { terragate: version } }));

    await main(['status', '--cwd', workspace.path]);
    expect(printed.err + printed.out).not.toContain('this is Terragate');
  });
});
