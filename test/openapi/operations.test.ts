import { readTemplate } from '../../src/openapi';
import { fixture, read, readOne, stopsOf, warningsOf, withOperation, withPaths } from './document';

const plain = { operationId: 'a', responses: {} };

describe('the operations of a FastAPI document', () => {
  const { operations, warnings } = read(fixture('streaming.json'));

  it('have all that the document says of them', () => {
    expect(warnings).toEqual([]);
    expect(
      operations.map(({ id, method, path, pointer, deprecated }) => ({
        id,
        method,
        path,
        pointer,
        deprecated,
      })),
    ).toEqual([
      { id: 'list_items', method: 'get', path: '/items', pointer: '/paths/~1items/get', deprecated: false },
      {
        id: 'create_item',
        method: 'post',
        path: '/items',
        pointer: '/paths/~1items/post',
        deprecated: false,
      },
      {
        id: 'stream_items',
        method: 'get',
        path: '/items/stream',
        pointer: '/paths/~1items~1stream/get',
        deprecated: false,
      },
      {
        id: 'item_events',
        method: 'get',
        path: '/items/{item_id}/events',
        pointer: '/paths/~1items~1{item_id}~1events/get',
        deprecated: true,
      },
    ]);
    expect(operations[0]).toEqual({
      id: 'list_items',
      idSource: 'operationId',
      operationId: 'list_items',
      method: 'get',
      path: '/items',
      pointer: '/paths/~1items/get',
      tags: ['items'],
      summary: 'List Items',
      deprecated: false,
      parameters: [
        {
          name: 'limit',
          in: 'query',
          required: false,
          deprecated: false,
          schema: { type: 'integer', default: 10 },
        },
      ],
      responses: {
        '200': {
          description: 'Successful Response',
          content: {
            'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
          },
        },
        '422': {
          description: 'Validation Error',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/HTTPValidationError' } } },
        },
      },
      extensions: {},
    });
  });
});

describe('names that objects of JavaScript have themselves', () => {
  const model = read(fixture('hostile-names.json'));

  it('are names like any other for paths, operations, media types, schemas and schemes', () => {
    expect(model.operations.map(({ id }) => id)).toEqual([
      '__proto__',
      'constructor',
      'größe_数',
      'put_größe_数',
    ]);
    const [first, second] = model.operations;
    expect(Object.keys(first?.responses['200']?.content ?? {})).toEqual(['__proto__']);
    expect(Object.keys(first?.security?.[0] ?? {})).toEqual(['__proto__']);
    expect(second?.responses.default?.description).toBe('found');
    expect(Object.keys(model.schemas)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(model.securitySchemes)).toEqual(['__proto__']);
  });

  it('are not there when the document does not have them', () => {
    expect(model.securitySchemes.constructor).toBeUndefined();
    expect(model.operations[0]?.responses.toString).toBeUndefined();
    expect(read(fixture('streaming.json')).schemas.constructor).toBeUndefined();
  });
});

describe('a path', () => {
  it('without a slash in front stops the reading', () => {
    expect(stopsOf(withPaths({ items: { get: plain } }))).toEqual([
      'openapi.json#/paths/items: the path "items" does not begin with "/"',
    ]);
  });

  it('that is an extension is passed over', () => {
    expect(read(withPaths({ 'x-any': 1, '/': { get: plain } })).operations).toHaveLength(1);
  });

  it.each([[null], [[]], [{}]])('that is %j has no method, which is a warning', (item) => {
    expect(warningsOf(withPaths({ '/': { get: plain }, '/none': item }))).toContain(
      'ignored openapi.json#/paths/~1none: the path has no method',
    );
  });

  it.each([['text'], [3], [true], [[1]]])('that is %j stops the reading', (item) => {
    expect(stopsOf(withPaths({ '/': item }))).toHaveLength(1);
  });

  it('can be a reference to an item, to another path and to an item that is a reference', () => {
    const text = withPaths(
      {
        '/a': { $ref: '#/components/pathItems/Item' },
        '/b': { $ref: '#/paths/~1a' },
        '/c': { $ref: '#/paths/%2Fd%2F%7Bx%7D' },
        '/d/{x}': { put: { operationId: 'put' } },
      },
      { components: { pathItems: { Item: { get: { operationId: 'get' } } } } },
    );
    expect(read(text).operations.map(({ id, path, pointer }) => [id, path, pointer])).toEqual([
      ['get_a', '/a', '/paths/~1a/get'],
      ['get_b', '/b', '/paths/~1b/get'],
      ['put_c', '/c', '/paths/~1c/put'],
      ['put_d_by_x', '/d/{x}', '/paths/~1d~1{x}/put'],
    ]);
  });

  it('has its own methods beside those of its reference, and in front of them', () => {
    const text = withPaths(
      { '/a': { $ref: '#/components/pathItems/Item', get: { operationId: 'own' } } },
      {
        components: { pathItems: { Item: { get: { operationId: 'theirs' }, put: { operationId: 'put' } } } },
      },
    );
    expect(
      read(text)
        .operations.map(({ id }) => id)
        .sort(),
    ).toEqual(['own', 'put']);
  });

  it('with faulty braces is read with a warning', () => {
    expect(warningsOf(withPaths({ '/a/{b': { get: plain } }))).toEqual([
      'path-parameter openapi.json#/paths/~1a~1{b: the path "/a/{b" has a brace without its other half',
    ]);
  });

  it.each([
    ['/', [], 0],
    ['/{a}/b/{c.d}-{e}', ['a', 'c.d', 'e'], 0],
    ['/{proxy+}', ['proxy'], 0],
    ['/{a}/{a}', ['a'], 1],
    ['/{}/x', [], 1],
    ['/{a}}', ['a'], 1],
    ['/{{a}}', ['a'], 1],
  ])('%s has the variables %j', (path, variables, faults) => {
    const template = readTemplate(path);
    expect([template.variables, template.faults.length]).toEqual([variables, faults]);
  });
});

describe('a method', () => {
  it('is any that a path item can hold, in the order of the document', () => {
    const methods = ['trace', 'options', 'head', 'query', 'patch', 'delete', 'post', 'put', 'get'];
    const item = Object.fromEntries(methods.map((method) => [method, { operationId: method }]));
    expect(read(withPaths({ '/': item })).operations.map(({ method }) => method)).toEqual(methods);
  });

  it('in upper case is read, with a warning', () => {
    const text = withPaths({ '/': { GET: plain } });
    expect(readOne(text).method).toBe('get');
    expect(warningsOf(text)).toEqual([
      'repaired openapi.json#/paths/~1/GET: the method "GET" is read as "get"',
    ]);
  });

  it.each([
    [{ GET: { operationId: 'upper' }, get: { operationId: 'lower' } }],
    [{ get: { operationId: 'lower' }, GET: { operationId: 'upper' } }],
  ])('in upper case gives way to the one in lower case beside it', (item) => {
    const text = withPaths({ '/': item });
    expect(readOne(text).id).toBe('lower');
    expect(warningsOf(text)).toEqual([
      'ignored openapi.json#/paths/~1/GET: the method "GET" is ignored beside "get", which is read',
    ]);
  });

  it('in two ways, neither in lower case, is the first of them', () => {
    expect(readOne(withPaths({ '/': { Get: { operationId: 'a' }, GET: { operationId: 'b' } } })).id).toBe(
      'a',
    );
  });

  it('that is misspelt is a warning with the likely one', () => {
    expect(warningsOf(withPaths({ '/': { get: plain, pots: plain, tags: [] } }))).toEqual([
      'ignored openapi.json#/paths/~1/pots: "pots" is not a method (did you mean "post"?)',
      'ignored openapi.json#/paths/~1/tags: "tags" is not a method',
    ]);
  });
});

describe('an operation', () => {
  it.each([[null], [[]], [{}]])('that is %j is one without details', (operation) => {
    expect(readOne(withOperation(operation))).toMatchObject({
      id: 'get_root',
      parameters: [],
      responses: {},
      tags: [],
    });
  });

  it.each([['text'], [3], [true], [[1]]])('that is %j stops the reading', (operation) => {
    expect(stopsOf(withOperation(operation))[0]).toMatch(
      /^openapi.json#\/paths\/~1\/get: the operation GET \/ is .*, not an object$/,
    );
  });

  it('can be a reference, whose own keys come first', () => {
    const text = withPaths(
      { '/a': { get: { $ref: '#/x-ops/one', summary: 'mine' } } },
      { 'x-ops': { one: { operationId: 'one', summary: 'theirs', tags: ['t'] } } },
    );
    expect(readOne(text)).toMatchObject({ id: 'one', summary: 'mine', tags: ['t'] });
  });

  it('keeps its extensions and nothing else that is not known', () => {
    expect(
      readOne(withOperation({ ...plain, 'x-a': { b: [1] }, 'x-b': null, externalDocs: {} })).extensions,
    ).toEqual({ 'x-a': { b: [1] }, 'x-b': null });
  });

  it('has each of its tags once, as text', () => {
    expect(readOne(withOperation({ ...plain, tags: ['b', 'a', 'b', 1, null, {}] })).tags).toEqual([
      'b',
      'a',
      '1',
    ]);
    expect(readOne(withOperation({ ...plain, tags: 'one' })).tags).toEqual(['one']);
    expect(readOne(withOperation({ ...plain, tags: null })).tags).toEqual([]);
    expect(readOne(withOperation({ ...plain, tags: { a: 1 } })).tags).toEqual([]);
  });

  it.each([
    [null, false],
    ['true', true],
    ['false', false],
    [true, true],
    [1, false],
  ])('with deprecated: %j is deprecated: %j', (deprecated, expected) => {
    expect(readOne(withOperation({ ...plain, deprecated })).deprecated).toBe(expected);
  });

  it('has a warning for callbacks and servers, which are not used', () => {
    expect(warningsOf(withOperation({ ...plain, callbacks: { a: {} }, servers: [{ url: '/' }] }))).toEqual([
      'ignored openapi.json#/paths/~1/get/callbacks: "callbacks" of an operation is not used',
      'ignored openapi.json#/paths/~1/get/servers: "servers" of an operation is not used',
    ]);
  });
});

it('a document of OpenAPI 3.2 is read, without the methods of its own', () => {
  const { operations, warnings } = read(fixture('newest.yaml'));
  expect(operations.map(({ id, method, streaming }) => [id, method, streaming])).toEqual([
    ['search', 'query', 'jsonl'],
    ['traced', 'trace', undefined],
  ]);
  expect(operations[0]?.parameters).toEqual([
    {
      name: 'filter',
      in: 'querystring',
      required: false,
      deprecated: false,
      schema: { type: 'object' },
      contentType: 'application/x-www-form-urlencoded',
    },
  ]);
  expect(operations[0]?.requestBody?.content).toEqual({ 'application/json': { schema: { type: 'object' } } });
  expect(warnings.map(({ what }) => what)).toEqual(['"additionalOperations" of a path is not used']);
});

it('every mistake of a document is reported at once, each with its place', () => {
  expect(stopsOf(fixture('many-mistakes.yaml'), 'many.yaml')).toEqual([
    'many.yaml: a reference leads to another file, and Terragate reads one file: "./common.yaml#/Trace" at #/paths/~1params/get/parameters/4',
    'many.yaml#/paths/items: the path "items" does not begin with "/"',
    'many.yaml#/paths/~1text: the path "/text" is the text "just text", not an object',
    'many.yaml#/paths/~1circle: the path "/circle": the references lead in a circle: #/paths/~1round -> #/paths/~1circle -> #/paths/~1round',
    'many.yaml#/paths/~1round: the path "/round": the references lead in a circle: #/paths/~1circle -> #/paths/~1round -> #/paths/~1circle',
    'many.yaml#/paths/~1params/parameters: "parameters" is an object, not a list',
    'many.yaml#/paths/~1params/get/parameters/0: the parameter: the references lead in a circle: #/components/parameters/A -> #/components/parameters/B -> #/components/parameters/A',
    'many.yaml#/paths/~1params/get/parameters/1: the parameter: the reference "#/components/parameters/Missing" leads nowhere',
    'many.yaml#/paths/~1params/get/parameters/2: "in" does not name a place of a parameter',
    'many.yaml#/paths/~1params/get/parameters/3: the parameter has no name',
    'many.yaml#/paths/~1params/put: the operation PUT /params is the number 42, not an object',
    'many.yaml#/paths/~1params/post/requestBody: the request body is the text "text", not an object',
    'many.yaml#/paths/~1params/post/security: the security is the text "text", not a list',
    'many.yaml#/paths/~1params/delete/security/0/key: the scopes of "key" are not a list of texts',
    'many.yaml#/paths/~1params/delete/security/1: the security requirement is the text "text", not an object',
  ]);
});
