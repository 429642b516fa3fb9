import { problemsOf, read, stopsOf, warningsOf, withPaths } from './document';

const info = { title: 'T', version: '1' };
const paths = { '/': { get: { operationId: 'o', responses: {} } } };
const text = (document: object) => JSON.stringify({ openapi: '3.1.0', info, paths, ...document });

describe('a document that is not OpenAPI 3', () => {
  it.each([
    ['', 'the document is empty'],
    [' \n\t', 'the document is empty'],
    ['\uFEFF', 'the document is empty'],
    ['# only a comment\n', 'the document is empty'],
    ['---\n', 'the document is empty'],
    ['null', 'the document is empty'],
    ['[]', 'the document holds a list, not an object'],
    ['- a\n- b\n', 'the document holds a list, not an object'],
    ['"text"', 'the document holds the text "text", not an object'],
    ['Not found', 'the document holds the text "Not found", not an object'],
    ['42', 'the document holds the number 42, not an object'],
    ['true', 'the document holds the value true, not an object'],
    ['<!DOCTYPE html><html></html>', 'the document holds HTML or XML, not JSON or YAML'],
    ['<?xml version="1.0"?><a/>', 'the document holds HTML or XML, not JSON or YAML'],
    ['{}', 'the document has no "openapi" key, so it is not an OpenAPI document'],
    ['name: x', 'the document has no "openapi" key, so it is not an OpenAPI document'],
    ['asyncapi: 3.0.0', 'the document is an AsyncAPI document, not an OpenAPI one'],
  ])('%j is refused', (document, what) => {
    expect(stopsOf(document)).toEqual([`openapi.json: ${what}`]);
  });

  it.each([
    ['swagger: "2.0"\npaths: {}', 'Swagger 2.0'],
    ['swagger: 2.0', 'Swagger 2'],
    ['{"swagger": {}}', 'Swagger'],
  ])('%j is refused with the way to convert it', (document, version) => {
    const [problem] = problemsOf(() => read(document));
    expect(problem).toEqual({
      where: 'openapi.json#/swagger',
      what: `the document is in ${version}, which is older than OpenAPI 3`,
      fix: 'convert it first, for example: npx swagger2openapi --outfile openapi.json openapi.json',
    });
  });
});

describe('the version of OpenAPI', () => {
  it.each(['3.0.0', '3.0.4', '3.1.0', '3.2.0', '3.0.0-rc2', '3.1', '3'])(
    '%s is read without a warning',
    (openapi) => {
      expect(read(text({ openapi })).openapi).toBe(openapi);
      expect(warningsOf(text({ openapi }))).toEqual([]);
    },
  );

  it('3.7.0 is read with a warning', () => {
    expect(warningsOf(text({ openapi: '3.7.0' }))).toEqual([
      'repaired openapi.json#/openapi: OpenAPI 3.7.0 is not known; read as 3.2',
    ]);
  });

  it('that is a number is read', () => {
    expect(read(text({ openapi: 3.1 })).openapi).toBe('3.1');
  });

  it.each([['2.0'], ['4.0.0'], ['v3'], ['30.0'], [''], [null], [true], [{ toString: 1 }], [[]]])(
    '%j stops the reading',
    (openapi) => {
      expect(stopsOf(text({ openapi }))).toEqual([
        'openapi.json#/openapi: the document has a version of OpenAPI that is not known',
      ]);
    },
  );

  it('that is missing stops the reading, with all that is wrong besides', () => {
    expect(stopsOf(text({ openapi: undefined, paths: { a: {} } }))).toEqual([
      'openapi.json: the document has no "openapi" key',
      'openapi.json#/paths/a: the path "a" does not begin with "/"',
    ]);
  });
});

describe('a document without operations', () => {
  it.each([
    [{ paths: undefined }, ''],
    [{ paths: null }, '#/paths'],
    [{ paths: {} }, '#/paths'],
    [{ paths: [] }, '#/paths'],
    [{ paths: { '/': {} } }, '#/paths'],
    [{ paths: { 'x-a': {} } }, '#/paths'],
  ])('%j stops the reading', (document, where) => {
    expect(stopsOf(text(document))).toEqual([`openapi.json${where}: the document describes no operation`]);
  });

  it('but with webhooks says so', () => {
    expect(stopsOf(text({ paths: undefined, webhooks: {} }))).toEqual([
      'openapi.json: the document describes no operation, only webhooks',
    ]);
  });

  it.each([['text'], [3], [[1]]])('because its paths are %j says that alone', (wrong) => {
    expect(stopsOf(withPaths(wrong))).toHaveLength(1);
  });
});

describe('a part of a document that only describes', () => {
  it.each([[undefined], [null], [[]], ['text'], [3], [{}], [{ title: null, version: {} }]])(
    'info: %j is read with warnings',
    (wrong) => {
      expect(read(text({ info: wrong })).info).toEqual({ title: 'API', version: '0.0.0' });
      expect(warningsOf(text({ info: wrong })).length).toBeGreaterThanOrEqual(2);
    },
  );

  it('may have a title and a version that are numbers, which become text', () => {
    expect(read(text({ info: { title: 2024, version: 1.5, description: null } })).info).toEqual({
      title: '2024',
      version: '1.5',
    });
  });

  it('is read for tags and servers, and left out where it is neither', () => {
    const { tags, servers } = read(
      text({
        tags: ['a', { name: 'b', description: 'd' }, {}, null, 3],
        servers: [{ url: '/v1' }, {}, null, 'text', { url: '/v2', description: 'd', variables: { a: {} } }],
      }),
    );
    expect(tags).toEqual([{ name: 'a' }, { name: 'b', description: 'd' }]);
    expect(servers).toEqual([{ url: '/v1' }, { url: '/v2', description: 'd', variables: { a: {} } }]);
  });

  it.each([[null], [[]], [{}], ['text'], [{ a: 1 }]])('tags and servers may be %j', (wrong) => {
    const { tags, servers } = read(text({ tags: wrong, servers: wrong }));
    expect([tags, servers]).toEqual([[], []]);
  });

  it('has a warning for webhooks', () => {
    expect(warningsOf(text({ webhooks: { a: {} } }))).toEqual([
      'ignored openapi.json#/webhooks: webhooks are not used: they are calls that the API makes',
    ]);
  });

  it('is followed for references of security schemes, and left out where it is not a scheme', () => {
    const securitySchemes = {
      a: { type: 'http' },
      b: { $ref: '#/components/securitySchemes/a' },
      c: 'text',
      d: { $ref: '#/none' },
    };
    expect(read(text({ components: { securitySchemes } })).securitySchemes).toEqual({
      a: { type: 'http' },
      b: { type: 'http' },
    });
  });

  it('is named by the source that the reader gave', () => {
    expect(read(text({})).source).toBe('openapi.json');
  });
});
