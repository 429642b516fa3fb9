import { readOne, stopsOf, warningsOf, withOperation, withPaths } from './document';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const withItem = (item: object, rest = {}) => withPaths({ '/{id}': item }, rest);
const namesOf = (text: string) => readOne(text).parameters.map(({ name, in: place }) => `${place} ${name}`);

describe('the parameters of an operation', () => {
  it('are those of its path, replaced by its own of the same name and place, then the rest of its own', () => {
    const text = withItem({
      parameters: [
        { name: 'a', in: 'query' },
        id,
        { name: 'X-Key', in: 'header', schema: { type: 'string' } },
      ],
      get: {
        operationId: 'o',
        parameters: [
          { name: 'b', in: 'query' },
          { name: 'a', in: 'query', required: true },
          { name: 'a', in: 'cookie' },
          { name: 'x-key', in: 'header', schema: { type: 'integer' } },
        ],
      },
    });
    expect(readOne(text).parameters).toEqual([
      { name: 'a', in: 'query', required: true, deprecated: false },
      { name: 'id', in: 'path', required: true, deprecated: false, schema: { type: 'integer' } },
      { name: 'x-key', in: 'header', required: false, deprecated: false, schema: { type: 'integer' } },
      { name: 'b', in: 'query', required: false, deprecated: false },
      { name: 'a', in: 'cookie', required: false, deprecated: false },
    ]);
    expect(warningsOf(text)).toEqual([]);
  });

  it('have a variable of the path that is not declared, as text and with a warning', () => {
    const text = withPaths({ '/{a}/{b}': { get: { operationId: 'o', parameters: [{ ...id, name: 'b' }] } } });
    expect(readOne(text).parameters).toEqual([
      { name: 'b', in: 'path', required: true, deprecated: false, schema: { type: 'integer' } },
      { name: 'a', in: 'path', required: true, deprecated: false, schema: { type: 'string' } },
    ]);
    expect(warningsOf(text)).toEqual([
      'path-parameter openapi.json#/paths/~1{a}~1{b}/get: the path variable {a} is not declared as a parameter; read as text',
    ]);
  });

  it('do not have a path parameter that the path does not know', () => {
    const text = withOperation({ operationId: 'o', parameters: [id] });
    expect(namesOf(text)).toEqual([]);
    expect(warningsOf(text)).toEqual([
      'path-parameter openapi.json#/paths/~1/get/parameters/0: the path parameter "id" is not a variable of the path; left out',
    ]);
  });

  it('keep how lists and objects are written, and what the document says of them', () => {
    const parameter = {
      name: 'f',
      in: 'query',
      style: 'deepObject',
      explode: true,
      deprecated: true,
      description: 'd',
      schema: true,
    };
    expect(readOne(withOperation({ operationId: 'o', parameters: [parameter] })).parameters).toEqual([
      { ...parameter, required: false },
    ]);
  });

  it('can be described by a content', () => {
    const content = { 'application/json': { schema: { type: 'object' } }, 'text/plain': {} };
    expect(
      readOne(withOperation({ operationId: 'o', parameters: [{ name: 'f', in: 'query', content }] }))
        .parameters[0],
    ).toEqual({
      name: 'f',
      in: 'query',
      required: false,
      deprecated: false,
      contentType: 'application/json',
      schema: { type: 'object' },
    });
  });

  it('are followed through references, also of the whole list', () => {
    const text = withItem(
      {
        parameters: { $ref: '#/x-lists/ids' },
        get: { operationId: 'o', parameters: [{ $ref: '#/components/parameters/Page' }] },
      },
      {
        'x-lists': { ids: [{ $ref: '#/components/parameters/Id' }] },
        components: {
          parameters: { Id: id, Page: { $ref: '#/components/parameters/P' }, P: { name: 'p', in: 'query' } },
        },
      },
    );
    expect(namesOf(text)).toEqual(['path id', 'query p']);
  });

  it('that are there twice in a list are one, the first, with a warning', () => {
    const text = withOperation({
      operationId: 'o',
      parameters: [
        { name: 'A', in: 'header', required: true },
        { name: 'a', in: 'header' },
      ],
    });
    expect(readOne(text).parameters).toMatchObject([{ name: 'A', required: true }]);
    expect(warningsOf(text)).toEqual([
      'repaired openapi.json#/paths/~1/get/parameters/1: the parameter "a" is there twice in one list; the first is read',
    ]);
  });

  it.each([[null], [{}], [[]], [[null]]])('may be %j', (parameters) => {
    expect(namesOf(withOperation({ operationId: 'o', parameters }))).toEqual([]);
  });

  it.each([['text'], [true], [{ a: 1 }]])('cannot be %j', (parameters) => {
    expect(stopsOf(withOperation({ operationId: 'o', parameters }))[0]).toMatch(
      /"parameters" is .*, not a list$/,
    );
  });

  it('that several operations refer to are one finding, at their own place', () => {
    const shared = { parameters: [{ $ref: '#/components/parameters/P' }], responses: {} };
    const operations = {
      '/': { get: { operationId: 'a', ...shared }, put: { operationId: 'b', ...shared } },
    };
    const text = (parameter: object) =>
      withPaths(operations, { components: { parameters: { P: parameter } } });
    expect(stopsOf(text({ in: 'query' }))).toEqual([
      'openapi.json#/components/parameters/P: the parameter has no name',
    ]);
    expect(warningsOf(text({ name: 'p', in: 'Query' }))).toEqual([
      'repaired openapi.json#/components/parameters/P: "in" is "Query"; read as "query"',
    ]);
  });

  it('are looked at once for all operations of a path', () => {
    const text = withPaths({
      '/': { parameters: ['text'], get: { operationId: 'a' }, put: { operationId: 'b' } },
    });
    expect(stopsOf(text)).toEqual([
      'openapi.json#/paths/~1/parameters/0: the parameter is the text "text", not an object',
    ]);
  });
});

describe('a parameter', () => {
  const stops = (parameter: unknown) => stopsOf(withOperation({ operationId: 'o', parameters: [parameter] }));
  const one = (parameter: object) =>
    readOne(withItem({ get: { operationId: 'o', parameters: [id, parameter] } })).parameters[1];

  it.each([
    [{ in: 'query' }, 'the parameter has no name'],
    [{ name: '', in: 'query' }, 'the parameter has no name'],
    [{ name: null, in: 'query' }, 'the parameter has no name'],
    [{ name: 'a' }, 'the parameter does not say its place ("in")'],
    [{ name: 'a', in: 'formData' }, '"in" does not name a place of a parameter'],
    [{ name: 'a', in: [] }, 'the parameter does not say its place ("in")'],
    [3, 'the parameter is the number 3, not an object'],
  ])('that is %j stops the reading', (parameter, what) => {
    expect(stops(parameter)).toEqual([`openapi.json#/paths/~1/get/parameters/0: ${what}`]);
  });

  it('has a name that is a number as text, and a place in any case', () => {
    expect(one({ name: 5, in: 'Query' })).toMatchObject({ name: '5', in: 'query' });
  });

  it.each(['/{p+}', '/{p:path}'])('holds slashes where the path %s says so', (path) => {
    const greedy = { name: 'p', in: 'path', required: true, deprecated: false, greedy: true };
    const declared = withPaths({
      [path]: { get: { operationId: 'o', parameters: [{ name: 'p', in: 'path' }] } },
    });
    expect(readOne(declared).parameters).toEqual([greedy]);
    const bare = withPaths({ [path]: { get: { operationId: 'o' } } });
    expect(readOne(bare).parameters).toEqual([{ ...greedy, schema: { type: 'string' } }]);
  });

  it('holds slashes where it has the convertor of Starlette that takes them', () => {
    const slashes = (convertor: unknown, place = 'path') => {
      const parameter = { name: 'id', in: place, required: true, 'x-starlette-convertor': convertor };
      return readOne(withItem({ get: { operationId: 'o', parameters: [parameter] } })).parameters.map(
        ({ greedy }) => greedy,
      );
    };
    expect(slashes('path')).toEqual([true]);
    expect(slashes('int')).toEqual([undefined]);
    expect(slashes(true)).toEqual([undefined]);
    expect(slashes('path', 'query')).toEqual([undefined, undefined]);
  });

  it('in the path is required whatever it says', () => {
    const text = withItem({ get: { operationId: 'o', parameters: [{ ...id, required: false }] } });
    expect(readOne(text).parameters[0]?.required).toBe(true);
    expect(warningsOf(text)).toHaveLength(1);
  });

  it.each([[null], ['text'], [3], [[1]]])('with the schema %j has none', (schema) => {
    expect(one({ name: 'a', in: 'query', schema })).toEqual({
      name: 'a',
      in: 'query',
      required: false,
      deprecated: false,
    });
  });
});
