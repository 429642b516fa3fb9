import { type CacheKey, cacheKey } from '../../src/gateway/cache-key';
import { readApi } from '../../src/openapi';

const schemas = {
  Page: { type: 'integer' },
  Tags: { type: 'array', items: { type: 'string' } },
  Self: { $ref: '#/components/schemas/Self' },
};
const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  query: { type: 'apiKey', in: 'query', name: 'token' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
  certificate: { type: 'mutualTLS' },
};

/** The key of an operation with these parameters and this security. */
function keyOf(parameters: readonly object[], security?: unknown): CacheKey {
  const get = { operationId: 'a', parameters, responses: { 200: { description: 'OK' } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a/{id}': { get: { ...get, ...(security === undefined ? {} : { security }) } } },
    components: { schemas, securitySchemes },
  };
  const api = readApi(JSON.stringify(document), 'openapi.json');
  const [operation] = api.operations;
  if (!operation) throw new Error('the operation is lost');
  return cacheKey(operation, api);
}

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, schema: unknown = { type: 'string' }, rest: object = {}) => ({
  ...{ name, in: 'query', schema },
  ...rest,
});

describe('the key of a cached operation', () => {
  it('has the query parameters and headers that the document names, required or not', () => {
    const parameters = [
      ID,
      query('page', { anyOf: [{ $ref: '#/components/schemas/Page' }, { type: 'null' }] }),
      query('q', { type: 'string' }, { required: true }),
      { name: 'X-Tenant', in: 'header', schema: { type: 'string' } },
    ];
    expect(keyOf(parameters)).toEqual({ key: ['querystring.page', 'querystring.q', 'header.X-Tenant'] });
  });

  it('has the header of all cookies, once, where the operation reads some', () => {
    const cookies = ['a', 'b'].map((name) => ({ name, in: 'cookie', schema: { type: 'string' } }));
    expect(keyOf([ID, ...cookies])).toEqual({ key: ['header.Cookie'] });
  });

  it('has what the app itself knows a caller by, whatever the gateway asks for', () => {
    expect(keyOf([ID], [{ bearer: [] }, { query: [], session: [] }, { certificate: [] }])).toEqual({
      key: ['header.Authorization', 'querystring.token', 'header.Cookie'],
    });
    expect(keyOf([ID], [])).toEqual({ key: [] });
  });

  it.each([
    ['a list', query('tag', { $ref: '#/components/schemas/Tags' })],
    ['a list or nothing', query('tag', { anyOf: [{ type: 'array' }, { type: 'null' }] })],
    ['an object', query('tag', { type: 'object' })],
    ['an object in brackets', query('tag', { type: 'string' }, { style: 'deepObject' })],
    ['what is itself', query('tag', { $ref: '#/components/schemas/Self' })],
  ])('is not there where a query parameter can be %s', (_, parameter) => {
    expect(keyOf([ID, parameter])).toEqual({
      problem: 'the query parameter tag can have several values, of which a key holds one',
    });
  });

  it('is not there where API Gateway does not take a name', () => {
    expect(keyOf([ID, query('filter[name]')])).toEqual({
      problem: 'the query parameter filter[name] has a name that API Gateway does not take',
    });
  });
});
