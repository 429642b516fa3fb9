import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPackage } from '../../src/bundle';
import { type LocalProxy, startLocalProxy } from '../../src/local/local-proxy';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { OpenStream } from '../support/open-stream';
import { type RawRequest, send } from '../support/raw-http';
import { openSockets, tellsSockets } from '../support/sockets';
import { awsEnvironment, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { moduleCall } from '../terraform/package';
import { exchange } from './behind-local-proxy';
import { eventLines, eventSources, sendMessage, shopOfThePage, untilLogged, upload } from './event-sources';
import { LambdaClient } from './lambda-client';

// Each request goes through a local proxy, the local API Gateway, an alias and a function to an app: the example, or
// one with routes that no app should have (test/fixtures/served-app), each behind the adapter and as a plain handler.
const ORIGIN = 'https://myapp.com';
const SECOND = 'https://staging.myapp.com';
const OTHER = 'https://elsewhere.example';
const MB = 1024 * 1024;

const FUNCTIONS = {
  // Much more than they need on a quiet machine: they start twenty at a time
  example: ['handler = "run.sh"', 'timeout = 120', `cors_allow_origins = ["${ORIGIN}", "${SECOND}"]`],
  example_handler: ['handler = "app.main.handler"', `cors_allow_origins = ["${ORIGIN}", "${SECOND}"]`],
  odd: ['handler = "odd.sh"', 'timeout = 8'],
  odd_handler: ['handler = "odd.main.handler"', 'timeout = 8'],
  slow: ['handler = "odd.sh"', 'env = { SLOW_START = "3" }'],
  broken: ['handler = "cannot-start.sh"'],
  shop: ['handler = "shop.sh"', 'auth = "NONE"', ...eventLines('shop')],
  shop_handler: ['handler = "shop.handler.handler"', 'auth = "NONE"', ...eventLines('shop_handler')],
};
const SHOPS = ['shop', 'shop_handler'] as const;
/** The functions that have a URL beside their API. */
const URLS = ['odd', 'shop'] as const;
type Name = keyof typeof FUNCTIONS;
const NAMES = Object.keys(FUNCTIONS) as Name[];

/** A URL for the function of an API, and its id. */
const urlOf = (name: Name) =>
  `${moduleCall(`${name}_url`, 'function-url', [
    `function_arn = module.${name}.functions["$router"].alias_arn`,
    'response_transfer_mode = "STREAM"',
  ])}
output "${name}_url" { value = module.${name}_url.url_id }
`;

/** A request as the odd app saw it. */
interface Seen {
  readonly method: string;
  readonly raw_path: string;
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly cookies: Readonly<Record<string, string>>;
  readonly base_url: string;
  readonly size: number;
  readonly sha256: string;
}

describeWithTools('the local proxy', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('local-proxy');
  const endpoints = new Map<Name, LocalProxy>();
  let aws: LocalAws;
  let tf: Terraform;
  let ids: Record<Name | `${(typeof URLS)[number]}_url`, string>;
  let secured: { readonly url: string; readonly secret: string };

  beforeAll(async () => {
    workspace.copy('modules');
    workspace.copy('examples/fastapi-app', 'project');
    workspace.copy('test/fixtures/served-app', 'project');
    workspace.write('project/shop/main.py', shopOfThePage());
    [aws] = await Promise.all([
      startLocalAws(),
      buildPackage(workspace.at('project'), {
        architecture: 'x86_64',
        pythonVersion: '3.13',
        outFile: workspace.at('lambda.zip'),
      }),
    ]);
    const calls = NAMES.map((name) => {
      const lines = [`name = "${name.replace('_', '-')}"`, 'lambda_zip = "lambda.zip"', ...FUNCTIONS[name]];
      return `${moduleCall(name, 'my-api', [...lines, 'architecture = "x86_64"'])}
output "${name}" { value = module.${name}.api_id }\n`;
    });
    workspace.write('main.tf', [...calls, ...SHOPS.map(eventSources), ...URLS.map(urlOf)].join('\n'));
    tf = new Terraform('terraform', workspace.path, awsEnvironment(aws));
    tf.writeProvider();
    await tf.init();
    await tf.apply();
    ids = (await tf.output()) as typeof ids;
    secured = { url: aws.url, secret: aws.credentials.secretAccessKey };
    for (const name of NAMES) {
      const target = { ...secured, apiId: ids[name], stage: 'prod' };
      endpoints.set(name, await startLocalProxy({ port: 0, target }));
    }
  }, 600_000);

  afterAll(async () => {
    for (const proxy of endpoints.values()) await proxy.stop();
    await aws?.stop();
  }, 60_000);

  const base = (name: Name) => endpoints.get(name)?.url ?? '';
  const ask = async (name: Name, path: string, more: Omit<RawRequest, 'path'> = {}) => {
    const answer = await send(base(name), { ...more, path });
    // Of an answer that is the gateway's own, the reason stands in the log of the function alone
    if (answer.status === 502)
      console.log(`${name} ${path}\n${aws.logs(name.replace('_', '-')).slice(-2_000)}`);
    return answer;
  };
  const seen = async (name: Name, path: string, more: Omit<RawRequest, 'path'> = {}) => {
    const answer = await ask(name, path, more);
    expect(answer.status).toBe(200);
    return answer.json<Seen>();
  };
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const bytes = (size: number) =>
    Buffer.alloc(
      size,
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );

  describe.each(['odd', 'odd_handler'] as const)('before %s', (name) => {
    test.each([
      ['/seen/plain', '/seen/plain'],
      ['/seen/a%20b', '/seen/a b'],
      ['/seen/a+b', '/seen/a+b'],
      ['/seen/a%2Fb', '/seen/a/b'],
      ['/seen/%C3%A4/%F0%9F%A7%80', '/seen/ä/🧀'],
      ['/seen/100%25', '/seen/100%'],
      ['/seen/a%3Fb%23c', '/seen/a?b#c'],
      ["/seen/~!$&'()*,=:@", "/seen/~!$&'()*,=:@"],
      ['/seen/a;b=1', '/seen/a;b=1'],
      ['/seen//twice', '/seen//twice'],
      ['/seen/slash/', '/seen/slash/'],
      ['/seen/prod/x', '/seen/prod/x'],
      ['/prod/seen/prod/x', '/seen/prod/x'],
      ['/seen/_user_request_/x', '/seen/_user_request_/x'],
    ])('the path %s is %s to the app', async (sent, path) => {
      expect((await seen(name, sent)).path).toBe(path);
    });

    test('a query keeps repeated keys, empty values, and what is encoded in them', async () => {
      const path =
        '/seen?tag=a&tag=b&tag=a&empty=&none&q=a%20b%26c%3D&p=1%2B1&plus=a+b&%C3%A4=%F0%9F%A7%80&a[]=1';
      const { parameters } = await seen(name, path);
      expect([...parameters].sort()).toEqual(
        [
          ['tag', 'a'],
          ['tag', 'b'],
          ['tag', 'a'],
          ['empty', ''],
          ['none', ''],
          ['q', 'a b&c='],
          ['p', '1+1'],
          ['plus', 'a b'],
          ['ä', '🧀'],
          ['a[]', '1'],
        ].sort(),
      );
      expect(parameters.filter(([key]) => key === 'tag').map(([, value]) => value)).toEqual(['a', 'b', 'a']);
    });

    test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('%s passes', async (method) => {
      expect(await seen(name, '/seen', { method })).toMatchObject({ method, size: 0 });
    });

    test('headers and cookies arrive, with the address that the caller used', async () => {
      const { headers, cookies, base_url } = await seen(name, '/seen', {
        headers: [
          'X-One',
          'value; a=1, b',
          'Cookie',
          'session=abc; theme="dark mode"',
          'Authorization',
          'Bearer x',
        ],
      });
      const { host, port } = new URL(base(name));
      expect(headers).toEqual(
        expect.arrayContaining([
          ['x-one', 'value; a=1, b'],
          ['authorization', 'Bearer x'],
          ['host', host],
          ['x-forwarded-port', port],
          ['x-forwarded-proto', 'http'],
          ['x-forwarded-for', '127.0.0.1'],
        ]),
      );
      expect(cookies).toEqual({ session: 'abc', theme: 'dark mode' });
      expect(base_url).toBe(base(name));
    });

    test('a header that is sent twice: the adapter hands on the last one, Mangum both in one line', async () => {
      const { headers, cookies } = await seen(name, '/seen', {
        headers: ['X-Two', 'a', 'X-Two', 'b', 'Cookie', 'a=1', 'Cookie', 'b=2'],
      });
      const two = headers.filter(([key]) => key === 'x-two').map(([, value]) => value);
      const isAdapter = name === 'odd';
      expect(two).toEqual(isAdapter ? ['b'] : ['a, b']);
      // with a comma, which does not end a cookie
      expect(cookies).toEqual(isAdapter ? { b: '2' } : { a: '1, b=2' });
    });

    test('several cookies and headers of a name return as several', async () => {
      const answer = await ask(name, '/cookies');
      expect(answer.values('set-cookie').map((cookie) => cookie.split(';')[0])).toEqual([
        'first=1',
        'second=2',
        'third="a=b"',
      ]);
      expect(answer.values('set-cookie')[1]).toContain('expires=Wed, 21 Oct 2037 07:28:00 GMT');
      const many = await ask(name, '/many');
      expect(many.values('x-many')).toEqual(['one', 'two, three']);
      expect(many.values('link')).toEqual(['</a>; rel=next', '</b>; rel=prev']);
    });

    test.each([200, 201, 204, 304, 400, 404, 418, 500, 503])(
      'the status %i passes with its headers',
      async (status) => {
        const answer = await ask(name, `/status/${status}`);
        expect([answer.status, answer.text, answer.values('x-kept')]).toEqual([status, '', ['yes']]);
        expect(answer.values('etag')).toEqual(['"1"']);
      },
    );

    test('HEAD has the headers and no body', async () => {
      const answer = await ask(name, '/seen', { method: 'HEAD' });
      expect([answer.status, answer.values('x-seen'), answer.body.length]).toEqual([200, ['HEAD'], 0]);
    });

    test('text and a redirect pass as they are', async () => {
      const text = await ask(name, '/text');
      expect([text.text, text.values('content-type')]).toEqual([
        'käse 乳酪 🧀',
        ['text/plain; charset=utf-8'],
      ]);
      const away = await ask(name, '/away');
      expect([away.status, away.values('location')]).toEqual([302, ['/elsewhere']]);
    });

    test('bytes of all values pass, up to what an event may hold', async () => {
      const body = bytes(4.4 * MB);
      for (const headers of [
        ['Content-Type', 'application/octet-stream'],
        ['Content-Type', 'image/png'],
        [],
      ]) {
        expect(await seen(name, '/seen', { method: 'POST', headers, body })).toMatchObject({
          size: body.length,
          sha256: sha256(body),
        });
      }
      const chunked = { method: 'PUT', headers: ['Transfer-Encoding', 'chunked'], body: bytes(70_000) };
      expect(await seen(name, '/seen', chunked)).toMatchObject({ size: 70_000 });
      const expecting = { method: 'PUT', headers: ['Expect', '100-continue'], body: bytes(70_000) };
      expect(await seen(name, '/seen', expecting)).toMatchObject({ size: 70_000 });
    });

    test('a body of which Base64 makes more than 6 MB is refused, and so is one above 10 MB', async () => {
      for (const size of [5 * MB, 10 * MB + 1]) {
        const answer = await ask(name, '/seen', { method: 'POST', body: bytes(size) });
        expect([size, answer.status]).toEqual([size, 413]);
      }
      expect((await ask(name, '/text')).status).toBe(200);
    });

    test('a request that takes longer than the integration waits is answered with 504', async () => {
      const answer = await ask(name, '/sleep?seconds=30');
      expect([answer.status, answer.json()]).toEqual([504, { message: 'Endpoint request timed out' }]);
      expect((await ask(name, '/text')).status).toBe(200);
    }, 60_000);

    test('a function that dies is answered with 502, and the next request by a new one', async () => {
      const answer = await ask(name, '/leave');
      expect([answer.status, answer.json()]).toEqual([502, { message: 'Internal server error' }]);
      expect((await ask(name, '/text')).status).toBe(200);
      expect(aws.logs(name.replace('_', '-'))).toContain('leaving');
    }, 60_000);
  });

  describe.each(SHOPS)('events beside the API, with %s', (name) => {
    const functionName = `${name.replace('_', '-')}_events`;
    const hand = (event: object) => new LambdaClient(aws).invoke(functionName, event, 'live');
    const message = (id: string, body: string) => ({ messageId: id, eventSource: 'aws:sqs', body });

    test('reach the app, whose answer Lambda gets', async () => {
      expect(await hand({ schedule: 'nightly' })).toEqual({ status: 200, body: {} });
      const batch = [message('m1', '{"to": "Zoë"}'), message('m2', '{}')];
      expect((await hand({ Records: batch })).body).toEqual({
        batchItemFailures: [{ itemIdentifier: 'm2' }],
      });
      expect(aws.logs(functionName)).toContain('Sending a mail to Zoë');
    }, 60_000);

    test('fail where the app fails', async () => {
      expect(await hand({ Records: [{}] })).toMatchObject({
        error: 'Unhandled',
        body: { errorMessage: expect.stringContaining('500') },
      });
    }, 60_000);

    test('come from a queue and a bucket', async () => {
      await Promise.all([sendMessage(aws, name, { to: 'Al' }), upload(aws, name, 'in/a%20b.pdf')]);
      await untilLogged(aws, functionName, 'Sending a mail to Al');
      await untilLogged(aws, functionName, `Reading in/a b.pdf of ${name.replace('_', '-')}-uploads`);
    }, 120_000);

    test.each(['/events', '/events/', '//events', '/%65vents', '/x/../events'])(
      'are made up by no caller: POST %s',
      async (path) => {
        const made = {
          method: 'POST',
          headers: ['Content-Type', 'application/json'],
          body: '{"schedule":"forged"}',
        };
        expect((await ask(name, path, made)).status).toBe(404);
        expect(aws.logs(name.replace('_', '-'))).not.toContain('forged');
      },
      60_000,
    );
  });

  test('the adapter hands on the last of several headers of a name, a plain handler gets all', async () => {
    const headers = ['X-Many', 'a', 'X-Many', 'b', 'x-many', 'c'];
    const values = async (name: Name) =>
      (await seen(name, '/seen', { headers })).headers.filter(([key]) => key === 'x-many').map(([, v]) => v);
    expect(await values('odd')).toEqual(['c']);
    expect(await values('odd_handler')).toEqual(['a, b, c']);
  });

  test("the gateway's context reaches the app, and a caller's own does not", async () => {
    const { headers } = await seen('odd', '/seen/x', {
      headers: ['X-Amzn-Request-Context', '{"path":"/forged"}'],
    });
    const contexts = headers.filter(([key]) => key === 'x-amzn-request-context').map(([, value]) => value);
    expect(contexts.map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({ path: '/prod/seen/x', stage: 'prod', apiId: ids.odd, httpMethod: 'GET' }),
    ]);
  });

  test('a streamed answer may have more than 6 MB, a buffered one may not', async () => {
    for (const size of [5 * MB, 12 * MB]) {
      const answer = await ask('odd', `/data?size=${size}`);
      expect([answer.status, answer.body.length, sha256(answer.body)]).toEqual([
        200,
        size,
        sha256(bytes(size)),
      ]);
    }
    const small = await ask('odd_handler', `/data?size=${4 * MB}`);
    expect([small.status, sha256(small.body)]).toEqual([200, sha256(bytes(4 * MB))]);
    const large = await ask('odd_handler', `/data?size=${5 * MB}`);
    expect([large.status, large.json()]).toEqual([502, { message: 'Internal server error' }]);
  }, 60_000);

  describe('a streamed answer that fails', () => {
    const logged = 'Error: the streamed answer broke off: Runtime.StreamError: ';

    test('in its middle breaks off, with what was sent before and nothing else', async () => {
      const { port } = endpoints.get('odd') as LocalProxy;
      const head = 'GET /broken?after=2 HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const text = await exchange(port, head);
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      const [, body = ''] = text.split('\r\n\r\n');
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('8\r\npiece 0\n\r\n8\r\npiece 1\n\r\n');
      expect(body).not.toContain('Lambda-Runtime');
      await expect(ask('odd', '/broken?after=1')).rejects.toThrow(/aborted|hang up/);
      expect(aws.logs('odd')).toContain(logged);
      expect(aws.logs('odd')).toContain('RuntimeError: no more pieces');
    });

    test('is distinguished from one whose text mentions such an error', async () => {
      const lines =
        'Lambda-Runtime-Function-Error-Type: Runtime.StreamError\r\nLambda-Runtime-Function-Error-Body: eA==\r\n';
      const answer = await ask('odd', '/alike');
      expect([answer.status, answer.text]).toEqual([200, `${lines}then\n${lines}`]);
    });

    test('before its first piece breaks off after its head', async () => {
      const { port } = endpoints.get('odd') as LocalProxy;
      const text = await exchange(port, 'GET /broken?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(text).toMatch(/\r\n\r\n$/);
      expect(aws.logs('odd').split(logged).length).toBeGreaterThan(2);
    });

    test('to end in time breaks off, and the next request is served', async () => {
      const stream = await OpenStream.of(base('odd'), `/gated?gate=${workspace.at('too-long')}`);
      expect(await stream.line()).toBe('line 0');
      await expect(stream.line()).rejects.toThrow('aborted');
      expect((await ask('odd', '/text')).status).toBe(200);
    });
  });

  describe('of a function URL', () => {
    const proxies: LocalProxy[] = [];
    const proxyOf = async (name: (typeof URLS)[number]) => {
      const target = { ...secured, apiId: ids[`${name}_url`], stage: '$default' };
      const proxy = await startLocalProxy({ port: 0, target });
      proxies.push(proxy);
      return proxy.url;
    };

    afterAll(() => Promise.all(proxies.map((proxy) => proxy.stop())));

    test('passes a stream line by line, and ends it in the app when its caller leaves', async () => {
      const gate = workspace.at('url');
      const stream = await OpenStream.of(await proxyOf('odd'), `/gated?gate=${gate}`);
      expect(await stream.line()).toBe('line 0');
      writeFileSync(`${gate}.0`, '');
      expect(await stream.line()).toBe('line 1');
      stream.leave();
      while (!existsSync(`${gate}.left`)) await sleep(20);
    });

    test('gives the app its request at the root, with the path as it was sent', async () => {
      const answer = await send(await proxyOf('odd'), {
        method: 'POST',
        path: '/seen/a%20b?x=1',
        headers: ['Host', 'localhost:8400'],
        body: 'Hello',
      });
      expect(answer.json<Seen>()).toMatchObject({ method: 'POST', size: 5, parameters: [['x', '1']] });
      expect(answer.json<Seen>().base_url).toBe('http://localhost:8400/');
    });

    test('leads nobody to the path of events', async () => {
      const url = await proxyOf('shop');
      expect((await send(url, { path: '/docs' })).status).toBe(200);
      expect((await send(url, { method: 'POST', path: '/events', body: '{}' })).status).toBe(404);
    });
  });

  describe('a stream', () => {
    const open = (name: Name, path: string) => OpenStream.of(base(name), path);

    test('passes line by line: the app sends the next one after the caller has read the one before', async () => {
      const gate = workspace.at('line-by-line');
      const stream = await open('odd', `/gated?gate=${gate}`);
      for (const number of [0, 1, 2]) {
        expect(await stream.line()).toBe(`line ${number}`);
        writeFileSync(`${gate}.${number}`, '');
      }
      stream.leave();
    });

    test('has its head before there is a body', async () => {
      const gate = workspace.at('head-first');
      const stream = await open('odd', `/silent?gate=${gate}`);
      expect([stream.status, stream.headers['x-early']]).toEqual([200, 'yes']);
      writeFileSync(gate, '');
      expect(await stream.rest()).toBe('after the gate');
    });

    test('ends in the app when its caller leaves, also while the app is silent', async () => {
      const gate = workspace.at('leaving');
      const stream = await open('odd', `/gated?gate=${gate}`);
      expect(await stream.line()).toBe('line 0');
      stream.leave();
      while (!existsSync(`${gate}.left`)) await sleep(20);
      expect((await ask('odd', '/text')).status).toBe(200);
      expect(aws.logs('odd')).toMatch(
        /The caller left before the end of the streamed answer\n[\s\S]*?END RequestId: \S+\nREPORT /,
      );
    });

    test('without a body is at its end with its head, and the next request gets its own answer', async () => {
      const leavings = () => aws.logs('odd').split('The caller left').length;
      const before = leavings();
      for (let i = 0; i < 30; i++) {
        expect((await ask('odd', '/seen', { method: 'HEAD' })).values('x-seen')).toEqual(['HEAD']);
        expect((await ask('odd', '/text')).text).toBe('käse 乳酪 🧀');
        expect((await ask('odd', '/status/304')).values('etag')).toEqual(['"1"']);
        expect((await ask('odd', '/away')).status).toBe(302);
      }
      expect(leavings()).toBe(before);
    }, 60_000);

    test('waits for a caller that does not read', async () => {
      const count = workspace.at('flood');
      const stream = await open('odd', `/flood?megabytes=100&count=${count}`);
      const taken = () => (existsSync(count) ? Number(readFileSync(count, 'utf8')) : 0);
      let last = -1;
      while (taken() !== last) {
        last = taken();
        await sleep(500);
      }
      expect(last).toBeLessThan(60);
      expect((await stream.rest()).length).toBe(100 * MB);
    }, 60_000);

    test('of a handler comes as a whole', async () => {
      const answer = await ask('odd_handler', '/stream');
      expect([answer.text, answer.values('content-length')]).toEqual(['one\ntwo\nthree\n', ['14']]);
    });
  });

  (tellsSockets ? test : test.skip)(
    'all that was started can be reached from this machine alone, whatever host an app listens at',
    async () => {
      // The script of this function says --host 0.0.0.0
      expect((await ask('odd', '/text')).status).toBe(200);
      const sockets = openSockets(process.pid);
      const servers = new Set(sockets.filter(({ protocol }) => protocol === 'tcp').map(({ pid }) => pid));
      // The local proxies of this process, the local AWS, and the app of the function at the least
      expect([servers.has(process.pid), servers.has(aws.pid), servers.size > 2]).toEqual([true, true, true]);
      expect(sockets.filter(({ address }) => !address.startsWith('loopback:'))).toEqual([]);
    },
  );

  test('a streamed answer is complete', async () => {
    const answer = await ask('odd', '/stream');
    expect([answer.text, answer.values('content-type')]).toEqual([
      'one\ntwo\nthree\n',
      ['text/event-stream; charset=utf-8'],
    ]);
  });

  test('twenty requests at a time are all served, and two that last by two environments', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('example', '/healthz')));
    // With the text, which says whose answer one is that is not the app's
    const seen = answers.map(({ status, text }) => (status === 200 ? status : `${status} ${text}`));
    expect(seen).toEqual(Array.from({ length: 20 }, () => 200));
    const two = await Promise.all(['/sleep?seconds=1', '/sleep?seconds=1'].map((path) => ask('odd', path)));
    expect(new Set(two.map((answer) => answer.json<{ process: number }>().process)).size).toBe(2);
  }, 120_000);

  test('a function that starts slowly keeps no other waiting', async () => {
    let started = false;
    const first = ask('slow', '/text').then((answer) => {
      started = true;
      return answer.status;
    });
    expect((await ask('odd', '/text')).status).toBe(200);
    expect(started).toBe(false);
    expect(await first).toBe(200);
  }, 60_000);

  test('a function that cannot start is answered with 502, and its log says why', async () => {
    const answer = await ask('broken', '/');
    expect([answer.status, answer.json()]).toEqual([502, { message: 'Internal server error' }]);
    expect(aws.logs('broken')).toContain('the database is not there');
  }, 60_000);

  describe.each(['example', 'example_handler'] as const)('before %s', (name) => {
    test('the documentation loads, and the document that it names', async () => {
      const docs = await ask(name, '/docs');
      const document = /url: '([^']+)'/.exec(docs.text)?.[1] ?? '';
      expect([docs.status, document]).toEqual([200, '/prod/openapi.json']);
      const openapi = (await ask(name, document)).json<{ servers: unknown; paths: object }>();
      expect(openapi.servers).toEqual([{ url: '/prod' }]);
      expect(Object.keys(openapi.paths)).toContain('/items');
    });

    test('redirects and links lead back through the local proxy', async () => {
      for (const path of ['/items/?limit=3', '/prod/items/?limit=3']) {
        const redirect = await ask(name, path);
        expect([redirect.status, redirect.values('location')]).toEqual([
          307,
          [`${base(name)}prod/items?limit=3`],
        ]);
      }
      const response = await fetch(`${base(name)}items/?limit=3`);
      expect([response.status, response.redirected]).toEqual([200, true]);
      const created = await ask(name, '/items', {
        method: 'POST',
        headers: ['Content-Type', 'application/json'],
        body: JSON.stringify({ name: 'chair', price: 1, category: 'tool' }),
      });
      const [link = ''] = created.values('location');
      expect(link).toMatch(/^\/prod\/items\/\d+$/);
    });

    test("the same holds at the stage's own address", async () => {
      const headers = [
        'Host',
        `${ids[name]}.execute-api.localhost:4566`,
        ...Object.entries(aws.headers).flat(),
      ];
      const docs = await send(aws.url, { path: '/prod/docs', headers });
      expect(docs.text).toContain("url: '/prod/openapi.json'");
      expect((await send(aws.url, { path: '/prod/openapi.json', headers })).status).toBe(200);
      const redirect = await send(aws.url, { path: '/prod/items/', headers });
      expect(redirect.values('location')).toEqual([
        `http://${ids[name]}.execute-api.localhost:4566/prod/items`,
      ]);
      expect((await send(aws.url, { path: '/prod', headers })).json()).toMatchObject({ name: 'My API' });
    });

    test("a caller cannot make the app's links point elsewhere", async () => {
      const headers = ['X-Amzn-Request-Context', '{"path":"/evil/docs"}'];
      expect((await ask(name, '/docs', { headers })).text).toContain("url: '/prod/openapi.json'");
    });

    test('an error in the app is answered with 500 that its pages can read', async () => {
      const answer = await ask(name, '/boom', { headers: ['Origin', SECOND] });
      expect([answer.status, answer.json()]).toEqual([500, { detail: 'Internal Server Error' }]);
      expect(answer.values('access-control-allow-origin')).toEqual([SECOND]);
      expect(aws.logs(name.replace('_', '-'))).toContain('Unhandled error: GET /boom');
    });

    test.each(['/', '/items/1', '/prod/items/1'])(
      'preflight on %s allows the listed origins alone',
      async (path) => {
        const preflight = (origin: string) =>
          ask(name, path, {
            method: 'OPTIONS',
            headers: ['Origin', origin, 'Access-Control-Request-Method', 'PATCH'],
          });
        for (const origin of [ORIGIN, SECOND]) {
          const answer = await preflight(origin);
          expect([answer.status, answer.values('access-control-allow-origin')]).toEqual([204, [origin]]);
          expect(answer.values('access-control-allow-methods').join()).toContain('PATCH');
          expect(answer.values('vary')).toEqual(['Origin']);
        }
        const other = await preflight(OTHER);
        expect([other.status, other.values('access-control-allow-origin')]).toEqual([204, []]);
      },
    );
  });

  test('a local proxy that is aimed elsewhere serves the other API', async () => {
    const proxy = await startLocalProxy({ port: 0, target: undefined });
    try {
      expect((await send(proxy.url)).status).toBe(503);
      proxy.setTarget({ ...secured, apiId: ids.example, stage: 'prod' });
      expect((await send(proxy.url)).json()).toMatchObject({ name: 'My API' });
      proxy.setTarget({ ...secured, apiId: ids.odd, stage: 'prod' });
      expect((await send(proxy.url)).text).toContain('käse');
    } finally {
      await proxy.stop();
    }
  });
});
