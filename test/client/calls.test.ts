import { documentOf, type Loaded, load, TestServer } from './support';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const answers = (schema: object, more: object = {}) => ({
  200: { description: '', ...json(schema) },
  ...more,
});
const moment = { type: 'string', format: 'date-time' };
const day = { type: 'string', format: 'date' };
const text = { type: 'string' };
const object = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});

const SCHEMAS = {
  Item: object({ name: text, created_at: moment, day, note: { anyOf: [moment, { type: 'null' }] } }, [
    'name',
  ]),
  Page: object({
    items: { type: 'array', items: ref('Item') },
    by_name: { type: 'object', additionalProperties: ref('Item') },
    pair: { type: 'array', prefixItems: [text, moment], minItems: 2, maxItems: 2 },
    when: { anyOf: [moment, { type: 'integer' }] },
    text_or_when: { anyOf: [moment, text] },
  }),
  Tree: object({ at: moment, children: { type: 'array', items: ref('Tree') } }),
  Opened: object({ kind: { const: 'opened', type: 'string' }, at: moment }),
  Noted: object({ kind: { const: 'noted', type: 'string' }, at: text }),
  Event: {
    oneOf: [ref('Opened'), ref('Noted')],
    discriminator: {
      propertyName: 'kind',
      mapping: { opened: '#/components/schemas/Opened', noted: '#/components/schemas/Noted' },
    },
  },
  Problem: object({ code: text, at: moment }),
  Form: object({ user_name: text, roles: { type: 'array', items: text }, since: moment }, ['user_name']),
  Upload: object(
    {
      file: { type: 'string', format: 'binary' },
      files: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
      note: text,
      day,
    },
    ['file'],
  ),
};

const parameter = (place: string, name: string, schema: object = text, more: object = {}) => ({
  in: place,
  name,
  schema,
  required: place === 'path',
  ...more,
});

const DOCUMENT = documentOf(
  {
    '/items/{item_id}': {
      get: {
        operationId: 'get_item',
        parameters: [
          parameter('path', 'item_id'),
          parameter('query', 'as_of', moment),
          parameter('query', 'on', day),
          parameter('query', 'tag', { type: 'array', items: text }),
          parameter('header', 'X-Trace-Id'),
          parameter('cookie', 'session'),
          parameter('query', 'item_id'),
        ],
        responses: answers(ref('Item'), {
          404: { description: '', ...json(ref('Problem')) },
          '5XX': { description: '', ...json(ref('Problem')) },
        }),
      },
      put: {
        operationId: 'put_item',
        parameters: [parameter('path', 'item_id')],
        requestBody: { required: true, ...json(ref('Item')) },
        responses: {
          200: { description: '', ...json(ref('Item')) },
          202: { description: '', ...json(text) },
          204: { description: '' },
        },
      },
    },
    '/names/{name}': {
      put: {
        operationId: 'put_name',
        parameters: [parameter('path', 'name')],
        requestBody: { required: true, ...json(ref('Item')) },
        responses: answers({}),
      },
    },
    '/files/{path}': {
      get: {
        operationId: 'get_file',
        parameters: [parameter('path', 'path', text, { 'x-starlette-convertor': 'path' })],
        responses: { 200: { description: '', content: { 'application/pdf': {} } } },
      },
    },
    '/forms': {
      get: {
        operationId: 'filtered',
        parameters: [
          parameter('query', 'filter', { type: 'object' }, { style: 'deepObject' }),
          parameter('query', 'ids', { type: 'array' }, { explode: false }),
          parameter('query', 'piped', { type: 'array' }, { style: 'pipeDelimited', explode: false }),
          { in: 'query', name: 'where', content: { 'application/json': { schema: {} } } },
        ],
        responses: answers({}),
      },
      post: {
        operationId: 'log_in',
        requestBody: {
          required: true,
          content: { 'application/x-www-form-urlencoded': { schema: ref('Form') } },
        },
        responses: answers({}),
      },
      put: {
        operationId: 'upload',
        requestBody: { required: true, content: { 'multipart/form-data': { schema: ref('Upload') } } },
        responses: answers({}),
      },
      patch: {
        operationId: 'send_bytes',
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: answers({}),
      },
    },
    '/{style}/{list}': {
      get: {
        operationId: 'styled',
        parameters: [
          parameter('path', 'style', { type: 'array' }, { style: 'matrix', explode: true }),
          parameter('path', 'list', { type: 'object' }, { style: 'label' }),
        ],
        responses: answers({}),
      },
    },
    '/page': { get: { operationId: 'get_page', responses: answers(ref('Page')) } },
    '/tree': {
      post: {
        operationId: 'put_tree',
        requestBody: { required: true, ...json(ref('Tree')) },
        responses: answers(ref('Tree')),
      },
    },
    '/event': { get: { operationId: 'get_event', responses: answers(ref('Event')) } },
    '/text': {
      get: {
        operationId: 'get_text',
        responses: { 200: { description: '', content: { 'text/plain': { schema: text } } } },
      },
    },
    '/list': {
      post: {
        operationId: 'put_list',
        requestBody: { required: true, ...json({ type: 'array', items: day }) },
        responses: answers({}),
      },
    },
  },
  SCHEMAS,
);

const server = new TestServer();
let api: Loaded;
let connection: { baseUrl: string };
let client: Loaded;

beforeAll(async () => {
  connection = { baseUrl: await server.start() };
  api = load(DOCUMENT);
  client = new api.MyAPI(connection);
});
afterAll(() => server.stop());

const request = () => {
  const [only, more] = server.seen;
  expect(more).toBeUndefined();
  if (!only) throw new Error('no request came');
  return only;
};

describe('a call', () => {
  it('has its parameters where they go: path, query, headers and cookies', async () => {
    server.json({ name: 'a' });
    await client.getItem({
      itemId: 'a/b c',
      asOf: new Date('2024-01-02T03:04:05.678Z'),
      on: new Date('2024-01-02T00:00:00Z'),
      tag: ['x', 'y&z'],
      xTraceId: '7',
      session: 's',
      queryItemId: undefined,
    });
    expect(request()).toMatchObject({
      method: 'GET',
      url: '/items/a%2Fb%20c?as_of=2024-01-02T03%3A04%3A05.678Z&on=2024-01-02&tag=x&tag=y%26z',
      headers: { 'x-trace-id': '7', cookie: 'session=s' },
    });
  });

  it.each([['..'], ['.'], ['']])(
    'is not sent with %j in the path, which would lead to another one',
    async (itemId) => {
      server.json({});
      await expect(client.getItem({ itemId })).rejects.toThrow('itemId cannot be');
      await expect(client.getFile({ path: 'a/../b' })).rejects.toThrow(TypeError);
      expect(server.seen).toEqual([]);
    },
  );

  it('keeps the slashes of a parameter that takes them', async () => {
    server.answer((_, response) => response.end('%PDF'));
    const file = await client.getFile({ path: 'a b/c.pdf' });
    expect(request().url).toBe('/files/a%20b/c.pdf');
    expect(await file.text()).toBe('%PDF');
  });

  it('writes lists and objects in the style of the document', async () => {
    server.json({});
    await client.filtered({
      filter: { a: { b: 1 }, c: ['x', 'y'] },
      ids: [1, 2],
      piped: ['p', 'q'],
      where: { a: 1 },
    });
    expect(request().url).toBe(
      '/forms?filter[a][b]=1&filter[c]=x&filter[c]=y&ids=1,2&piped=p%7Cq&where=%7B%22a%22%3A1%7D'
        .replace(/\[/g, '%5B')
        .replace(/\]/g, '%5D'),
    );
    server.json({});
    await client.styled({ style: ['a', 'b'], list: { x: 1, y: 2 } });
    expect(request().url).toBe('/;style=a;style=b/.x,1,y,2');
  });

  it('has the properties of its body beside the parameters', async () => {
    server.json({ name: 'a' });
    await client.putItem({ itemId: '1', name: 'a', day: new Date('2024-05-06'), created_at: new Date(0) });
    expect(JSON.parse(request().body)).toEqual({
      name: 'a',
      day: '2024-05-06',
      created_at: '1970-01-01T00:00:00.000Z',
    });
    expect(request().headers['content-type']).toBe('application/json');
  });

  it('has its body under a name of its own where a property is called as a parameter', async () => {
    server.json({});
    await client.putName({ name: 'path', body: { name: 'body' } });
    expect(request()).toMatchObject({ url: '/names/path', body: '{"name":"body"}' });
  });

  it('takes a body that is no object under `body`', async () => {
    server.json({});
    await client.putList({ body: [new Date('2024-05-06')] });
    expect(request().body).toBe('["2024-05-06"]');
  });

  it('sends forms, files and bytes', async () => {
    server.json({});
    await client.logIn({ user_name: 'me & you', roles: ['a', 'b'], since: new Date(0) });
    expect(request().body).toBe('user_name=me+%26+you&roles=a&roles=b&since=1970-01-01T00%3A00%3A00.000Z');
    server.json({});
    await client.upload({
      file: new File(['bytes'], 'a.txt'),
      files: [new Blob(['1']), new Blob(['2'])],
      day: new Date(0),
    });
    expect(request().headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(request().body).toContain('name="file"; filename="a.txt"');
    expect(request().body.match(/name="files"/g)).toHaveLength(2);
    expect(request().body).toMatch(/name="day"\r\n\r\n1970-01-01\r\n/);
    server.json({});
    await client.sendBytes({ body: new Blob(['\u0001']) });
    expect(request()).toMatchObject({
      body: '\u0001',
      headers: { 'content-type': 'application/octet-stream' },
    });
  });

  it('has the headers of the connection and of the call', async () => {
    server.json({});
    const own = new api.MyAPI({ ...connection, headers: async () => ({ authorization: 'a', 'x-one': '1' }) });
    await own.getPage({ headers: { 'x-one': '2', 'x-none': undefined } });
    expect(request().headers).toMatchObject({ authorization: 'a', 'x-one': '2' });
    expect(request().headers).not.toHaveProperty('x-none');
  });
});

describe('an answer', () => {
  it('has dates where the document has them: nested, in lists, maps, tuples and unions', async () => {
    server.json({
      items: [{ name: 'a', created_at: '2024-01-02T03:04:05Z', note: null }],
      by_name: { constructor: { name: 'b', day: '2024-01-02' } },
      pair: ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05+02:00'],
      when: '2024-01-02T03:04:05.123456',
      text_or_when: 'noon',
      more: '2024-01-02T03:04:05Z',
    });
    const date = new Date('2024-01-02T03:04:05Z');
    expect(await client.getPage()).toEqual({
      items: [{ name: 'a', created_at: date, note: null }],
      by_name: { constructor: { name: 'b', day: new Date('2024-01-02T00:00:00Z') } },
      pair: ['2024-01-02T03:04:05Z', new Date('2024-01-02T01:04:05Z')],
      when: new Date('2024-01-02T03:04:05.123Z'),
      text_or_when: 'noon',
      more: '2024-01-02T03:04:05Z',
    });
  });

  it('has dates at any depth of what holds itself, in and out', async () => {
    server.answer((seen, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(seen.body);
    });
    const tree = {
      at: new Date(1),
      children: [{ at: new Date(2), children: [{ at: new Date(3), children: [] }] }],
    };
    expect(await client.putTree(tree)).toEqual(tree);
  });

  it('is read by its tag: a text of one member is not the date of another', async () => {
    server.json({ kind: 'noted', at: '2024-01-02T03:04:05Z' });
    expect(await client.getEvent()).toEqual({ kind: 'noted', at: '2024-01-02T03:04:05Z' });
    server.json({ kind: 'opened', at: '2024-01-02T03:04:05Z' });
    expect(await client.getEvent()).toEqual({ kind: 'opened', at: new Date('2024-01-02T03:04:05Z') });
  });

  it('is what the document says for its status', async () => {
    server.json('queued', 202);
    expect(await client.putItem({ itemId: '1', name: 'a' })).toBe('queued');
    server.answer((_, response) => response.writeHead(204).end());
    expect(await client.putItem({ itemId: '1', name: 'a' })).toBeUndefined();
    server.answer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('2024-01-02'),
    );
    expect(await client.getText()).toBe('2024-01-02');
  });

  it('shows its headers to who asks for them', async () => {
    server.answer((_, response) =>
      response.writeHead(200, { location: '/items/7', 'content-type': 'application/json' }).end('{}'),
    );
    const locations: unknown[] = [];
    await client.getPage({
      onResponse: (response: Response) => locations.push(response.headers.get('location')),
    });
    expect(locations).toEqual(['/items/7']);
  });

  it('that is no JSON where JSON is said is an error that holds the answer', async () => {
    server.answer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    const error = await client.getPage().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(api.AnswerError);
    expect(error).toMatchObject({ operation: 'get_page', response: { status: 200 } });
  });
});

describe('an error', () => {
  it('has the status and the body that the document says, with dates', async () => {
    server.json({ code: 'gone', at: '2024-01-02T03:04:05Z' }, 404);
    const error = await client.getItem({ itemId: '1' }).catch((caught: unknown) => caught);
    expect(api.isGetItemError(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 404,
      error: { code: 'gone', at: new Date('2024-01-02T03:04:05Z') },
    });
    server.json({ code: 'down', at: '2024-01-02T03:04:05Z' }, 503);
    expect(await client.getItem({ itemId: '1' }).catch(api.isGetItemError)).toBe(true);
  });

  it('keeps its status where its body is called JSON, and is none', async () => {
    server.answer((_, response) =>
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"code": "do'),
    );
    const error = await client.getItem({ itemId: '1' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ApiError', status: 503, error: '{"code": "do' });
  });

  it('of another operation, or with a status that the document does not have, is told apart', async () => {
    server.answer((_, response) =>
      response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
    );
    const error = await client.getItem({ itemId: '1' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 403, error: '<h1>no</h1>' });
    expect(api.isGetItemError(error)).toBe(false);
    server.json({}, 404);
    expect(await client.getPage().catch(api.isGetItemError)).toBe(false);
  });

  it('of the network is one of its own, with its cause', async () => {
    server.answer((_, __, raw) => raw.socket.destroy());
    const error = await client.getPage().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(api.NetworkError);
    expect(error.cause).toBeDefined();
    server.answer((_, response, raw) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"items": ', () => raw.socket.destroy());
    });
    await expect(client.getPage()).rejects.toBeInstanceOf(api.NetworkError);
  });

  it('of an aborted call is the reason of its signal, before and while the answer comes', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    });
    const reason = new Error('enough');
    await expect(client.getPage({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const call = client.getPage({ signal: controller.signal, onResponse: () => controller.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });

  it('of a call that takes too long is a timeout', async () => {
    server.answer(() => undefined);
    await expect(client.getPage({ timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const own = new api.MyAPI({ ...connection, timeout: 20 });
    await expect(own.getPage()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
