import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ensureTool, pythonEnvironment } from '../../src/python';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';

// The parts of the data plane of HTTP APIs, each by itself: what AWS's pages say of it, row by row.
jest.setTimeout(240_000);

describeWithTools('an HTTP API', ['python3'], () => {
  let parts: ChildProcess;
  let answers: AsyncIterator<string>;

  beforeAll(async () => {
    const python = await ensureTool({
      name: 'moto',
      lock: join(__dirname, '../support/requirements.lock'),
      pythons: ['3.13', '3.12', '3.11'],
    });
    parts = spawn(python, ['-B', join(__dirname, 'fixtures/http_api.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...pythonEnvironment(), PYTHONPATH: join(REPOSITORY, 'src/local/python') },
    });
    answers = createInterface({ input: parts.stdout as Readable })[Symbol.asyncIterator]();
  }, 300_000);

  afterAll(() => {
    parts?.stdin?.end();
  });

  /** What a part says to a command. */
  async function ask<T = unknown>(command: string, input: object): Promise<T> {
    parts.stdin?.write(`${JSON.stringify([command, input])}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`${command} failed: what Python said is above`);
    return JSON.parse(value) as T;
  }

  describe('chooses a route', () => {
    const EXAMPLE = [
      'GET /pets/dog/1',
      'GET /pets/dog/{id}',
      'GET /pets/{proxy+}',
      'ANY /{proxy+}',
      '$default',
    ];
    const choices = async (keys: readonly string[], requests: readonly (readonly [string, string])[]) => {
      const chosen: (string | null)[] = [];
      for (const [method, path] of requests)
        chosen.push((await ask<[string] | null>('route', { keys, method, path }))?.[0] ?? null);
      return chosen;
    };

    it('as in the example of the page, in whatever order routes were made', async () => {
      const requests = [
        ['GET', '/pets/dog/1'],
        ['GET', '/pets/dog/2'],
        ['GET', '/pets/cat/1'],
        ['POST', '/test/5'],
        ['GET', '/'],
      ] as const;
      for (const keys of [EXAMPLE, [...EXAMPLE].reverse()])
        expect(await choices(keys, requests)).toEqual(EXAMPLE);
    });

    it('or none', async () => {
      expect(
        await choices(
          ['GET /a'],
          [
            ['POST', '/a'],
            ['GET', '/b'],
            ['GET', '/a/b'],
          ],
        ),
      ).toEqual([null, null, null]);
    });

    it('by the rules of the page, whatever the routes and the request', async () => {
      expect(await ask('property', {})).toBe('holds');
    });

    it('by a slash at the end, which only a greedy variable takes', async () => {
      expect(
        await choices(
          ['GET /a', 'GET /b', 'GET /b/{proxy+}'],
          [
            ['GET', '/a/'],
            ['GET', '/b/'],
          ],
        ),
      ).toEqual([null, 'GET /b/{proxy+}']);
    });

    it('with its variables decoded, a slash in them too', async () => {
      expect(await ask('route', { keys: ['GET /a/{id}'], method: 'GET', path: '/a/b%2Fc%20d' })).toEqual([
        'GET /a/{id}',
        { id: 'b/c d' },
      ]);
    });
  });

  describe('takes what a function returns', () => {
    const FAILED = { status: 500, body: '{"message":"Internal Server Error"}' };
    const JSON_TYPE = [['content-type', 'application/json']];

    // As the authors of AWS's test tool for .NET have seen it
    it.each([
      ['"Hello from Lambda!"', 'Hello from Lambda!'],
      ['{ "message": "Hello" }', '{ "message": "Hello" }'],
      ['[1,2,3]', '[1,2,3]'],
      ['42', '42'],
      ['null', 'null'],
      ['{no json}', '{no json}'],
      ['', ''],
    ])('without a status code as its body: %s', async (payload, body) => {
      expect(await ask('answer', { payload })).toEqual({ status: 200, headers: JSON_TYPE, body });
    });

    it.each([
      ['a status that is no number', { statusCode: 'many' }],
      ['a status with a fraction', { statusCode: 200.5 }],
      ['a status that there is not', { statusCode: 99 }],
      ['a body that is no text', { statusCode: 200, body: {} }],
      ['bytes that are not Base64', { statusCode: 200, body: '%', isBase64Encoded: true }],
      ['headers that are no table', { statusCode: 200, headers: [] }],
      ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
      ['a header that ends its line', { statusCode: 200, headers: { a: '1\r\nset-cookie: b=2' } }],
      ['a cookie that ends its line', { statusCode: 200, cookies: ['a=1\nb: 2'] }],
      ['a header without a name', { statusCode: 200, headers: { '': '1' } }],
      ['a name of a header with a blank', { statusCode: 200, headers: { 'a b': '1' } }],
    ])('as an error where it has %s', async (_, payload) => {
      expect(await ask('answer', { payload: JSON.stringify(payload) })).toMatchObject(FAILED);
    });

    it('with its status, headers, cookies and bytes', async () => {
      const payload = JSON.stringify({
        statusCode: '201',
        headers: { 'Content-Type': 'image/png', 'X-Count': 3, 'Content-Length': '99', Connection: 'close' },
        cookies: ['a=1; Path=/', 'b=2'],
        multiValueHeaders: { 'X-Old': ['1'] },
        isBase64Encoded: true,
        body: 'AP8=',
      });
      expect(await ask('answer', { payload })).toEqual({
        status: 201,
        headers: [
          ['content-type', 'image/png'],
          ['x-count', '3'],
          ['set-cookie', 'a=1; Path=/'],
          ['set-cookie', 'b=2'],
        ],
        body: '\0\xff',
      });
    });

    it.each([
      ['a body that is no text', { statusCode: 200, body: { a: 1 } }, /^the body is no text/],
      ['a status that there is not', { statusCode: 99 }, /^the status code is 99$/],
      ['a status that is none', { statusCode: null }, /^the status code is null$/],
      ['a header that ends its line', { headers: { a: '1\n' } }, /^the header a has a control character/],
      [
        'a list with a number',
        { multiValueHeaders: { a: ['1', 2] } },
        /^multiValueHeaders has a value for a/,
      ],
      ['a name that is none', { headers: { 'a:': '1' } }, /^"a:" is no name of a header$/],
    ])('behind a REST API as an error where it has %s', async (_, given, why) => {
      expect(await ask('whole', { answer: given })).toMatch(why);
    });

    it('behind a REST API where each part can be sent, also without a status code', async () => {
      const whole = { statusCode: '201', headers: { a: 'ä\t☃', b: true }, body: null };
      expect(await ask('whole', { answer: whole })).toBeNull();
      expect(await ask('whole', { answer: { body: 'text' } })).toBeNull();
    });

    it('in pieces where its head can be sent, and else as an error', async () => {
      expect(await ask('head', { metadata: { headers: { a: ['1', '2'] }, cookies: ['b=3'] } })).toEqual({
        a: ['1', '2'],
        'set-cookie': ['b=3'],
      });
      expect(await ask('head', { metadata: { headers: { a: '1\r\nb: 2' } } })).toMatch(/control character/);
      expect(await ask('head', { metadata: { statusCode: 1000 } })).toMatch(/status code is 1000/);
    });

    it('in format 1.0 with headers of several values, and never without a status code', async () => {
      const payload = JSON.stringify({
        statusCode: 200,
        headers: { a: '1', b: '2' },
        multiValueHeaders: { B: ['3', '4'] },
        cookies: ['c=1'],
        body: 'text',
      });
      expect(await ask('answer', { payload, version: '1.0' })).toEqual({
        status: 200,
        headers: [
          ['a', '1'],
          ['b', '3'],
          ['b', '4'],
          ['content-type', 'text/plain; charset=utf-8'],
        ],
        body: 'text',
      });
      expect(await ask('answer', { payload: '{"message": 1}', version: '1.0' })).toMatchObject(FAILED);
    });
  });

  describe('leaves out of an event in format 2.0', () => {
    it('what a request has not', async () => {
      const event = await ask<object>('event', { request: {} });
      expect(Object.keys(event)).toEqual([
        ...[
          'version',
          'routeKey',
          'rawPath',
          'rawQueryString',
          'headers',
          'requestContext',
          'isBase64Encoded',
        ],
      ]);
    });

    it('headers of one connection', async () => {
      const headers = [
        ['Connection', 'close'],
        ['TE', 'trailers'],
        ['Transfer-Encoding', 'chunked'],
        ['Accept', '*/*'],
      ];
      const event = await ask<{ headers: object }>('event', { request: { headers } });
      expect(event.headers).toEqual({ accept: '*/*', 'content-length': '0' });
    });
  });

  describe('tells a body to a function', () => {
    it.each([
      ['text/csv; charset=utf-8', 'a', false],
      ['application/json', 'a', false],
      ['application/problem+json', 'a', false],
      ['application/xml', 'a', false],
      ['application/json', '\xff', true],
      ['application/x-www-form-urlencoded', 'a', true],
      ['multipart/form-data; boundary=x', 'a', true],
      ['image/png', 'a', true],
    ])('of type %s: %j is Base64: %s', async (type, body, isBase64Encoded) => {
      const request = { headers: [['Content-Type', type]], body };
      expect(await ask('event', { request })).toMatchObject({ isBase64Encoded });
    });

    it('that is compressed as Base64', async () => {
      const headers = [
        ['Content-Type', 'text/plain'],
        ['Content-Encoding', 'gzip'],
      ];
      expect(await ask('event', { request: { headers, body: 'a' } })).toMatchObject({
        isBase64Encoded: true,
      });
    });

    it('without a type as text', async () => {
      expect(await ask('event', { request: { body: 'a' } })).toMatchObject({
        body: 'a',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    });
  });

  describe('maps parameters', () => {
    const mapped = (parameters: object, request: object = {}, more: object = {}) =>
      ask<{ headers: string[][]; query: string; path: string | null }>('map_request', {
        parameters,
        request,
        ...more,
      });

    it.each([
      [
        'append',
        [
          ['a', '1'],
          ['A', '2'],
          ['a', 'new'],
        ],
      ],
      ['overwrite', [['a', 'new']]],
      ['remove', []],
    ])('%s a header, in whatever case', async (action, headers) => {
      const request = {
        headers: [
          ['a', '1'],
          ['A', '2'],
        ],
      };
      expect((await mapped({ [`${action}:header.a`]: 'new' }, request)).headers).toEqual(headers);
    });

    it.each([
      ['append', 'a=1&A=2&a=new'],
      ['overwrite', 'A=2&a=new'],
      ['remove', 'A=2'],
    ])('%s a parameter of the query, in its own case', async (action, query) => {
      expect((await mapped({ [`${action}:querystring.a`]: 'new' }, { query: 'a=1&A=2' })).query).toBe(query);
    });

    it.each([
      ['$request.header.X', '1,2'],
      ['$request.querystring.q', 'a,b'],
      ['$request.body', '{"a":{"b":[7,"x"]}}'],
      ['$request.body.a.b[1]', 'x'],
      ['$request.body.a', '{"b":[7,"x"]}'],
      ['$request.body.none', ''],
      ['$request.path', '/pets/7'],
      ['$request.path.id', '7'],
      ['$context.stage', 'v1'],
      ['$context.none', ''],
      ['$stageVariables.env', 'test'],
      ['of ${request.path.id} and ${stageVariables.env}', 'of 7 and test'],
      ['of $request.path.id and $stageVariables.env.', 'of 7 and test.'],
      ['static', 'static'],
    ])('to the value %s', async (expression, value) => {
      const request = {
        path: '/pets/7',
        query: 'q=a&q=b',
        headers: [
          ['x', '1'],
          ['X', '2'],
        ],
        body: '{"a":{"b":[7,"x"]}}',
      };
      const more = { path_variables: { id: '7' }, stage: 'v1', variables: { env: 'test' } };
      expect((await mapped({ 'overwrite:header.y': expression }, request, more)).headers.at(-1)).toEqual([
        'y',
        value,
      ]);
    });

    it('renames a header: all values are those of the request as it came', async () => {
      const parameters = { 'remove:header.a': "''", 'append:header.b': '$request.header.a' };
      expect((await mapped(parameters, { headers: [['a', '1']] })).headers).toEqual([['b', '1']]);
    });

    it('of an answer by its status', async () => {
      const parameters = {
        '500': {
          'overwrite:statuscode': '403',
          'append:header.h': '$response.body.why',
          'remove:header.x': '',
        },
      };
      const answer = { headers: [['x', '1']], body: '{"why":"so"}' };
      expect(await ask('map_answer', { parameters, status: 500, ...answer })).toMatchObject({
        status: 403,
        headers: [['h', 'so']],
      });
      expect(await ask('map_answer', { parameters, status: 501, ...answer })).toMatchObject({ status: 501 });
    });
  });

  describe('calls a server at the address of the integration', () => {
    it.each([
      ['https://a.example/x/{id}', {}, 'https://a.example/x/b%20c?q=1'],
      ['https://a.example/x?own=2', {}, 'https://a.example/x?own=2&q=1'],
      ['https://${stageVariables.host}/x', {}, 'https://b.example/x?q=1'],
      ['https://a.example/base/', { key: '$default' }, 'https://a.example/base/seen?q=1'],
    ])('%s', async (uri, more, expected) => {
      const input = {
        uri,
        request: { path: '/seen', query: 'q=1' },
        path_variables: { id: 'b c' },
        variables: { host: 'b.example' },
      };
      expect(await ask('address', { ...input, ...more })).toBe(expected);
    });
  });

  describe('allows origins', () => {
    it.each([
      [['*'], '*'],
      [['https://a.example'], 'https://a.example'],
      [['https://*'], 'https://a.example'],
      [['http://*', 'https://b.example'], undefined],
      [[], undefined],
    ])('%j', async (origins, expected) => {
      expect(await ask('allowed', { origins, origin: 'https://a.example' })).toEqual(
        expected === undefined ? {} : { 'access-control-allow-origin': expected },
      );
    });
  });
});
