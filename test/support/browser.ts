import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Milliseconds for an answer. */
const PATIENCE = 20_000;

/** A browser of the machine that reaches this machine alone. Also pages that ask for another host get no answer. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  });
}

/** A request of a page with its answer, as the network has them. Names of headers are in lower case. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Status of the answer; undefined until it is there. */
  status?: number;
}

/** A tab, with all that it has asked for and all that its console has. */
export class Tab {
  readonly exchanges: Exchange[] = [];
  /** Errors and warnings of the console, and errors that nothing caught. */
  readonly console: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser): Promise<Tab> {
    const tab = new Tab(await browser.newPage());
    await tab.watch();
    return tab;
  }

  /** The first request of a method to an address, with its answer. OPTIONS is that by which a browser asks for leave. */
  async exchange(method: string, url: string): Promise<Exchange> {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20)) {
      const found = this.exchanges.find((one) => one.method === method && one.url === url && one.status);
      if (found) return found;
    }
    throw new Error(`no answered ${method} ${url} in ${JSON.stringify(this.exchanges)}`);
  }

  close(): Promise<void> {
    return this.page.close();
  }

  private async watch(): Promise<void> {
    this.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.console.push(message.text());
    });
    this.page.on('pageerror', (error) => this.console.push(error.message));
    // Playwright's own events leave out by which requests a browser asks for leave
    const network = await this.page.context().newCDPSession(this.page);
    const open = new Map<string, Exchange>();
    network.on('Network.requestWillBeSent', ({ requestId, request: { method, url, headers } }) => {
      const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const exchange: Exchange = { method, url, headers: Object.fromEntries(names) };
      open.set(requestId, exchange);
      this.exchanges.push(exchange);
    });
    network.on('Network.responseReceived', ({ requestId, response }) => {
      const exchange = open.get(requestId);
      if (exchange) exchange.status = response.status;
    });
    await network.send('Network.enable');
  }
}
