import { randomBytes } from 'node:crypto';
import type { Up } from '../../src/deploy';
import { AnsweringServer } from '../support/answering-server';
import { CommandLine, lendInstalled, until } from '../support/cli';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { TYPES_OF_SHOP } from './shop-types';

const MINUTES = 60_000;
const EXAMPLE = 'examples/shop';
const ALICE = { username: 'alice', email: 'alice@example.com', password: 'correct horse battery' };
const CHAIR = { name: 'Chair', price: 49.5, tax: 7.9 };

// Terraform's provider waits half a minute for each queue, and for one after the other where one names the other
const QUEUES = `resource "aws_sqs_queue" "tasks" {
  redrive_policy = null
}
`;

describeWithTools('the example shop on this machine', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('shop');
  const shop = new CommandLine(workspace.copy(EXAMPLE));
  const rates = new AnsweringServer();
  let before: ReadonlyMap<string, string>;
  let url: string;
  let token: string;
  let item: { readonly id: number };

  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${path}`, { ...init, headers });
  };
  const post = (path: string, body: object) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    rates.answer = () => ({ body: '{"rates": {"USD": 1.1}}' });
    lendInstalled(shop.folder, EXAMPLE);
    workspace.write(`${EXAMPLE}/.env`, `SECRET_KEY=${randomBytes(16).toString('hex')}\n`);
    before = shop.files();
    workspace.write(`${EXAMPLE}/terraform/test_override.tf`, QUEUES);
    const settings = { database_file: workspace.at('shop.db'), rates_url: `${await rates.start()}/v1/` };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    workspace.write(`${EXAMPLE}/terraform/terraform.tfvars`, lines.join(''));
    const up = await shop.run(['up', '--json'], { TERRAGATE_MORE_SCHEMAS: TYPES_OF_SHOP.join() });
    expect(up).toMatchObject({ code: 0 });
    url = (JSON.parse(up.stdout) as Up).apis[0]?.url ?? '';
  }, 8 * MINUTES);

  afterAll(async () => {
    await shop.run(['down']);
    await rates.stop();
  }, MINUTES);

  it('has the document and the modules that the app of today has', () => {
    const after = shop.files();
    const made = [...before.keys()].filter((path) =>
      /^openapi\.json$|^terraform\/modules\/.*(?<!\.zip)$/.test(path),
    );
    expect(made.length).toBeGreaterThan(20);
    expect(made.filter((path) => after.get(path) !== before.get(path))).toEqual([]);
  });

  it('has the tables that its migrations make, once it is up', async () => {
    const answer = await ask('items');
    expect([answer.status, await answer.json()]).toEqual([200, []]);
  });

  it('registers a user, who logs in with the password and with no other', async () => {
    const logIn = (password: string) =>
      ask('token', { method: 'POST', body: new URLSearchParams({ username: ALICE.username, password }) });

    const registered = await post('users', ALICE);
    expect(registered.status).toBe(201);
    expect(await registered.json()).not.toHaveProperty('password');
    expect((await logIn('another password')).status).toBe(401);
    token = (await (await logIn(ALICE.password)).json()).access_token;
    expect(await (await ask('users/me')).json()).toMatchObject({ username: ALICE.username });
  });

  it('takes an item of who has logged in, and lists it', async () => {
    const answer = await post('items', CHAIR);
    item = await answer.json();

    expect(answer.status).toBe(201);
    expect(item).toMatchObject(CHAIR);
    expect(await (await ask('items?q=hai')).json()).toEqual([item]);
    expect(await (await ask('items?q=table')).json()).toEqual([]);
    expect((await post('items', { ...CHAIR, tax: 50 })).status).toBe(422);
  });

  it('gives a picture back as it was sent', async () => {
    const picture = randomBytes(70_000);
    const body = new FormData();
    body.set('file', new Blob([picture], { type: 'image/png' }), 'chair.png');

    expect((await ask(`items/${item.id}/picture`, { method: 'PUT', body })).status).toBe(200);

    const back = await ask(`items/${item.id}/picture`);
    expect(back.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await back.arrayBuffer()).equals(picture)).toBe(true);
  });

  it('asks another service for the price in another currency', async () => {
    const prices = await (await ask(`items/${item.id}/prices?currency=USD`)).json();

    expect(prices).toEqual([{ item_id: item.id, currency: 'USD', price: 54.45 }]);
    expect(rates.asked.map(({ path }) => path)).toEqual(['/v1/latest?base=EUR&symbols=USD']);
  });

  it('welcomes the user by the queue, in the function of events', async () => {
    await until(`${url}users/me/notices`, 'Welcome, alice!', {
      headers: { authorization: `Bearer ${token}` },
    });
    const { stdout } = await shop.run(['logs']);
    // One is of the migrations, one at least of the queue
    const events = stdout.split('\n').filter((line) => /^shop_events \|.*POST \/events answered/.test(line));
    expect(events.length).toBeGreaterThanOrEqual(2);
  });

  it('takes no event and no migration of a caller', async () => {
    expect((await post('events', { migrate: 'base' })).status).toBe(404);
    expect((await ask('items')).status).toBe(200);
  });

  it('takes an event of who may call the function', async () => {
    const file = workspace.write('migrate.json', '{"migrate": "head"}');
    expect(await shop.json('event', file)).toMatchObject({ answer: { migrated: 'head' } });
  });

  it('shows its docs behind the name of the stage', async () => {
    expect(await (await ask('docs')).text()).toContain("url: '/prod/openapi.json'");
  });
});
