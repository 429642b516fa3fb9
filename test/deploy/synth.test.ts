import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modulesKey, synthProject, writeModules } from '../../src/deploy/synth';
import { type Project, readProject } from '../../src/project';

const APP = join(__dirname, '../../examples/fastapi-app/openapi.json');

describe('the modules of a project', () => {
  let folder: string;
  let progress: string[];
  const tell = (line: string) => progress.push(line);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-modules-'));
    copyFileSync(APP, join(folder, 'openapi.json'));
    progress = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const project = (settings: object): Project => {
    writeFileSync(join(folder, 'terragate.json'), JSON.stringify({ root: '.', ...settings }));
    return readProject(folder);
  };
  const MODULES = { modules: { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'rest' }] } };

  it('are written by terragate itself, which says what API Gateway does not check', async () => {
    const shop = project(MODULES);
    const { summary, files, modules, changed } = await writeModules(shop, tell);

    expect(modules).toEqual(['rest-api', 'api-gateway-account', 'lambda-function', 'shop']);
    expect(summary).toBe(`infra/modules: 4 modules, ${files} files, ${files} written`);
    expect(changed).toHaveLength(files);
    expect(existsSync(join(folder, 'infra/modules/shop/main.tf'))).toBe(true);
    expect(progress).toContainEqual(expect.stringMatching(/^not checked by API Gateway: shop: /));
    expect((await writeModules(shop, tell)).summary).toBe(
      `infra/modules: 4 modules, ${files} files, unchanged`,
    );
  });

  it('have to be written again when the document, the settings, or a file of theirs changes, and at no other time', async () => {
    const shop = project(MODULES);
    const before = modulesKey(shop);
    await writeModules(shop, tell);
    const key = modulesKey(shop);

    expect(key).not.toBe(before);
    writeFileSync(join(folder, 'infra/modules/shop/lambda.zip'), 'a package');
    expect(modulesKey(shop)).toBe(key);
    const apis = [{ name: 'shop', kind: 'http' }];
    expect(modulesKey(project({ modules: { folder: 'infra/modules', apis } }))).not.toBe(key);
    const text = readFileSync(join(folder, 'openapi.json'), 'utf8');
    writeFileSync(join(folder, 'openapi.json'), `${text}\n`);
    expect(modulesKey(shop)).not.toBe(key);
    writeFileSync(join(folder, 'openapi.json'), text);
    rmSync(join(folder, 'infra/modules/shop/main.tf'));
    expect(modulesKey(shop)).not.toBe(key);
  });

  it('name the command of the project when a file is in the way', async () => {
    await writeModules(project(MODULES), tell);
    writeFileSync(join(folder, 'infra/modules/shop/main.tf'), '# mine\n');

    await expect(writeModules(project(MODULES), tell)).rejects.toThrow(/then run terragate synth again/);
  });

  it('are written by a command of the project where it names one', async () => {
    const shop = project({
      synth: ['node', '-e', 'console.log("hello"); require("fs").writeFileSync("written", "")'],
    });

    expect(await synthProject(shop, tell)).toMatchObject({ command: shop.synth, files: 0, summary: '' });
    expect(progress).toEqual(['hello']);
    expect(existsSync(join(folder, 'written'))).toBe(true);
  });

  it.each([
    [
      { synth: ['node', '-e', 'console.error("no modules today"); process.exit(3)'] },
      /exit code 3\n {4}\| no modules today/,
    ],
    [{ synth: ['no-such-program'] }, /the program "no-such-program" is not on this machine/],
    [{}, /the settings name no modules[\s\S]*"modules": \{"folder"/],
  ])('cannot be written: %j', async (settings, message) => {
    await expect(synthProject(project(settings), tell)).rejects.toThrow(message);
  });

  it('are checked only where terragate writes them', async () => {
    await expect(synthProject(project({ synth: ['true'] }), tell, { check: true })).rejects.toThrow(
      /the output of the command "synth" is not known before it runs/,
    );
  });
});
