import { checksOf } from './request-document';

const schemas = {
  Colour: { type: 'string', enum: ['red'] },
  Self: { $ref: '#/components/schemas/Self' },
};

function asked(schema: unknown, rest: object = {}) {
  const parameter = { name: 'q', in: 'query', required: true, schema, ...rest };
  const { operations, skipped } = checksOf({ a: { method: 'get', parameters: [parameter] } }, { schemas });
  return { parameters: operations.a?.parameters, skipped };
}

describe('a required parameter', () => {
  it.each([
    { type: 'integer' },
    { type: 'number' },
    { type: 'boolean' },
    { enum: ['a', 'b'] },
    { const: 'a' },
    { type: 'integer', enum: [1, 2] },
    { type: 'string', format: 'uuid' },
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'email' },
    { type: 'string', format: 'ipv4' },
    { type: ['integer', 'null'] },
    { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    { allOf: [{ $ref: '#/components/schemas/Colour' }] },
    { type: 'array', items: { type: 'integer' } },
    { $ref: '#/components/schemas/Colour' },
  ])('is asked for where the app takes no blank one: %j', (schema) => {
    expect(asked(schema)).toEqual({ parameters: ['querystring.q'], skipped: [] });
  });

  it.each([
    undefined,
    true,
    {},
    { type: 'string' },
    { type: 'string', minLength: 1 },
    { type: 'string', pattern: '^a$' },
    { type: 'string', format: 'path' },
    { type: 'string', format: 'password' },
    { enum: ['a', ''] },
    { enum: ['a', ' '] },
    { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    { type: 'array' },
    { type: 'array', items: { type: 'string' } },
    { type: 'object' },
    { $ref: '#/components/schemas/Self' },
  ])('is left where the app can take a blank one: %j', (schema) => {
    const what =
      'a required parameter that can be empty is not asked for: API Gateway takes an empty one for missing';
    expect(asked(schema)).toEqual({ parameters: undefined, skipped: [{ where: 'a: q', what }] });
  });

  it.each([
    ['in a header', { in: 'header', name: 'x-token' }, 'a: x-token', /^a required header is not asked for/],
    ['in a cookie', { in: 'cookie' }, 'a: q', /^a required cookie is not asked for/],
    ['with an object in it', { style: 'deepObject' }, 'a: q', /^a required parameter is not asked for where/],
    [
      'that is JSON',
      { content: { 'application/json': { schema: { type: 'integer' } } }, schema: undefined },
      'a: q',
      /^a required parameter is not asked for where/,
    ],
    ['with the look of an alias', { name: 'pageSize' }, 'a: pageSize', /look of an alias/],
  ])('is left %s', (_, rest, where, what) => {
    const found = asked({ type: 'integer' }, rest);
    expect(found.parameters).toBeUndefined();
    expect(found.skipped).toEqual([{ where, what: expect.stringMatching(what) }]);
  });

  it('is asked for in the order of the document, beside those that are not', () => {
    const parameters = [
      { name: 'b', in: 'query', required: true, schema: { type: 'integer' } },
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 's', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'o', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 't', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'a', in: 'query', required: true, schema: { type: 'integer' } },
    ];
    const { operations, skipped } = checksOf({ a: { method: 'get', parameters } });
    expect(operations).toEqual({ a: { parameters: ['querystring.b', 'querystring.a'] } });
    expect(skipped.map(({ where }) => where)).toEqual(['a: s, t']);
  });
});
