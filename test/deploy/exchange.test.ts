import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchange } from '../../src/deploy/invoke';
import { UserError } from '../../src/errors';

describe('a request of terragate invoke', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/nothing') return void response.socket?.destroy();
      response.write('{"a": ');
      if (request.url === '/half') return void setImmediate(() => response.socket?.destroy());
      response.end('1}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => server.close());

  const ask = (path: string) =>
    exchange({
      address: new URL(`http://127.0.0.1:${port}`),
      method: 'get',
      path,
      headers: ['Host', 'x'],
      body: undefined,
    });

  it('has the whole answer', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, text: '{"a": 1}', bytes: 8 });
  });

  it.each([
    ['/nothing', /no answer came \(.+\)\n {2}fix: +ask again/],
    ['/half', /the answer broke off after \d+ bytes/],
  ])('says in words that %s is the answer, without a stack', async (path, words) => {
    const error = await ask(path).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(words);
  });
});
