import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asgiTarget, documentOf, notOfTheApp, readProject } from '../../src/project';

describe('a project', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-project-'));
    for (const name of ['api/deep', 'infra', 'tf']) mkdirSync(join(folder, name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const settings = (content: unknown, file = 'terragate.json') =>
    writeFileSync(
      join(folder, file),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );

  it('is read from terragate.json, with paths from its folder', () => {
    settings({
      name: 'shop',
      app: 'api',
      root: 'tf',
      packages: ['tf/lambda.zip'],
      appObject: 'shop.main:api',
    });

    expect(readProject(folder)).toEqual({
      name: 'shop',
      folder,
      settings: join(folder, 'terragate.json'),
      app: join(folder, 'api'),
      appObject: 'shop.main:api',
      packageChoice: { groups: [], extras: [] },
      pythonPath: '.',
      root: join(folder, 'tf'),
      cdktf: undefined,
      packages: [join(folder, 'tf/lambda.zip')],
      handler: 'run.sh',
      architecture: 'arm64',
      pythonVersion: '3.13',
      modules: undefined,
      synth: undefined,
      callers: 'open',
      strict: false,
      state: join(folder, '.terragate'),
    });
  });

  it('names groups and extras of packages, none of which is an option of a tool', () => {
    settings({ extras: ['server'], dependencyGroups: ['aws', 'db.v2'] });
    expect(readProject(folder).packageChoice).toEqual({ groups: ['aws', 'db.v2'], extras: ['server'] });
    settings({ extras: ['server', '--index-url'], dependencyGroups: 'aws' });
    expect(() => readProject(folder)).toThrow(
      /"dependencyGroups" is not a list of texts[\s\S]*extras: this is no name of an extra[\s\S]*"--index-url"/,
    );
  });

  it('names an environment of Hatch, which is no option of a tool', () => {
    settings({ hatchEnvironment: 'serve' });
    expect(readProject(folder).packageChoice).toEqual({ groups: [], extras: [], environment: 'serve' });
    settings({ hatchEnvironment: '--all' });
    expect(() => readProject(folder)).toThrow(/hatchEnvironment: this is no name of an environment of Hatch/);
    settings({ hatchEnvironment: ['serve'] });
    expect(() => readProject(folder)).toThrow(/"hatchEnvironment" is not a text/);
  });

  it('names a document of the user, or variables for the import, from its folder', () => {
    settings({ openapi: 'docs/../api/openapi.yaml' });
    const project = readProject(folder);
    expect(documentOf(project)).toBe(join(folder, 'api/openapi.yaml'));
    settings({ app: 'api', envFile: 'import.env' });
    const other = readProject(folder);
    expect(documentOf(other)).toBe(join(folder, 'api/openapi.json'));
    // Its variables are no part of the package
    expect(notOfTheApp(other)).toContain(join(folder, 'import.env'));
    settings({ openapi: 1, envFile: 'import.env' });
    expect(() => readProject(folder)).toThrow(
      /envFile: "openapi" takes the place of the import[\s\S]*openapi: "openapi" is not a text/,
    );
  });

  it('is found from a folder below it', () => {
    settings({ app: 'api' });

    expect(readProject(join(folder, 'api/deep')).folder).toBe(folder);
  });

  it('is read from package.json where that has an entry for it', () => {
    settings(
      { name: 'npm-name', terragate: { app: 'api', synth: ['npx', 'tsx', 'main.ts'] } },
      'package.json',
    );

    expect(readProject(folder)).toMatchObject({
      synth: ['npx', 'tsx', 'main.ts'],
      root: join(folder, 'infra'),
    });
  });

  it('is not read from a package.json without such an entry', () => {
    settings({ name: 'npm-name' }, 'package.json');

    expect(() => readProject(folder)).toThrow(/no project: neither this folder nor one above it/);
  });

  it('names all mistakes of its settings at once, and what was meant', () => {
    settings({ ap: 'api', root: 'nowhere', packages: 'lambda.zip', appObject: 'main' });

    expect(() => readProject(folder)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /ap: there is no setting "ap" \(did you mean "app"\?\)[\s\S]*appObject: "appObject" does not name an object[\s\S]*packages: "packages" is not a list of texts[\s\S]*root: the folder does not exist\n {2}got: {5}"nowhere"/,
        ),
      }),
    );
  });

  it('names a file that is not JSON', () => {
    settings('{');

    expect(() => readProject(folder)).toThrow(/terragate\.json: the file is not JSON: /);
  });

  it('is not looked for in a folder that is not there', () => {
    expect(() => readProject(join(folder, 'gone'))).toThrow(/the folder does not exist/);
  });

  it('may name a factory in place of an object', () => {
    settings({ app: 'api', appObject: 'shop.main:create_app()' });

    expect(readProject(folder).appObject).toBe('shop.main:create_app()');
    expect(asgiTarget('shop.main:create_app()')).toEqual({ target: 'shop.main:create_app', factory: true });
    expect(asgiTarget('shop.main:app')).toEqual({ target: 'shop.main:app', factory: false });
  });

  it.each(['main:create_app(1)', 'main:create_app(', ':app()', 'main:()'])(
    'refuses the app object %s',
    (appObject) => {
      settings({ app: 'api', appObject });

      expect(() => readProject(folder)).toThrow(
        /appObject: "appObject" does not name an object[\s\S]*create_app\(\)/,
      );
    },
  );

  it.each([
    ['deep', 'deep'],
    ['./deep/', 'deep'],
    ['.', '.'],
  ])('has its modules in the folder %s of the app', (pythonPath, normal) => {
    settings({ app: 'api', pythonPath });

    expect(readProject(folder).pythonPath).toBe(normal);
  });

  it.each([
    ['src', /pythonPath: the folder does not exist/],
    ['../infra', /pythonPath: "pythonPath" is not a folder of the app/],
    ['/usr/lib', /pythonPath: "pythonPath" is not a folder of the app/],
  ])('refuses the folder of modules %s', (pythonPath, what) => {
    settings({ app: 'api', pythonPath });

    expect(() => readProject(folder)).toThrow(what);
  });

  it('says whether callers are checked', () => {
    settings({ app: 'api', callers: 'checked' });
    expect(readProject(folder).callers).toBe('checked');

    settings({ app: 'api', callers: true });
    expect(() => readProject(folder)).toThrow(
      /terragate\.json: callers: [\s\S]*got: +true\n +allowed: open, checked\n +fix: +give "checked"/,
    );
  });

  it('says whether functions are held to what Lambda allows', () => {
    settings({ app: 'api', strict: true });
    expect(readProject(folder).strict).toBe(true);

    settings({ app: 'api', strict: 'yes' });
    expect(() => readProject(folder)).toThrow(
      /terragate\.json: strict: "strict" is neither true nor false\n +got: +"yes"\n +fix: +give true/,
    );
  });

  it('names the modules that are written for it', () => {
    const apis = [
      { name: 'shop', kind: 'rest' },
      { name: 'shop-http', kind: 'http' },
    ];
    settings({ modules: { folder: 'infra/modules', apis } });

    expect(readProject(folder).modules).toEqual({
      folder: join(folder, 'infra/modules'),
      apis,
      framework: 'cdktf',
      website: false,
      functionUrl: false,
      include: undefined,
      since: undefined,
    });
    settings({ modules: { folder: 'infra/modules', apis, framework: 'cdktn' } });
    expect(readProject(folder).modules?.framework).toBe('cdktn');
    settings({ modules: { folder: 'infra/modules', apis, framework: 'cdk' } });
    expect(() => readProject(folder)).toThrow(
      /modules.framework: .*\n +got: +"cdk"\n +allowed: cdktf, cdktn/,
    );
    settings({ modules: { folder: 'infra/modules', apis, website: true } });
    expect(readProject(folder).modules).toMatchObject({ website: true, functionUrl: false });
    settings({ modules: { folder: 'infra/modules', apis, functionUrl: true } });
    expect(readProject(folder).modules).toMatchObject({ website: false, functionUrl: true });
    settings({ modules: { folder: 'infra/modules', apis: [], functionUrl: true } });
    expect(readProject(folder).modules).toMatchObject({ apis: [], functionUrl: true });
    settings({ modules: { folder: 'infra/modules', apis: [] } });
    expect(() => readProject(folder)).toThrow(/modules.apis: the value is not a list of modules/);
    settings({ modules: { folder: 'infra/modules', apis, website: 'yes', functionUrl: 1 } });
    expect(() => readProject(folder)).toThrow(/modules.website: .*\n +got: +"yes"\n +fix: +give true/);
    expect(() => readProject(folder)).toThrow(/modules.functionUrl: .*\n +got: +1\n +fix: +give true/);
  });

  it('says what its modules have beside their Terraform, and which release first wrote them', () => {
    const modules = { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'rest' }] };
    settings({ modules: { ...modules, include: ['tests'], since: '0.1.0' } });
    expect(readProject(folder).modules).toMatchObject({ include: ['tests'], since: '0.1.0' });

    settings({ modules: { ...modules, include: ['test', 'classes'], since: 'now' } });
    const wrong = () => readProject(folder);
    expect(wrong).toThrow(
      /modules\.include: the modules have no such part\n +got: +"test"\n +allowed: tests, classes, readmes, api-gateway-account/,
    );
    expect(wrong).toThrow(
      /modules\.since: "since" is not a version\n +got: +"now"\n +fix: +give the version/,
    );
    settings({ modules: { ...modules, include: 'tests' } });
    expect(wrong).toThrow(/modules\.include: "include" is not a list\n +got: +"tests"/);
  });

  it('names all mistakes of its modules at once', () => {
    settings({
      synth: ['make'],
      modules: {
        foldr: 'x',
        apis: [{ name: 'Shop', kind: 'rset', more: 1 }, { name: 'rest-api', kind: 'rest' }, 7],
      },
    });

    for (const what of [
      /modules: both "modules" and "synth" say how the modules are written/,
      /modules\.foldr: there is no setting "foldr" \(did you mean "folder"\?\)/,
      /modules\.folder: "folder" is not a text/,
      /modules\.apis\[0\]\.more: there is no setting "more"/,
      /modules\.apis\[0\]\.name: the value is not a name for a module\n {2}got: {5}"Shop"/,
      /modules\.apis\[0\]\.kind: "rset" is not a kind of API\n {2}got: {5}"rset"\n {2}allowed: rest, http \(did you mean "rest"\?\)/,
      /modules\.apis\[1\]\.name: the name rest-api is taken/,
      /modules\.apis\[2\]: the value is not a module/,
    ]) {
      expect(() => readProject(folder)).toThrow(what);
    }
  });

  it.each([[{}], [[]], ['infra/modules']])('refuses modules that are %j', (modules) => {
    settings({ modules });

    expect(() => readProject(folder)).toThrow(
      /modules(?:\.apis|\.folder)?: (?:"modules" is not an object|"folder" is not a text|the value is not a list of modules)/,
    );
  });

  it('has the root that its synthesizer makes, which need not be there yet', () => {
    settings({ name: 'shop', cdktf: 'infra' });

    expect(readProject(folder)).toMatchObject({
      cdktf: join(folder, 'infra'),
      root: join(folder, 'infra/cdktf.out/stacks/shop'),
    });
    settings({ name: 'shop', cdktf: 'nowhere' });
    expect(() => readProject(folder)).toThrow(/cdktf: the folder does not exist\n {2}got: {5}"nowhere"/);
  });
});

describe('the part of an app folder that is not the app', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-project-'));
    for (const name of ['shop', 'infra/production', 'api', 'src/shop/infra'])
      mkdirSync(join(folder, name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const outside = (settings: object) => {
    writeFileSync(
      join(folder, 'terragate.json'),
      JSON.stringify({ appObject: 'shop.main:app', ...settings }),
    );
    return notOfTheApp(readProject(folder)).map((path) => path.slice(folder.length + 1));
  };

  it('is the top folder of the root, where other roots lie too, with the settings and packages', () => {
    expect(outside({ root: 'infra/production', packages: ['lambda.zip'] })).toEqual([
      'infra',
      'terragate.json',
      'lambda.zip',
    ]);
  });

  it('is the folder of the modules and that of a CDKTF app', () => {
    const modules = { folder: 'tf-modules', apis: [{ name: 'shop', kind: 'rest' }] };
    expect(outside({ cdktf: 'infra', modules })).toEqual(['infra', 'tf-modules', 'terragate.json']);
  });

  it('is the root alone where code of the app lies beside it', () => {
    expect(outside({ root: 'src/shop/infra', pythonPath: 'src' })).toEqual([
      'src/shop/infra',
      'terragate.json',
    ]);
  });

  it('is nothing of a folder beside the app, and not the app itself', () => {
    expect(outside({ app: 'api', root: 'infra' })).toEqual(['terragate.json']);
    expect(outside({ root: '.' })).toEqual(['terragate.json']);
  });
});
