import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { main } from '../../src/cli/main';
import { websiteFiles } from '../../src/connect/website-files';
import { keepPrinted } from '../cli/printed';
import { documentOf } from '../client/support';
import { Workspace } from '../support/workspace';
import { MAIN_TEXT, PACKAGE_TEXT, textOf, writeWebsite } from './support';

const printed = keepPrinted();
const workspace = new Workspace('connect');
const URL = 'http://localhost:8400/';

const document = workspace.at('openapi.json');
const describeApi = (...ids: string[]) =>
  writeFileSync(
    document,
    JSON.stringify(
      documentOf(
        Object.fromEntries(ids.map((id) => [`/${id}`, { get: { operationId: id, responses: {} } }])),
      ),
    ),
  );
describeApi('get_item');

let count = 0;
const website = (files: Readonly<Record<string, string>> = {}) =>
  writeWebsite(workspace, `web-${++count}`, files);
const connect = (folder: string, ...more: string[]) =>
  main(['connect', folder, '--document', document, '--url', URL, '--name', 'my-api', ...more]);
/** The result of the command as JSON. */
const result = () => JSON.parse(printed.out.slice(printed.out.lastIndexOf('\n{\n') + 1));

/** All files of a folder by their paths, as text. */
function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  return Object.fromEntries(
    paths
      .filter((path) => statSync(path).isFile())
      .sort()
      .map((path) => [relative(folder, path), textOf(path)]),
  );
}

describe('terragate connect', () => {
  it('writes client, hooks and settings, and says what comes next', async () => {
    const folder = website();
    expect(await connect(folder, '--auth', 'None')).toBe(0);

    const files = filesOf(folder);
    expect(Object.keys(files).filter((path) => !path.startsWith('src/api/'))).toEqual([
      'package.json',
      'public/runtime-config.json',
      'src/main.tsx',
    ]);
    expect(files['src/api/useMyApi.ts']).toContain("export function useMyApi(): MyApiInPage['queries']");
    expect(files['src/api/queries.ts']).toContain('export function myApiQueries(');
    expect(files['src/main.tsx']).toContain('<MyApiProvider>\n      <App />\n    </MyApiProvider>');
    expect(JSON.parse(files['public/runtime-config.json'] ?? '')).toMatchObject({ apis: { MyApi: URL } });
    expect(files['package.json']).toBe(
      PACKAGE_TEXT.replace(
        '  "dependencies": {\n',
        '  "dependencies": {\n    "@tanstack/react-query": "^5.108.4",\n',
      ),
    );
    expect(printed.out).toMatch(/MyApi is connected: \d+ files\n[\s\S]* {2}changed src\/main\.tsx\n/);
    expect(printed.out).toContain(`cd ${folder} && npm install`);
    expect(printed.out).toContain('@tanstack/react-query');
  });

  it('changes nothing a second time, and keeps who may call', async () => {
    for (const auth of ['None', 'cognito', 'IAM']) {
      const folder = website();
      expect(await connect(folder, '--auth', auth, '--json')).toBe(0);
      const before = filesOf(folder);
      expect(await connect(folder, '--json')).toBe(0);
      expect(result()).toMatchObject({
        changed: [],
        auth: expect.stringMatching(new RegExp(`^${auth}$`, 'i')),
      });
      expect(filesOf(folder)).toEqual(before);
    }
  });

  it('takes signed requests where nobody says who may call', async () => {
    expect(await connect(website(), '--json')).toBe(0);
    expect(result()).toMatchObject({
      auth: 'IAM',
      packages: {
        '@aws-sdk/credential-provider-cognito-identity': expect.any(String),
        '@tanstack/react-query': expect.any(String),
        'oidc-client-ts': expect.any(String),
        'react-oidc-context': expect.any(String),
      },
    });
  });

  it('removes files of its own that another way of calling does without, and no others', async () => {
    const folder = website({ 'src/api/mine.ts': '// of the user\n' });
    expect(await connect(folder, '--auth', 'IAM')).toBe(0);
    const main = textOf(join(folder, 'src/main.tsx'));
    expect(await connect(folder, '--auth', 'None', '--json')).toBe(0);
    const gone = (result().changed as { path: string; kind: string }[]).filter(({ kind }) => kind === 'gone');
    expect(gone.map(({ path }) => path).sort()).toEqual([
      'src/api/SignIn.tsx',
      'src/api/credentials.ts',
      'src/api/iam.ts',
      'src/api/useIdToken.ts',
      'src/api/useSignOut.ts',
    ]);
    expect(existsSync(join(folder, 'src/api/SignIn.tsx'))).toBe(false);
    expect(textOf(join(folder, 'src/api/mine.ts'))).toBe('// of the user\n');
    expect(textOf(join(folder, 'src/main.tsx'))).toBe(main);
  });

  it('writes the client again with a changed API, and leaves the rest', async () => {
    const folder = website();
    expect(await connect(folder)).toBe(0);
    describeApi('get_item', 'list_items');
    expect(await connect(folder, '--json')).toBe(0);
    describeApi('get_item');
    expect((result().changed as { path: string }[]).map(({ path }) => path)).toEqual([
      'src/api/client.ts',
      'src/api/operations.ts',
      'src/api/queries.ts',
    ]);
  });

  it.each([
    ['with the same words', 'IAM', ['--tanstack', '--auth', 'IAM']],
    ['without a word of who signs in', 'IAM', []],
    ['without a word of tokens', 'Cognito', []],
    ['without a word of its options', 'None', []],
  ])('writes the client that terragate client has %s, which leaves all else alone', async (_, auth, more) => {
    const folder = website();
    expect(await connect(folder, '--auth', auth)).toBe(0);
    const before = filesOf(folder);
    const words = ['--document', document, '--out', join(folder, 'src/api'), '--name', 'my-api'];
    expect(await main(['client', ...words, ...more, '--json'])).toBe(0);
    expect(result()).toMatchObject({ changed: [] });
    expect(filesOf(folder)).toEqual(before);
  });

  it('keeps packages that the website has, in whatever list', async () => {
    const text = PACKAGE_TEXT.replace('"vite"', '"@tanstack/react-query": "^5.0.0", "vite"');
    const folder = website({ 'package.json': text });
    expect(await connect(folder, '--auth', 'None')).toBe(0);
    expect(textOf(join(folder, 'package.json'))).toBe(text);
    expect(printed.out).not.toContain('npm install');
  });

  it.each([
    ['pnpm-lock.yaml', 'pnpm install'],
    ['yarn.lock', 'yarn install'],
    ['bun.lock', 'bun install'],
  ])('names the command of who wrote %s', async (lock, command) => {
    expect(await connect(website({ [lock]: '' }))).toBe(0);
    expect(printed.out).toContain(command);
  });

  it('names the command of the workspace that a website is in, up to the top of its repository', async () => {
    const folder = website();
    const above = dirname(folder);
    const files = ['.git', 'pnpm-workspace.yaml'].map((name) => join(above, name));
    for (const file of files) writeFileSync(file, '');
    expect(await connect(folder)).toBe(0);
    expect(printed.out).toContain('pnpm install');
    // The document is that of an API that runs elsewhere
    expect(printed.out).not.toContain('terragate up');
    for (const file of files) rmSync(file);
    writeFileSync(join(above, 'yarn.lock'), '');
    expect(await connect(website())).toBe(0);
    rmSync(join(above, 'yarn.lock'));
    expect(printed.out).not.toContain('yarn');
  });

  it('prints a patch with --dry-run that git applies to the same files, and writes nothing', async () => {
    const folder = website();
    expect(await connect(folder, '--dry-run', '--json')).toBe(0);
    expect(filesOf(folder)).toEqual({ 'package.json': PACKAGE_TEXT, 'src/main.tsx': MAIN_TEXT });
    const { patch, dryRun } = result();
    expect(dryRun).toBe(true);
    expect(await connect(folder)).toBe(0);
    const patched = website();
    // A folder in no repository, whatever is around it
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: workspace.path };
    execFileSync('git', ['apply', '-'], { cwd: patched, env, input: patch });
    expect(filesOf(patched)).toEqual(filesOf(folder));
  });

  it('prints each change with --dry-run in words, too', async () => {
    expect(await connect(website(), '--dry-run')).toBe(0);
    expect(printed.out).toContain('--- a/src/main.tsx\n+++ b/src/main.tsx\n@@ ');
    expect(printed.out).toContain('\n+    <MyApiProvider>\n');
    expect(printed.out).toContain('--- /dev/null\n+++ b/public/runtime-config.json\n');
    expect(printed.out).toMatch(/files; nothing was written\n$/);
  });

  it('writes into another folder below src with --out', async () => {
    const folder = website();
    expect(await connect(folder, '--out', 'src/lib/shop')).toBe(0);
    expect(existsSync(join(folder, 'src/lib/shop/MyApiProvider.tsx'))).toBe(true);
    expect(textOf(join(folder, 'src/main.tsx'))).toContain("from './lib/shop/MyApiProvider'");
  });

  it('connects a second API from a folder of its own, and refuses to take that of the first', async () => {
    const folder = website();
    expect(await connect(folder)).toBe(0);
    const before = filesOf(folder);
    expect(await connect(folder, '--name', 'orders')).toBe(1);
    expect(printed.err).toContain('the folder has another API of the website: MyApiProvider.tsx');
    expect(filesOf(folder)).toEqual(before);
    expect(await connect(folder, '--name', 'orders', '--out', 'src/orders')).toBe(0);
    expect(textOf(join(folder, 'src/main.tsx'))).toContain(
      '<MyApiProvider>\n      <OrdersProvider>\n        <App />\n      </OrdersProvider>\n    </MyApiProvider>',
    );
    expect(JSON.parse(textOf(join(folder, 'public/runtime-config.json')))).toMatchObject({
      apis: { MyApi: URL, Orders: URL },
    });
    expect(await connect(folder, '--json')).toBe(0);
    expect(result()).toMatchObject({ changed: [] });
  });

  it('takes a name of other letters and signs', async () => {
    const folder = website();
    expect(await connect(folder, '--name', 'häuser & höfe')).toBe(0);
    expect(textOf(join(folder, 'src/api/HäuserHöfeProvider.tsx'))).toContain('function HäuserHöfeProvider(');
    expect(textOf(join(folder, 'src/api/useHäuserHöfe.ts'))).toContain('export function useHäuserHöfe(');
    expect(textOf(join(folder, 'src/main.tsx'))).toContain('<HäuserHöfeProvider>');
  });
});

describe('the settings of a website', () => {
  const settings = (folder: string) => textOf(join(folder, 'public/runtime-config.json'));

  it('keep what a user has written into them', async () => {
    const folder = website();
    expect(await connect(folder)).toBe(0);
    const text = settings(folder).replace('  "apis"', '  "region": "eu-central-1",\n  "apis"');
    writeFileSync(join(folder, 'public/runtime-config.json'), text);
    expect(await connect(folder, '--url', 'http://localhost:9000/')).toBe(0);
    expect(settings(folder)).toBe(text.replace(':8400', ':9000'));
  });

  it('stay as they are where a user made them, and the address is named that they lack', async () => {
    const own = '{"apis": {"Other": "https://example.com"}}\n';
    const folder = website({ 'public/runtime-config.json': own });
    expect(await connect(folder)).toBe(0);
    expect(settings(folder)).toBe(own);
    expect(printed.out).toContain(`add "apis": { "MyApi": "${URL}" } to it`);
  });

  it.each([
    ['no JSON', 'the file is not JSON'],
    ['[]', 'the file holds no object'],
    ['{"apis": []}', '"apis" holds no addresses'],
  ])('are refused where they are %s', async (text, what) => {
    const folder = website({ 'public/runtime-config.json': text });
    expect(await connect(folder)).toBe(1);
    expect(printed.err).toContain(what);
    expect(Object.keys(filesOf(folder))).toHaveLength(3);
  });
});

describe('a website that cannot be connected', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['with a package.json that is no JSON', { 'package.json': '{' }, 'package.json: the file cannot be read'],
    ['with a package.json that is a list', { 'package.json': '[]' }, 'it holds no object'],
    [
      'with dependencies that are a list',
      { 'package.json': '{"dependencies": ["a"]}' },
      'is no list of packages',
    ],
    [
      'without React',
      { 'package.json': '{"dependencies": {"vite": "8.0.0", "vue": "3.0.0"}}' },
      'react is no dependency',
    ],
    ['without Vite', { 'package.json': '{"dependencies": {"react": "19.0.0"}}' }, 'vite is no dependency'],
    [
      'with an old React',
      { 'package.json': PACKAGE_TEXT.replaceAll('^19.3.1', '17.0.2') },
      'react is too old',
    ],
    [
      'with another TanStack Query',
      { 'package.json': PACKAGE_TEXT.replace('"vite"', '"@tanstack/react-query": "^4.36.1", "vite"') },
      'the client is for version 5 of @tanstack/react-query',
    ],
    ['that renders no App', { 'src/main.tsx': 'root.render(<p />);\n' }, 'no <App/> is rendered'],
    [
      'with a syntax error',
      { 'src/main.tsx': 'root.render(<App>;\n' },
      'main.tsx:1:18: the file has a syntax error: ',
    ],
  ])('%s says so, and nothing is written', async (_, files, message) => {
    const folder = website(files);
    const before = filesOf(folder);
    expect(await connect(folder)).toBe(1);
    expect(printed.err).toContain(message);
    expect(printed.err).toMatch(/\n {2}fix: /);
    expect(filesOf(folder)).toEqual(before);
  });

  it('is told all that is wrong at once', async () => {
    const folder = website({ 'package.json': '{"dependencies": {}}', 'src/main.tsx': 'export {};\n' });
    expect(await connect(folder, '--json')).toBe(1);
    const { problems } = JSON.parse(printed.out) as { problems: { where: string; what: string }[] };
    expect(problems.map(({ where, what }) => `${relative(folder, where)}: ${what.split(':')[0]}`)).toEqual([
      'package.json: react is no dependency',
      'package.json: vite is no dependency',
      'src/main.tsx: no <App/> is rendered, and no router',
    ]);
  });

  it('is one without package.json and main.tsx', async () => {
    const folder = workspace.at('empty');
    mkdirSync(folder);
    expect(await connect(folder)).toBe(1);
    expect(printed.err).toContain('there is no package.json');
    expect(printed.err).toContain(join(folder, 'src/main.tsx'));
    expect(readdirSync(folder)).toEqual([]);
    expect(await connect(workspace.at('nowhere'))).toBe(1);
    expect(printed.err).toContain('there is no such folder');
  });

  it('is one in JavaScript', async () => {
    const folder = website({ 'src/main.jsx': MAIN_TEXT });
    rmSync(join(folder, 'src/main.tsx'));
    expect(await connect(folder)).toBe(1);
    expect(printed.err).toContain('rename src/main.jsx to src/main.tsx');
  });

  it('keeps files of others where something is to be written, all of which are named', async () => {
    const mine = { 'src/api/useMyApi.ts': '// mine\n', 'src/api/client.ts': '// mine too\n' };
    const folder = website(mine);
    const before = filesOf(folder);
    expect(await connect(folder)).toBe(1);
    for (const path of Object.keys(mine)) expect(printed.err).toContain(join(folder, path));
    expect(filesOf(folder)).toEqual(before);
  });

  it('keeps a name of its own', async () => {
    const line = "import { MyApiProvider } from './mine'";
    const folder = website({ 'src/main.tsx': MAIN_TEXT.replace("import './index.css'", line) });
    expect(await connect(folder)).toBe(1);
    expect(printed.err).toContain('src/main.tsx:3: the name MyApiProvider is taken');
  });
});

describe('the words of terragate connect', () => {
  it.each([
    ['an unknown way of calling', ['--auth', 'Basic'], 'IAM, Cognito, None'],
    ['a text that is no address', ['--url', 'shop'], 'give https://… or /api'],
  ])('are refused for %s', async (_, words, allowed) => {
    expect(await connect(website(), ...words)).toBe(2);
    expect(printed.err).toContain(allowed);
  });

  it('ask for the address of an API whose document is a file', async () => {
    expect(await main(['connect', website(), '--document', document])).toBe(2);
    expect(printed.err).toContain('a document does not say where its API is in development');
  });

  it.each([['../elsewhere'], ['src'], ['public/api']])(
    'are refused for a folder outside of src: %s',
    async (out) => {
      const folder = website();
      expect(await connect(folder, '--out', out)).toBe(1);
      expect(printed.err).toContain('the folder is none in the sources of the website');
      expect(Object.keys(filesOf(folder))).toHaveLength(2);
    },
  );

  it('are refused for each name that files have already', async () => {
    const files = (['None', 'Cognito', 'IAM'] as const).flatMap((auth) => [
      ...websiteFiles('Shop', auth).keys(),
    ]);
    const names = files
      .map((file) => /^(?:use(\w+)|(\w+)Provider|([A-Z]\w+))\.tsx?$/.exec(file))
      .map((match) => match?.slice(1).find(Boolean) ?? '')
      .filter((name) => name !== '' && !name.includes('Shop'));
    expect(names).toEqual(
      expect.arrayContaining(['Connection', 'IdToken', 'Query', 'RuntimeConfig', 'SignIn']),
    );
    for (const name of new Set(names)) {
      expect(await connect(website(), '--name', name, '--json')).toBe(1);
      expect(printed.out).toContain(`what is written has the name ${name} for something else`);
    }
  });
});

describe('packages of a connection', () => {
  it('are those that its tests install', async () => {
    const folder = website();
    expect(await connect(folder, '--auth', 'IAM', '--json')).toBe(0);
    const example = join(__dirname, '../../examples/react-app/package.json');
    const { dependencies } = JSON.parse(readFileSync(example, 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const ranges = Object.entries(dependencies).map(([name, version]) => [name, `^${version}`]);
    expect(Object.fromEntries(ranges)).toMatchObject(result().packages);
  });
});
