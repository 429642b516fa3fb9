import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPackage } from '../../src/bundle';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { send as rawSend } from '../support/raw-http';
import { awsEnvironment, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { ISOLATED, MAPPED, ORIGIN, type Outputs, ROOT, type Seen, SHARED } from './operations-root';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0xfe]);
const ITEM = { name: 'chair', price: 2.5, category: 'tool' };

describeWithTools('operations behind the local API Gateway', ['terraform', 'lambda-adapter'], () => {
  const workspace = new Workspace('operations');
  let aws: LocalAws;
  let tf: Terraform;
  let other: Server;
  let address: string;
  let outputs: Outputs;

  beforeAll(async () => {
    workspace.copy('modules');
    workspace.write('main.tf', ROOT);
    other = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.url?.includes('slow')) await sleep(3000);
      response.writeHead(request.url?.includes('missing') ? 404 : 200, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify({ method: request.method, url: request.url, body }));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const [local] = await Promise.all([
      startLocalAws(),
      buildPackage(join(REPOSITORY, 'examples/fastapi-app'), {
        architecture: 'x86_64',
        pythonVersion: '3.13',
        outFile: workspace.at('lambda.zip'),
      }),
    ]);
    aws = local;
    tf = new Terraform('terraform', workspace.path, awsEnvironment(aws));
    tf.writeProvider();
    await tf.init();
    await apply(ISOLATED(address));
    await put('hello.txt', 'text/plain', Buffer.from('hello ü'));
    await put('pixel.png', 'image/png', PNG);
  }, 600_000);

  afterAll(async () => {
    other?.close();
    await aws?.stop();
  }, 60_000);

  async function apply(api: object): Promise<void> {
    tf.setVariables({ api, mapped: MAPPED(address) });
    await tf.apply();
    outputs = (await tf.output()) as unknown as Outputs;
  }

  async function put(key: string, type: string, body: Buffer): Promise<void> {
    const headers = { ...aws.headers, 'content-type': type };
    const { status } = await fetch(`${aws.url}/files/${key}`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(body),
    });
    expect(status).toBe(200);
  }

  function call(path: string, init: RequestInit = {}, id = outputs.id): Promise<Response> {
    const headers = { ...aws.headers, origin: ORIGIN, ...(init.headers as Record<string, string>) };
    const url = `${aws.url}/_aws/execute-api/${id}/prod${path}`;
    return fetch(url, { ...init, headers, redirect: 'manual' });
  }

  const send = (method: string, path: string, body: unknown, type = 'application/json') =>
    call(path, {
      method,
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  async function answer(path: string, init: RequestInit = {}): Promise<[number, unknown]> {
    const response = await call(path, init);
    return [response.status, await response.json()];
  }

  const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

  describe('each with a function of its own', () => {
    test('make no process before the first request', () => {
      expect(Object.keys(outputs.functions)).toHaveLength(7);
      for (const name of Object.values(outputs.functions)) expect(aws.logs(name)).toBe('');
    });

    test('are answered by functions with settings of their own', async () => {
      expect(await answer('/echo')).toEqual([200, expect.objectContaining({ log_level: 'DEBUG' })]);
      expect(aws.logs('ops-echo')).toContain('REPORT RequestId: ');
      expect(aws.logs('ops-echo-post')).toBe('');
      expect(await answer('/echo', { method: 'POST' })).toEqual([
        200,
        expect.objectContaining({ log_level: 'WARNING' }),
      ]);
      expect(aws.logs('ops-echo-post')).toContain('REPORT RequestId: ');
    }, 60_000);

    test('a variable that takes slashes gets all of them', async () => {
      expect(await answer('/files/tree/a/b%20c/d')).toEqual([
        200,
        { path: 'a/b c/d', segments: ['a', 'b c', 'd'] },
      ]);
    }, 60_000);

    test('a request runs the operation of its route or none, however its path is written', async () => {
      // What would run is another operation: 404, with a line in the log. The last one is the route's own
      const written: Record<string, string | undefined> = {
        '/files/tree/x/../../../reports/2026-01': 'GET /reports/{report_id}',
        '/files/tree/%2e%2e/%2e%2e/reports/2026-01': 'GET /reports/{report_id}',
        '/files/tree/../../items': 'GET /items',
        '/files/tree/../../docs': 'GET /docs',
        '/files/tree/..%2F..%2Freports%2F2026-01': undefined,
      };
      const logs = () => aws.logs(outputs.functions.get_file_path ?? '');
      for (const [path, other] of Object.entries(written)) {
        const before = logs().length;
        const sent = await rawSend(aws.url, {
          path: `/_aws/execute-api/${outputs.id}/prod${path}`,
          headers: Object.entries(aws.headers).flat(),
        });
        const refused = /"route": "GET \/files\/tree\/\{path\+\}", "operation": "([^"]*)"/.exec(
          logs().slice(before),
        );
        expect([path, sent.status, sent.json(), refused?.[1]]).toEqual(
          other === undefined
            ? [
                path,
                200,
                expect.objectContaining({ segments: ['..', '..', 'reports', '2026-01'] }),
                undefined,
              ]
            : [path, 404, { detail: 'Not Found' }, other],
        );
      }
    }, 60_000);

    test('a path that ends with a slash reaches the operation, whose app redirects', async () => {
      expect(await answer('/items')).toEqual([200, { items: [], total: 0 }]);
      const response = await call('/items/');
      expect([response.status, response.headers.get('location')]).toEqual([
        307,
        expect.stringMatching(/\/prod\/items$/),
      ]);
    }, 60_000);

    test.each(['/nothing', '/docs', '/', '/items/1/more'])(
      '%s has no route: 403 for any page',
      async (path) => {
        const response = await call(path);
        expect([response.status, await response.json(), allowed(response)]).toEqual([
          403,
          { message: 'Missing Authentication Token' },
          ORIGIN,
        ]);
      },
    );

    test.each(['/items/1', '/hello', '/documentation'])('%s answers preflight requests', async (path) => {
      const headers = { 'access-control-request-method': 'GET' };
      const response = await call(path, { method: 'OPTIONS', headers });
      expect([response.status, allowed(response)]).toEqual([204, ORIGIN]);
      expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
    });

    test('one that needs an API key refuses callers without and lets those with one in', async () => {
      const refused = await call('/reports/5', { headers: { 'x-api-key': `${outputs.key}x` } });
      expect([refused.status, await refused.json(), allowed(refused)]).toEqual([
        403,
        { message: 'Forbidden' },
        ORIGIN,
      ]);
      expect((await call('/reports/5')).status).toBe(403);
      expect(await answer('/reports/5', { headers: { 'x-api-key': outputs.key } })).toEqual([
        200,
        { id: 5, title: 'Report 5' },
      ]);
    }, 60_000);

    test('an encoded slash stays within its variable, so that it leads around no key', async () => {
      expect((await call('/reports/5%2Fsecret')).status).toBe(403);
      const headers = { 'x-api-key': outputs.key };
      expect(await answer('/reports/5%2Fsecret', { headers })).toEqual([404, { detail: 'Not Found' }]);
    }, 60_000);

    test('a body against the model is refused by the gateway, in words that a page can read', async () => {
      for (const [body, type] of [
        [{ name: 'chair' }, 'application/json'],
        [{ name: 'chair' }, 'application/json; charset=utf-8'],
        ['{"name": ', 'application/json'],
        ['', 'application/json'],
      ] as const) {
        const response = await send('POST', '/items', body, type);
        expect([body, response.status, await response.json(), allowed(response)]).toEqual([
          body,
          400,
          { message: 'Invalid request body' },
          ORIGIN,
        ]);
      }
    });

    test('a body by the model reaches the app, which judges what the model can not', async () => {
      const created = await send('POST', '/items', ITEM);
      expect([created.status, await created.json(), allowed(created)]).toEqual([
        201,
        expect.objectContaining(ITEM),
        ORIGIN,
      ]);
      const wrong = await send('POST', '/items', { ...ITEM, price: 'cheap' });
      expect([wrong.status, await wrong.json(), allowed(wrong)]).toEqual([
        422,
        { detail: [expect.objectContaining({ loc: ['body', 'price'] })] },
        ORIGIN,
      ]);
    }, 60_000);

    test('a body of a type without a model reaches the app', async () => {
      const response = await send('POST', '/items', '<item/>', 'application/xml');
      expect([response.status, await response.json()]).toEqual([422, { detail: [expect.anything()] }]);
    }, 60_000);

    test('another server gets the variable, the query and the body', async () => {
      expect(await answer('/items/7?x=1&x=2&y=%20')).toEqual([
        200,
        { method: 'GET', url: '/things/7?x=1&x=2&y=+', body: '' } satisfies Seen,
      ]);
      expect((await call('/items/missing')).status).toBe(404);
    });

    test('another server behind a mapping gets what is mapped, and its statuses are mapped', async () => {
      const response = await call('/hello?name=Zo%C3%AB&more=1');
      expect([response.status, await response.json(), allowed(response)]).toEqual([
        200,
        { method: 'GET', url: '/hi/Zo%C3%AB', body: '' } satisfies Seen,
        ORIGIN,
      ]);
      expect((await call('/hello?name=missing')).status).toBe(410);
      expect(await answer('/hello?name=slow')).toEqual([504, { message: 'Endpoint request timed out' }]);
    });

    test('another server behind templates gets and gives what they make, without a function', async () => {
      expect(outputs.mapped_functions).toEqual([]);
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'PUT', headers, body: JSON.stringify(ITEM) };
      const response = await call('/items/7', init, outputs.mapped);
      expect([response.status, await response.json()]).toEqual([200, { sent: '{"title": "chair"}' }]);
      expect((await call('/items/7', {}, outputs.mapped)).status).toBe(403);
    });

    test.each(['/hello', '/hello?name='])('%s lacks a parameter: 400', async (path) => {
      const response = await call(path);
      expect([response.status, await response.json(), allowed(response)]).toEqual([
        400,
        { message: 'Missing required request parameters: [name]' },
        ORIGIN,
      ]);
    });

    test.each([
      ['/documentation?page=3', 202, 'text/plain', 'page 3 for local'],
      ['/healthz', 200, 'application/json', '{"status":"mocked"}'],
    ])('%s is answered by the gateway alone', async (path, status, type, body) => {
      for (const headers of [
        {},
        { accept: 'text/html' },
        { 'content-type': 'application/json; charset=utf-8' },
      ]) {
        const response = await call(path, { headers });
        expect([response.status, await response.text(), allowed(response)]).toEqual([status, body, ORIGIN]);
        expect(response.headers.get('content-type')).toBe(type);
      }
    });

    test('a bucket answers with text, bytes and 404', async () => {
      const text = await call('/file?fileName=hello.txt');
      expect([text.status, await text.text(), text.headers.get('content-type'), allowed(text)]).toEqual([
        200,
        'hello ü',
        'text/plain',
        ORIGIN,
      ]);
      const picture = await call('/file?fileName=pixel.png');
      expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG);
      expect((await call('/file?fileName=nothing')).status).toBe(404);
    });
  });

  describe('on a shared function', () => {
    beforeAll(() => apply(SHARED), 300_000);

    test('run on it, but for one that has its own, and other methods of its path', async () => {
      expect(outputs.functions).toEqual({ $router: 'ops', echo: 'ops-echo' });
      expect(await answer('/echo')).toEqual([200, expect.objectContaining({ log_level: 'DEBUG' })]);
      expect(await answer('/echo', { method: 'POST' })).toEqual([
        200,
        expect.objectContaining({ log_level: 'WARNING' }),
      ]);
    }, 60_000);

    test('leave all other paths to the app', async () => {
      expect((await call('/docs')).status).toBe(200);
      expect(await answer('/nothing')).toEqual([404, { detail: 'Not Found' }]);
      expect(await answer('/')).toEqual([200, expect.objectContaining({ name: 'My API' })]);
    }, 60_000);
  });
});
