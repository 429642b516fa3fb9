import { execFile } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { main } from '../../src/cli/main';
import { keepPrinted } from '../cli/printed';
import { type Seen, TestServer } from '../client/support';
import { websitePackages } from '../support/website-packages';
import { REPOSITORY, Workspace } from '../support/workspace';

const run = promisify(execFile);
const SECONDS = 1000;
/** Visits a page by a browser without a screen. */
const VISIT = join(__dirname, 'visit.mjs');
const DOCUMENT = join(REPOSITORY, 'examples/fastapi-app/openapi.json');
/** An id token; `at` tells one from another. */
const idToken = (at: string) =>
  ['{"alg":"none"}', `{"sub":"alice","iss":"pool","aud":"web","exp":4000000000,"at":"${at}"}`, 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const ID_TOKEN = idToken('sign-in');
const RENEWED = idToken('renewal');
const SIGN_IN = {
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_pool',
  userPoolClientId: 'web',
  identityPoolId: 'eu-central-1:identities',
};
const NOT_THERE = 'This page cannot be shown now: its settings are missing.';

/** A button of a website in which people sign in. */
const SIGN_OUT = `import { useSignOut } from './api/useSignOut';

export function SignOut() {
  const signOut = useSignOut();
  return <button type="button" id="sign-out" onClick={() => void signOut()}>sign out</button>;
}
`;

/** What a visit ended with. */
interface Visit {
  readonly url: string;
  readonly text: string;
  readonly console: readonly string[];
}

describe('a website that is connected', () => {
  const workspace = new Workspace('website');
  keepPrinted();
  const server = new TestServer();
  let origin: string;
  let packages: string;
  /** The settings that the website is served with. @default - none: the page is in their place */
  let settings: string | undefined;
  /** What the address of the sign-in on this machine answers. */
  let told: { readonly status: number; readonly body: object } = { status: 200, body: {} };

  const folderOf = (auth: string) => workspace.at(auth);
  const bin = (name: string) => join(packages, '.bin', name);

  beforeAll(async () => {
    packages = await websitePackages();
    origin = await server.start();
    symlinkSync(packages, workspace.at('node_modules'));
    for (const auth of ['None', 'Cognito', 'IAM']) {
      const folder = workspace.copy('test/fixtures/website', auth);
      const words = ['--document', DOCUMENT, '--auth', auth, '--url', origin, '--quiet'];
      expect(await main(['connect', folder, ...words, '--name', 'my-api'])).toBe(0);
      // One of them has two APIs
      const second = ['--name', 'orders', '--out', 'src/orders'];
      if (auth === 'Cognito') expect(await main(['connect', folder, ...words, ...second])).toBe(0);
    }
    workspace.write('Cognito/src/SignOut.tsx', SIGN_OUT);
    const app = workspace.at('Cognito/src/App.tsx');
    const text = readFileSync(app, 'utf8').replace('<p>', '<SignOut />\n<p>');
    writeFileSync(app, `import { SignOut } from './SignOut';\n${text}`);
  }, 180 * SECONDS);
  afterAll(() => server.stop());

  it(
    'compiles in a strict project, whoever may call',
    async () => {
      const project = { extends: './IAM/tsconfig.json', include: ['*/src'] };
      workspace.write('tsconfig.json', JSON.stringify(project));
      const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');
      const { stdout } = await run(tsc, ['-p', '.', '--listFiles'], { cwd: workspace.path }).catch(
        (error) => {
          throw new Error(error.stdout);
        },
      );
      for (const auth of ['None', 'Cognito', 'IAM'])
        expect(stdout).toContain(join(folderOf(auth), 'src/api/MyApiProvider.tsx'));
    },
    60 * SECONDS,
  );

  it(
    'compiles with the oldest TypeScript that the page of the client names',
    async () => {
      const [, version = ''] =
        /TypeScript (\d+\.\d+) or newer/.exec(readFileSync(join(REPOSITORY, 'docs/client.md'), 'utf8')) ?? [];
      const options = ['--no-audit', '--no-fund', '--no-save', '--prefix', workspace.at('oldest')];
      await run('npm', ['install', ...options, `typescript@~${version}.0`]);
      const tsc = workspace.at('oldest/node_modules/typescript/bin/tsc');
      const { stdout } = await run(process.execPath, [tsc, '-v']);
      expect(stdout).toContain(` ${version}.`);
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        ...{ target: 'ES2020', lib: ['ES2020', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx', types: [] },
        ...{ module: 'ESNext', moduleResolution: 'bundler', noEmit: true, skipLibCheck: true },
      };
      const project = { compilerOptions, include: ['*/src/api'] };
      workspace.write('tsconfig.oldest.json', JSON.stringify(project));
      const args = [tsc, '-p', 'tsconfig.oldest.json'];
      const result = await run(process.execPath, args, { cwd: workspace.path }).catch((error) => error);
      expect(result.stdout).toBe('');
    },
    120 * SECONDS,
  );

  /** Builds a website, for development: React renders each component twice then, and effects run twice. */
  async function build(auth: string): Promise<void> {
    const env = { ...process.env, NODE_ENV: 'development' };
    await run(bin('vite'), ['build', '--mode', 'development'], { cwd: folderOf(auth), env });
    // The settings of a deployment are served by the test
    rmSync(join(folderOf(auth), 'dist/runtime-config.json'));
  }

  /** Serves a website, its API, and what it knows of AWS. */
  function serve(auth: string): void {
    server.answer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, origin);
      const json = (value: unknown) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(value));
      };
      if (pathname.startsWith('/items/')) {
        const isRenewed = request.headers.authorization === `Bearer ${RENEWED}`;
        return json({ name: `item ${pathname.slice(7)}${isRenewed ? ' renewed' : ''}`, price: 1 });
      }
      if (pathname.endsWith('/.well-known/openid-configuration'))
        return json({
          issuer: 'pool',
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          end_session_endpoint: `${origin}/logout`,
        });
      if (pathname === '/authorize') {
        const back = `${searchParams.get('redirect_uri')}?code=1&state=${searchParams.get('state')}`;
        return response.writeHead(302, { location: back }).end();
      }
      if (pathname === '/logout') return response.end('signed out');
      if (pathname === '/token') {
        const isFirst = request.body.includes('grant_type=authorization_code');
        const token = { access_token: 'access', token_type: 'Bearer', refresh_token: 'refresh' };
        // Tokens are renewed a minute before they end
        return json({
          ...token,
          ...(isFirst ? { expires_in: 61, id_token: ID_TOKEN } : { expires_in: 3600, id_token: RENEWED }),
        });
      }
      if (pathname === '/here/') {
        response.statusCode = told.status;
        return json(told.body);
      }
      if (pathname.startsWith('/cognito-identity') || pathname === '/here/cognito/') {
        const SessionToken = 'session';
        const Credentials = { AccessKeyId: 'AKIA', SecretKey: 'secret', SessionToken, Expiration: 4e9 };
        return json({ IdentityId: 'alice', Credentials });
      }
      if (pathname === '/runtime-config.json' && settings !== undefined) return response.end(settings);
      const file = join(folderOf(auth), 'dist', pathname);
      const isPage = !/\.js$/.test(pathname);
      response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
      response.end(readFileSync(isPage ? join(folderOf(auth), 'dist/index.html') : file));
    });
  }

  async function visit(path: string, steps: readonly object[]): Promise<Visit> {
    const given = JSON.stringify({ url: `${origin}${path}`, aws: origin, steps });
    const { stdout } = await run(process.execPath, [VISIT, given]);
    return JSON.parse(stdout) as Visit;
  }

  /** Requests to paths that begin so. */
  const requests = (path: string): readonly Seen[] => server.seen.filter(({ url }) => url.startsWith(path));

  describe('to an API for everybody', () => {
    beforeAll(() => build('None'), 60 * SECONDS);

    it('shows what the API answers, with hooks that stay the same, and asks for its settings once', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin } });
      serve('None');
      const steps = [
        { until: 'item 3' },
        { click: '#click', until: 'item 4' },
        { click: '#render', until: 'render 2' },
      ];
      const { text } = await visit('/', steps);
      expect(text).toContain('item 3, item 4, render 2 at / with 2 objects');
      expect(requests('/runtime-config.json')).toHaveLength(1);
      expect(requests('/items/3')[0]?.headers.authorization).toBeUndefined();
    });

    it('uses the query client that the website has', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin } });
      serve('None');
      expect((await visit('/?queries', [{ until: 'item 3' }])).text).toContain('and shared queries');
      expect((await visit('/', [{ until: 'item 3' }])).text).toContain('and other queries');
    });

    it.each([
      ['are not there', undefined, '/runtime-config.json is not there: the server answers with a page.'],
      ['are no JSON', 'MyApi', '/runtime-config.json is not JSON: '],
      ['lack the address', '{"apis": {}}', '/runtime-config.json has no text for apis.MyApi.'],
      ['hold something else', '[1]', '/runtime-config.json has no text for apis.MyApi.'],
    ])(
      'shows a sentence where the settings %s, and the console says what to do',
      async (_, given, message) => {
        settings = given;
        serve('None');
        const page = await visit('/', [{ until: NOT_THERE }]);
        expect(page.text).toContain(NOT_THERE);
        expect(page.text).not.toContain('objects');
        expect(page.console.filter((line) => line.includes(message))).toHaveLength(1);
        expect(requests('/items')).toEqual([]);
      },
    );
  });

  describe('to an API for the users of a pool', () => {
    beforeAll(() => build('Cognito'), 60 * SECONDS);

    it('sends everybody to the page of the pool once, comes back to the place, and sends the token', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin, Orders: origin }, ...SIGN_IN });
      serve('Cognito');
      const { url, text } = await visit('/deep/place?a=1', [{ until: 'item 3' }]);
      expect(url).toBe(`${origin}/deep/place?a=1`);
      // The router has read the place that somebody wanted to see
      expect(text).toContain('item 3, not clicked, render 1 at /deep/place with 2 objects');
      expect(requests('/authorize')).toHaveLength(1);
      expect(requests('/authorize')[0]?.url).toContain(`client_id=${SIGN_IN.userPoolClientId}&`);
      expect(requests('/cognito-idp.')[0]?.url).toContain(
        '/cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool/',
      );
      expect(requests('/items/3')[0]?.headers.authorization).toBe(`Bearer ${ID_TOKEN}`);
    });

    it('signs out at the pool, by the names that the pool has', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin, Orders: origin }, ...SIGN_IN });
      serve('Cognito');
      const { url, text } = await visit('/', [
        { until: 'item 3' },
        { click: '#sign-out', until: 'signed out' },
      ]);
      expect(text).toBe('signed out');
      expect(new URL(url).pathname).toBe('/logout');
      expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
        client_id: SIGN_IN.userPoolClientId,
        logout_uri: `${origin}/`,
      });
    });

    it('sends the token as it is renewed, by one sign-in for all APIs, with hooks that stay the same', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin, Orders: origin }, ...SIGN_IN });
      serve('Cognito');
      const steps = [
        { until: 'item 3' },
        { click: '#click', until: 'item 4 renewed', again: true },
        { click: '#render', until: 'render 2' },
      ];
      const { text } = await visit('/', steps);
      expect(text).toContain('item 3, item 4 renewed, render 2 at / with 2 objects');
      expect(requests('/token').map(({ body }) => /grant_type=(\w+)/.exec(body)?.[1])).toEqual([
        'authorization_code',
        'refresh_token',
      ]);
    });

    describe('on this machine', () => {
      const here = () =>
        JSON.stringify({ apis: { MyApi: origin, Orders: origin }, signIn: `${origin}/here/` });

      it('sends everybody to the page that the settings there name', async () => {
        settings = here();
        told = { status: 200, body: { ...SIGN_IN, endpoint: `${origin}/here/cognito` } };
        serve('Cognito');
        const { text } = await visit('/deep/place', [{ until: 'item 3' }]);
        expect(text).toContain('item 3');
        const asked = new URL(requests('/here/?')[0]?.url ?? '', origin).searchParams;
        expect(asked.get('redirect_uri')).toBe(`${origin}/`);
        expect(requests('/here/cognito/eu-central-1_pool/.well-known/')).not.toEqual([]);
        expect(requests('/cognito-idp.')).toEqual([]);
        expect(requests('/items/3')[0]?.headers.authorization).toBe(`Bearer ${ID_TOKEN}`);
      });

      it('sends nobody anywhere where it lets everybody in', async () => {
        settings = here();
        told = { status: 200, body: {} };
        serve('Cognito');
        expect((await visit('/', [{ until: 'item 3' }])).text).toContain('item 3');
        expect(requests('/authorize')).toEqual([]);
        expect(requests('/items/3')[0]?.headers.authorization).toBeUndefined();
      });

      it('says what to do where nobody can sign in', async () => {
        settings = here();
        told = { status: 404, body: { message: 'add it to callback_urls' } };
        serve('Cognito');
        const page = await visit('/', [{ until: NOT_THERE }]);
        expect(page.console.join('\n')).toContain('add it to callback_urls');
        expect(requests('/items')).toEqual([]);
      });

      it('says that the API does not run, and shows the page', async () => {
        settings = here().replace(`${origin}/here/`, 'http://localhost:1/');
        serve('Cognito');
        const page = await visit('/', [{ until: 'item 3' }]);
        expect(page.text).toContain('item 3');
        expect(page.console.join('\n')).toContain('Nobody can sign in: http://localhost:1/');
      });
    });

    it('calls an API of this machine without a pool without a token', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin, Orders: origin } });
      serve('Cognito');
      const { text } = await visit('/', [{ until: 'item 3' }]);
      expect(text).toContain('item 3');
      expect(requests('/items/3')[0]?.headers.authorization).toBeUndefined();
    });

    it.each([
      [
        'an API elsewhere',
        { apis: { MyApi: 'https://api.example.com' } },
        'region, userPoolId, userPoolClientId',
      ],
      [
        'a pool that is named in part',
        { region: 'eu-central-1' },
        'apis.MyApi, userPoolId, userPoolClientId',
      ],
    ])('names all settings that are missing for %s', async (_, given, missing) => {
      settings = JSON.stringify(given);
      serve('Cognito');
      const page = await visit('/', [{ until: NOT_THERE }]);
      expect(page.console.join('\n')).toContain(`/runtime-config.json has no text for ${missing}. `);
      expect(requests('/items')).toEqual([]);
    });
  });

  describe('to an API that asks for signatures', () => {
    beforeAll(() => build('IAM'), 60 * SECONDS);

    it('asks for credentials where the settings on this machine say', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin }, signIn: `${origin}/here/` });
      told = { status: 200, body: { ...SIGN_IN, endpoint: `${origin}/here/cognito` } };
      serve('IAM');
      expect((await visit('/', [{ until: 'item 3' }])).text).toContain('item 3');
      expect(requests('/here/cognito/').filter(({ method }) => method === 'POST')).toHaveLength(2);
      expect(requests('/cognito-identity.')).toEqual([]);
    });

    it('says which part of Terraform is missing on this machine', async () => {
      const { identityPoolId, ...others } = SIGN_IN;
      settings = JSON.stringify({ apis: { MyApi: origin }, signIn: `${origin}/here/` });
      told = { status: 200, body: { ...others, endpoint: `${origin}/here/cognito` } };
      serve('IAM');
      const page = await visit('/', [{ until: NOT_THERE }]);
      expect(page.console.join('\n')).toContain('No aws_cognito_identity_pool has the app client');
    });

    it('signs calls with the credentials that the identity pool gives to who is signed in', async () => {
      settings = JSON.stringify({ apis: { MyApi: origin }, ...SIGN_IN });
      serve('IAM');
      const { text } = await visit('/', [{ until: 'item 3' }, { click: '#click', until: 'item 4' }]);
      expect(text).toContain('item 3, item 4, render 1 at / with 2 objects');
      const asked = requests('/cognito-identity.eu-central-1.amazonaws.com/').map(({ body }) =>
        JSON.parse(body),
      );
      const Logins = { 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool': ID_TOKEN };
      // Who is signed in is asked for once, and so are the credentials: both calls have them
      expect(asked).toEqual([
        { IdentityPoolId: SIGN_IN.identityPoolId, Logins },
        { IdentityId: 'alice', Logins },
      ]);
      for (const { headers } of requests('/items/')) {
        expect(headers.authorization).toMatch(
          /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-central-1\/execute-api\/aws4_request, .*Signature=[0-9a-f]{64}$/,
        );
        expect(headers['x-amz-security-token']).toBe('session');
      }
      expect(requests('/items/4')).not.toEqual([]);
    });
  });
});
