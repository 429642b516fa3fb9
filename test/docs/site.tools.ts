import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ServedWebsite } from '../examples/served-website';
import { openBrowser, Tab } from '../support/browser';
import { describeWithTools, requireTool } from '../support/tools';
import { REPOSITORY } from '../support/workspace';
import { type BuiltSite, builtSite } from './built-site';

const MINUTES = 60_000;

const TASKS = readdirSync(join(REPOSITORY, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.replace(/md$/, 'html'));

/** What teams ask, and the page with the answer. */
const QUESTIONS: readonly (readonly [question: string, page: string])[] = [
  ['first project', 'start'],
  ['add to an existing app', 'existing-app'],
  ['move from Serverless', 'moving'],
  ['custom domain', 'deploy'],
  ['CORS preflight', 'cors'],
  ['stream an answer', 'streaming'],
  ['Cognito user pool', 'auth'],
  ['staging environment', 'environments'],
  ['GitHub workflow', 'pipeline'],
  ['cron schedule', 'events'],
  ['what does it cost', 'costs'],
  ['React hooks', 'client'],
  ['alarms and dashboard', 'observability'],
  ['database migrations', 'database'],
  ['function URL', 'function-url'],
  ['API key', 'operations'],
  ['how do I upgrade', 'upgrading'],
  ['local AWS differences', 'local-aws'],
  ['how do I rotate a secret', 'deploy'],
  ['which region is my certificate in', 'deploy'],
  ['how do I delete everything', 'deploy'],
  ['how do I give my app access to S3', 'deploy'],
  ['how do I deploy to two regions', 'deploy'],
  ['how do I use an existing VPC', 'deploy'],
  ['how do I get more memory', 'deploy'],
  ['how do I change the stage name', 'deploy'],
  ['why do I get 403 Missing Authentication Token', 'errors'],
  ['413 Request Entity Too Large', 'errors'],
  ['429 Too Many Requests', 'errors'],
  ['502 Bad Gateway Internal server error', 'errors'],
  ['504 Gateway Timeout', 'errors'],
  ["error: CORS policy No 'Access-Control-Allow-Origin' header", 'cors'],
  ['how do I keep my custom domain when moving', 'moving'],
  ['what does NAT cost', 'database'],
  ['can I use WebSockets', 'lambda'],
  ['why is the first request slow', 'lambda'],
  ['can I use Docker images', 'lambda'],
  ['how do I see logs of one request', 'observability'],
  ['how do I get an alarm by mail', 'observability'],
  ['how do I roll back a database migration', 'database'],
  ['how do I run tests against the local AWS in CI', 'pipeline'],
  ['how do I find who changed the infrastructure', 'pipeline'],
  ['how do I add a second Lambda', 'operations'],
  ['how to raise the payload limit', 'operations'],
  ['how to put two apps on one domain', 'operations'],
  ['how do I block an IP address', 'operations'],
  ['how do I make an API private in a VPC', 'operations'],
  ['mTLS client certificates', 'operations'],
  ['how do I upgrade Python', 'upgrading'],
  ['how do I pin the provider version', 'upgrading'],
  ['how do I share the state with a colleague', 'environments'],
  ['what happens when two people deploy at the same time', 'environments'],
  ['how do I protect the docs page', 'auth'],
  ['how do I use OpenTofu', 'start'],
  ['does it work on Windows', 'start'],
  ['how do I debug the app on my machine', 'start'],
  ['can I use Flask or Django', 'existing-app'],
];

// One build for all of them. TypeDoc ends it for a broken link, a type that is not exported and an undocumented name
describe('the site of the documentation', () => {
  let site: BuiltSite;

  beforeAll(async () => {
    site = await builtSite();
  }, 5 * MINUTES);

  test('has each page of docs/ in its side bar, and each decision', () => {
    const bar = site.sidebar('start.html');
    expect(TASKS.length).toBeGreaterThan(15);
    expect(TASKS.filter((page) => !bar.includes(`/${page}`))).toEqual([]);
    const list = site.links('decisions.html');
    const decisions = readdirSync(join(REPOSITORY, 'docs/decisions')).map((name) =>
      name.replace(/md$/, 'html'),
    );
    expect(decisions.filter((page) => !list.includes(`decisions/${page}`))).toEqual([]);
  });

  test('shows expressions of workflows in a line as they are', () => {
    expect(site.text('behaviour.html')).toContain('${{ secrets.TOKEN }}');
  });

  test("begins with README's first screen", () => {
    const home = site.text('index.html');
    expect(home).toContain('as Terraform modules that your team owns and can read');
    expect(home).not.toContain('id="why-not-another-tool"');
    expect(site.links('index.html')).toContain('overview.html#why-not-another-tool');
  });

  test('has the reference of the classes, which leads back to it', () => {
    expect(site.links('index.html')).toContain('api/index.html');
    expect(site.links('api/index.html')).toContain('index.html');
    expect(site.files).toContain('api/classes/index.RouterApi.html');
  });

  test('leads somewhere with each link, within a page too', () => {
    const pages = site.pages();
    expect(pages.length).toBeGreaterThan(TASKS.length);
    expect(pages.flatMap((page) => site.brokenLinks(page).map((href) => `${page}: ${href}`))).toEqual([]);
  });

  test('has the pictures of its pages', () => {
    expect(site.text('index.html')).toContain('<img src="/pictures/');
    expect(site.pages().flatMap((page) => site.missingPictures(page))).toEqual([]);
  });

  test('asks no other host for anything', () => {
    const files = [...site.pages(true), ...site.files.filter((path) => path.endsWith('.css'))];
    expect(
      files.flatMap((file) => site.askedElsewhere(file).map((address) => `${file}: ${address}`)),
    ).toEqual([]);
  });

  test.each(QUESTIONS)('finds within two hits what a team asks: %s', (question, page) => {
    expect(site.search()(question).slice(0, 2)).toContainEqual(
      expect.stringMatching(new RegExp(`^/${page}\\.html`)),
    );
  });
});

describeWithTools('the site of the documentation in a browser', ['chromium'], () => {
  const website = new ServedWebsite();
  let browser: Browser;

  beforeAll(async () => {
    await website.start();
    const { folder } = await builtSite();
    website.show(folder, '.');
    browser = await openBrowser(requireTool('chromium').path);
  }, 5 * MINUTES);
  afterAll(async () => {
    await browser?.close();
    await website.stop();
  });

  test(
    'is as wide as a phone, and asks this host alone',
    async () => {
      const tab = await Tab.open(browser);
      await tab.page.setViewportSize({ width: 375, height: 800 });
      for (const page of [
        'index.html',
        ...TASKS,
        'decisions.html',
        'modules/website.html',
        'api/index.html',
      ]) {
        await tab.page.goto(`${website.origin}/${page}`);
        const wide = await tab.page.evaluate('document.documentElement.scrollWidth');
        expect(`${page}: ${wide}`).toBe(`${page}: 375`);
      }
      const asked = tab.exchanges.map(({ url }) => url).filter((url) => !url.startsWith('data:'));
      expect(asked.length).toBeGreaterThan(TASKS.length);
      expect(asked.filter((url) => !url.startsWith(`${website.origin}/`))).toEqual([]);
      expect(tab.console).toEqual([]);
      await tab.close();
    },
    2 * MINUTES,
  );

  test('shows each picture in the colours of the page', async () => {
    const tab = await Tab.open(browser);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.page.emulateMedia({ colorScheme });
      await tab.page.goto(`${website.origin}/operations.html`);
      const pictures = await tab.page.locator('main img:visible').all();
      const shown = await Promise.all(pictures.map((one) => one.getAttribute('src')));
      const end = colorScheme === 'dark' ? '-dark.png' : '.png';
      expect(shown).toEqual(['shared', 'isolated', 'http-api'].map((name) => `/pictures/${name}${end}`));
    }
    await tab.close();
  });

  test(
    'leads from a question to the page by its search',
    async () => {
      const tab = await Tab.open(browser);
      await tab.page.goto(`${website.origin}/index.html`);
      // Keys do something once the page is alive
      await tab.page.waitForFunction("document.querySelector('#app').__vue_app__");
      await tab.page.keyboard.press('/');
      await tab.page.getByRole('searchbox').fill('what does it cost');
      await tab.page.locator('.VPLocalSearchBox .result[href*="/costs"]').first().click();
      await tab.page.waitForURL(/\/costs\.html/, { waitUntil: 'commit' });
      // the address changes before the page does
      await tab.page.getByRole('heading', { level: 1, name: 'What it costs' }).waitFor();
      await tab.close();
    },
    MINUTES,
  );
});
