import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import { main } from '../../src/cli/main';
import type { Up } from '../../src/deploy';
import { SECRET_HEADER } from '../../src/local/credentials';
import { COGNITO } from '../../src/local/local-proxy-path';
import type { LocalAws } from '../../src/local/server';
import { keepPrinted } from '../cli/printed';
import { ControlPlane } from '../local/control-plane';
import { openBrowser, Tab } from '../support/browser';
import { CommandLine, lendInstalled } from '../support/cli';
import { openSockets, tellsSockets } from '../support/sockets';
import { describeWithTools, requireTool } from '../support/tools';
import { websitePackages } from '../support/website-packages';
import { Workspace } from '../support/workspace';
import { ServedWebsite } from './served-website';

const MINUTES = 60_000;
// The browser says after half a minute what it waits for
jest.setTimeout(2 * MINUTES);
const USER = 'alice@example.com';
const PASSWORD = 'A-very-long-passw0rd';
const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/us-east-1\/execute-api\/aws4_request, /;
const NO_ITEMS = 'There are none yet';
/** The errors of an empty form, as Pydantic has them. */
const NO_NAME = 'String should have at least 1 character';
const NO_PRICE = 'Input should be greater than 0';

/** Of the browser: what runs in a page. */
declare const MutationObserver: new (seen: () => void) => { observe(node: unknown, what: object): void };

/** An API beside that of the example, for who sends a token. */
const BY_TOKEN = `module "by_token" {
  source = "../../../modules/my-api"

  name                 = "by-token"
  auth                 = "COGNITO"
  user_pool_id         = aws_cognito_user_pool.this.id
  user_pool_client_ids = [aws_cognito_user_pool_client.website.id]
  cors_allow_origins   = local.website_origins
}
`;

describeWithTools(
  'the example website in a browser',
  ['chromium', 'terraform', 'python3.13', 'lambda-adapter'],
  () => {
    const workspace = new Workspace('react-app');
    const signs = workspace.copy('examples/react-app');
    const sendsToken = workspace.copy('examples/react-app', 'examples/by-token');
    const project = new CommandLine(signs);
    const website = new ServedWebsite();
    keepPrinted();
    let browser: Browser;
    /** Addresses of the two APIs. */
    let api: string;
    let byToken: string;
    let tab: Tab;

    beforeAll(async () => {
      workspace.copy('modules');
      lendInstalled(workspace.copy('examples/fastapi-app'));
      symlinkSync(await websitePackages(), workspace.at('node_modules'));
      await website.start();
      workspace.write('examples/react-app/infra/by-token.tf', BY_TOKEN);
      // People come back to an origin that the API does not know, too
      const users = workspace.at('examples/react-app/infra/users.tf');
      const more = `callback_urls = concat(["${website.otherOrigin}/"], [`;
      const text = readFileSync(users, 'utf8').replace(/callback_urls += \[(.*)\]/, `${more}$1])`);
      workspace.write('examples/react-app/infra/users.tf', text);
      const origins = `development_origins = ["${website.origin}"]\n`;
      workspace.write('examples/react-app/infra/terraform.tfvars', origins);
      const [up] = await Promise.all([
        project.json<Up>('up', '--callers', 'checked'),
        website.build(signs),
        connectByToken().then(() => website.build(sendsToken)),
      ]);
      const addressOf = (name: string) => up.apis.find((one) => one.name === name)?.url ?? '';
      [api, byToken] = [addressOf('react-app'), addressOf('by-token')];
      await makeUser();
      browser = await openBrowser(requireTool('chromium').path);
    }, 6 * MINUTES);

    afterAll(async () => {
      await browser?.close();
      await website.stop();
      await project.run(['down']);
    }, MINUTES);

    afterEach(() => tab?.close());

    /** Connects the second copy of the website for who sends a token. */
    async function connectByToken(): Promise<void> {
      const document = workspace.at('examples/fastapi-app/openapi.json');
      const words = ['--document', document, '--name', 'my-api', '--url', '/', '--quiet'];
      expect(await main(['connect', sendsToken, ...words, '--auth', 'Cognito'])).toBe(0);
    }

    /** What a page learns of the pools on this machine. */
    async function poolsHere(): Promise<Record<string, string>> {
      const url = new URL(`${COGNITO}?redirect_uri=${website.origin}/`, api);
      return (await fetch(url)).json() as Promise<Record<string, string>>;
    }

    async function makeUser(): Promise<void> {
      const { userPoolId: UserPoolId } = await poolsHere();
      const user = { UserPoolId, Username: USER };
      const control = new ControlPlane(localAws(project));
      const call = (action: string, body: object) =>
        control.cognito(`AWSCognitoIdentityProviderService.${action}`, body, 'us-east-1');
      await call('AdminCreateUser', user);
      await call('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
    }

    /** Opens a website in a tab of its own. */
    async function open(folder: string, settings: object, origin = website.origin): Promise<void> {
      website.show(folder);
      website.settings = settings;
      tab = await Tab.open(browser);
      await tab.page.goto(origin);
    }

    /** Opens a website, and signs in at the page of the user pool that it goes to. */
    async function signIn(folder: string, address: string, origin?: string): Promise<void> {
      await open(folder, { apis: { MyApi: address }, signIn: new URL(COGNITO, api).href }, origin);
      await tab.page.getByLabel('E-mail address').fill(USER);
      await tab.page.getByLabel('Password').fill(PASSWORD);
      await tab.page.getByRole('button', { name: 'Sign in' }).click();
      await tab.page.getByText(USER).waitFor();
    }

    /** Signs in, and waits for the items: two requests at a time would have two environments, and so two lists. */
    async function openSignedIn(folder = signs, address = api): Promise<void> {
      await signIn(folder, address);
      await card('Items').getByText(NO_ITEMS).waitFor();
    }

    const card = (title: string): Locator => tab.page.getByRole('region', { name: title });
    const field = (label: string): Locator => card('New item').getByLabel(label);
    /** What is said to be wrong with a field. */
    const wrongWith = async (label: string): Promise<string | null> => {
      const id = await field(label).getAttribute('aria-describedby');
      return id && tab.page.locator(`[id="${id}"]`).textContent();
    };
    const add = () => card('New item').getByRole('button', { name: 'Add' }).click();

    describe('without a sign-in', () => {
      it('is refused as on AWS, and reads what the gateway says', async () => {
        await open(signs, { apis: { MyApi: api } });

        await card('Items').getByText('403: Missing Authentication Token').waitFor();
        const { status, headers } = await tab.exchange('GET', `${api}items`);
        expect([status, headers.authorization]).toEqual([403, undefined]);
        // A browser notes each refusal, whatever the page does with it
        expect(tab.console).toEqual([expect.stringContaining('the server responded with a status of 403')]);
      });
    });

    describe('of somebody who has signed in', () => {
      it('lists items by calls that it signs, which the browser has asked for leave to send', async () => {
        await openSignedIn();

        expect((await tab.exchange('OPTIONS', `${api}items`)).status).toBe(204);
        const { status, headers } = await tab.exchange('GET', `${api}items`);
        expect(status).toBe(200);
        expect(headers.authorization).toMatch(SIGNATURE);
        expect(headers['x-amz-security-token']).toEqual(expect.stringMatching(/./));
        expect(tab.console).toEqual([]);
      });

      it('reads nothing at an origin that the API does not know, whoever has signed in', async () => {
        await signIn(signs, api, website.otherOrigin);

        await card('Items').getByText('The API does not answer.').waitFor();
        expect(tab.console[0]).toContain('blocked by CORS policy');
        expect(tab.exchanges).not.toContainEqual(
          expect.objectContaining({ method: 'GET', url: `${api}items`, status: 200 }),
        );
      });

      it('shows what the API finds wrong at each field, and then the item that is right', async () => {
        await openSignedIn();

        await add();
        await card('New item').getByText(NO_NAME).waitFor();
        expect(await wrongWith('Name')).toBe(NO_NAME);
        expect(await wrongWith('Price in euros')).toBe(NO_PRICE);
        expect(await wrongWith('Category')).toBeNull();
        await field('Name').fill('Screwdriver');
        await field('Category').selectOption('tool');
        await field('Price in euros').fill('4.5');
        await add();

        const item = card('Items').getByRole('listitem');
        await item.waitFor();
        expect(await item.textContent()).toContain('Screwdrivertool');
        expect(await item.textContent()).toContain('€4.50');
        expect(await field('Name').inputValue()).toBe('');
        expect(await wrongWith('Name')).toBeNull();
        await item.getByRole('button', { name: 'Delete Screwdriver' }).click();
        await card('Items').getByText(NO_ITEMS).waitFor();
        expect(tab.console).toEqual([expect.stringContaining('a status of 422')]);
      });

      it('shows the steps of a report one by one, as they arrive', async () => {
        await openSignedIn();
        const report = card('Report 7');
        const shown = await report.evaluateHandle((element) => {
          const numbers: number[] = [];
          new MutationObserver(() => numbers.push(element.querySelectorAll('li').length)).observe(element, {
            childList: true,
            subtree: true,
          });
          return numbers;
        });

        await report.getByRole('button').click();
        await report.getByText('done', { exact: true }).waitFor();

        const numbers = await shown.jsonValue();
        expect([...new Set(numbers)]).toEqual([1, 2, 3, 4]);
        expect(await report.getByRole('listitem').last().textContent()).toBe('4/4Write the summary');
        const { headers } = await tab.exchange('GET', `${api}reports/7/steps`);
        expect(headers.authorization).toMatch(SIGNATURE);
        expect(tab.console).toEqual([]);
      });

      it('sends a file, whose bytes arrive as they are', async () => {
        await openSignedIn();
        const bytes = randomBytes(70_000);

        const input = card('Checksum of a file').getByLabel('File');
        await input.setInputFiles({ name: 'file.bin', mimeType: 'application/octet-stream', buffer: bytes });

        await card('Checksum of a file')
          .getByText(createHash('sha256').update(bytes).digest('hex'))
          .waitFor();
        await card('Checksum of a file').getByText('70,000 bytes').waitFor();
        expect(tab.console).toEqual([]);
      });

      it('fits a phone: nothing is wider than the page', async () => {
        await openSignedIn();
        await tab.page.setViewportSize({ width: 360, height: 740 });
        await add();
        await card('New item').getByText(NO_NAME).waitFor();

        expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      });

      it('signs out at the user pool, which asks for a password then', async () => {
        await openSignedIn();

        await tab.page.getByRole('button', { name: 'Sign out' }).click();

        await tab.page.getByLabel('Password').waitFor();
        const addresses = tab.exchanges.map(({ url }) => new URL(url));
        const { searchParams } = addresses.find(({ pathname }) => pathname.endsWith('/logout')) ?? {};
        expect(searchParams?.get('logout_uri')).toBe(`${website.origin}/`);
      });

      it('signs in at the pools that the website has on AWS', async () => {
        const { endpoint, ...here } = await poolsHere();
        expect(endpoint).toBe(new URL(COGNITO.slice(0, -1), api).href);
        expect(await settingsOf(project)).toMatchObject(here);
      });

      it('sends the token of the user pool, where the API asks for one', async () => {
        await openSignedIn(sendsToken, byToken);

        const { status, headers } = await tab.exchange('GET', `${byToken}items`);
        expect(headers.authorization).toMatch(/^Bearer ey/);
        expect(status).toBe(200);
        expect(tab.console).toEqual([]);
      });
    });

    (tellsSockets ? it : it.skip)(
      'leaves no socket open but on loopback: browser, server and local AWS',
      () => {
        const sockets = [process.pid, project.session()?.pid ?? 0].flatMap(openSockets);
        expect(sockets.length).toBeGreaterThan(2);
        expect(sockets.filter(({ address }) => !address.startsWith('loopback:'))).toEqual([]);
      },
    );
  },
);

function localAws(project: CommandLine): Pick<LocalAws, 'url' | 'headers'> {
  const { aws = '', credentials } = project.session() ?? {};
  return { url: aws, headers: { [SECRET_HEADER]: credentials?.secretAccessKey ?? '' } };
}

/** The settings of the website as they were deployed, beside its files. */
async function settingsOf(project: CommandLine): Promise<object> {
  const path = `${project.folder}/.terragate/local/${project.session()?.id}/terraform.tfstate`;
  const { outputs } = JSON.parse(readFileSync(path, 'utf8'));
  const { url, headers } = localAws(project);
  const answer = await fetch(`${url}/${outputs.bucket.value}/runtime-config.json`, { headers });
  return (await answer.json()) as object;
}
