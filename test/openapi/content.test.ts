import { readOne, stopsOf, warningsOf, withOperation } from './document';

const body = (requestBody: unknown, rest = {}) => withOperation({ operationId: 'o', requestBody }, rest);
const responses = (all: unknown, rest = {}) => withOperation({ operationId: 'o', responses: all }, rest);
const streaming = (content: object, status = '200') =>
  readOne(responses({ [status]: { description: '', content } })).streaming;

describe('the request body', () => {
  it('keeps each media type as it is written', () => {
    const content = {
      'application/json; charset=utf-8': { schema: { type: 'object' } },
      'multipart/form-data': { schema: true, encoding: {} },
      'text/plain': {},
    };
    expect(readOne(body({ description: 'd', content })).requestBody).toEqual({
      required: false,
      description: 'd',
      content: {
        'application/json; charset=utf-8': { schema: { type: 'object' } },
        'multipart/form-data': { schema: true },
        'text/plain': {},
      },
    });
  });

  it('is followed through references to bodies and media types', () => {
    const text = body(
      { $ref: '#/components/requestBodies/B' },
      {
        components: {
          requestBodies: { B: { required: true, content: { 'a/b': { $ref: '#/components/mediaTypes/M' } } } },
          mediaTypes: { M: { schema: { type: 'string' } } },
        },
      },
    );
    expect(readOne(text).requestBody).toEqual({
      required: true,
      content: { 'a/b': { schema: { type: 'string' } } },
    });
  });

  it.each([[null], [undefined]])('is left out when it is %j', (requestBody) => {
    expect(readOne(body(requestBody)).requestBody).toBeUndefined();
  });

  it.each([[{}], [[]], [{ content: null }], [{ content: [] }], [{ content: {} }]])(
    'may be %j',
    (requestBody) => {
      expect(readOne(body(requestBody)).requestBody).toEqual({ required: false, content: {} });
    },
  );

  it.each([
    ['text'],
    [true],
    [{ content: 'text' }],
    [{ content: [1] }],
    [{ content: { 'a/b': 3 } }],
    [{ $ref: '#/none' }],
  ])('cannot be %j', (requestBody) => {
    expect(stopsOf(body(requestBody))).toHaveLength(1);
  });
});

describe('the responses', () => {
  it('have three digits, a range or default as status; anything else becomes a warning', () => {
    const text = responses({
      200: {},
      '2xx': {},
      '4XX': {},
      default: {},
      '20': {},
      '6XX': {},
      ok: {},
      'x-note': {},
    });
    expect(Object.keys(readOne(text).responses)).toEqual(['200', '2XX', '4XX', 'default']);
    expect(warningsOf(text)).toEqual([
      'ignored openapi.json#/paths/~1/get/responses/20: "20" is not a status, such as 200, 4XX or default',
      'ignored openapi.json#/paths/~1/get/responses/6XX: "6XX" is not a status, such as 200, 4XX or default',
      'ignored openapi.json#/paths/~1/get/responses/ok: "ok" is not a status, such as 200, 4XX or default',
    ]);
  });

  it.each([[null], [[]], ['text'], [3], [[1]]])('may be %j, which never stops the reading', (all) => {
    expect(readOne(responses(all)).responses).toEqual({});
  });

  it('leave out what cannot be read, with a warning each', () => {
    const text = responses({
      200: 'text',
      201: { $ref: '#/none' },
      202: { description: 7, content: 'text' },
      203: { content: { 'a/b': 1, 'c/d': { schema: 1 } } },
      204: null,
    });
    expect(readOne(text).responses).toEqual({
      '202': { description: '7', content: {} },
      '203': { description: '', content: { 'c/d': {} } },
      '204': { description: '', content: {} },
    });
    expect(warningsOf(text)).toHaveLength(7);
  });

  it('that lead to another file are left out with a warning', () => {
    const text = responses({ 200: { $ref: 'ok.yaml' }, 201: { description: 'made' } });
    expect(Object.keys(readOne(text).responses)).toEqual(['201']);
    expect(warningsOf(text)).toEqual([
      expect.stringMatching(/^reference .*"ok\.yaml" at #\/paths\/~1\/get\/responses\/200/),
    ]);
  });
});

describe('an operation streams', () => {
  it.each([
    ['application/jsonl', 'jsonl'],
    ['application/x-ndjson; charset=utf-8', 'jsonl'],
    ['Application/NDJSON', 'jsonl'],
    ['text/event-stream', 'sse'],
    ['text/event-stream;charset=utf-8', 'sse'],
    ['application/json', undefined],
    ['application/json-seq', undefined],
    ['text/plain', undefined],
  ])('with the media type %s: %s', (mediaType, expected) => {
    expect(streaming({ [mediaType]: { schema: {} } })).toBe(expected);
  });

  it('JSON lines when items of a JSON body are declared', () => {
    expect(streaming({ 'application/json': { itemSchema: {} } })).toBe('jsonl');
    expect(streaming({ 'application/vnd.a+json': { itemSchema: {} } })).toBe('jsonl');
    expect(streaming({ 'multipart/mixed': { itemSchema: {} } })).toBeUndefined();
  });

  it('JSON lines when items are declared as before OpenAPI 3.2', () => {
    expect(streaming({ 'application/json': { 'x-oai-itemSchema': {} } })).toBe('jsonl');
  });

  it('when one of several media types does', () => {
    expect(streaming({ 'application/json': {}, 'text/event-stream': {} })).toBe('sse');
  });

  it('by its successes; by default only where no success is declared', () => {
    expect(streaming({ 'text/event-stream': {} }, '2XX')).toBe('sse');
    expect(streaming({ 'text/event-stream': {} }, 'default')).toBe('sse');
    expect(streaming({ 'text/event-stream': {} }, '400')).toBeUndefined();
    const both = {
      200: { description: '' },
      default: { description: '', content: { 'text/event-stream': {} } },
    };
    expect(readOne(responses(both)).streaming).toBeUndefined();
  });
});
