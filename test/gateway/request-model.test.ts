import { SKIPPED } from '../../src/gateway/skipped-check';
import { checksOf, json, propertyOf, skippedOf } from './request-document';

const SCALAR = { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }] };
const UNMEASURED = { pattern: '^ | $|[^ -~]' };

describe('a model', () => {
  it.each([
    ['takes text for a number', { type: 'integer' }, SCALAR],
    ['takes numbers for a boolean', { type: 'boolean' }, SCALAR],
    [
      'keeps the bounds of numbers',
      { type: 'number', minimum: 1, maximum: 5.5 },
      { ...SCALAR, minimum: 1, maximum: 5.5 },
    ],
    [
      'takes the bound itself where the app does not',
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 2 },
      { ...SCALAR, minimum: 0, maximum: 2 },
    ],
    [
      'keeps the narrower of two bounds',
      { type: 'integer', minimum: 1, exclusiveMinimum: 3 },
      { ...SCALAR, minimum: 3 },
    ],
    [
      'has no bound that is not exact',
      { type: 'integer', maximum: 2 ** 63, minimum: -(2 ** 53) + 1 },
      { ...SCALAR, minimum: -(2 ** 53) + 1 },
    ],
    ['keeps multiples of whole numbers', { type: 'integer', multipleOf: 5 }, { ...SCALAR, multipleOf: 5 }],
    ['drops multiples of numbers with a fraction', { type: 'number', multipleOf: 5 }, SCALAR],
    ['drops multiples with a fraction', { type: 'integer', multipleOf: 0.5 }, SCALAR],
    [
      'asks for text',
      { type: 'string', title: 'X', description: 'd', examples: ['a'], default: 'a' },
      { type: 'string' },
    ],
    ['asks for text in a UUID', { type: 'string', format: 'uuid4' }, { type: 'string' }],
    ['takes numbers for a date', { type: 'string', format: 'date-time' }, SCALAR],
    ['takes numbers for a duration', { type: 'string', format: 'duration' }, SCALAR],
    ['takes numbers for an address', { type: 'string', format: 'ipv4network' }, SCALAR],
    ['takes anything for an unknown format', { type: 'string', format: 'color' }, {}],
    [
      'does not measure text with a format',
      { type: 'string', format: 'email', maxLength: 9, minLength: 3 },
      { type: 'string' },
    ],
    [
      'does not measure encoded text',
      { type: 'string', contentEncoding: 'base64', maxLength: 9 },
      { type: 'string' },
    ],
    ['keeps the least length', { type: 'string', minLength: 2 }, { type: 'string', minLength: 2 }],
    [
      'measures text that the app does not strip first',
      { type: 'string', maxLength: 2 },
      { type: 'string', anyOf: [{ maxLength: 2 }, UNMEASURED] },
    ],
    [
      'matches text that the app does not strip first',
      { type: 'string', pattern: '^[a-z]+$' },
      { type: 'string', anyOf: [{ pattern: '^[a-z]+$' }, UNMEASURED] },
    ],
    [
      'drops a pattern that languages read differently',
      { type: 'string', pattern: '^\\d+$' },
      { type: 'string' },
    ],
    [
      'keeps an enum of text, each value once',
      { type: 'string', enum: ['a', 'b', 'a'] },
      { type: 'string', enum: ['a', 'b'] },
    ],
    ['writes const as an enum', { const: 'a' }, { type: 'string', enum: ['a'] }],
    ['takes anything for an enum of numbers', { type: 'integer', enum: [1, 2] }, {}],
    ['takes anything for an enum of several kinds', { enum: ['a', 1] }, {}],
    ['takes anything for an enum with null', { enum: ['a', null] }, {}],
    [
      'keeps lists',
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 },
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 },
    ],
    [
      'does not count the entries of a set',
      { type: 'array', uniqueItems: true, minItems: 1, maxItems: 3 },
      { type: 'array', minItems: 1 },
    ],
    [
      'takes an object for a tuple',
      { type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, maxItems: 1 },
      { minItems: 1, maxItems: 1 },
    ],
    [
      'knows a tuple by its list of items',
      { type: 'array', items: [{ type: 'string' }], minItems: 1 },
      { minItems: 1 },
    ],
    [
      'keeps a closed object',
      {
        type: 'object',
        properties: { a: { type: 'string', default: '' }, b: true },
        additionalProperties: false,
      },
      { type: 'object', properties: { a: { type: 'string' }, b: {} }, additionalProperties: false },
    ],
    [
      'keeps the schema of other properties',
      { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
    ],
    ['does not count properties', { type: 'object', maxProperties: 1 }, { type: 'object' }],
    [
      'takes other properties where a pattern tells them',
      { type: 'object', patternProperties: { '^a': {} }, additionalProperties: false },
      { type: 'object' },
    ],
    [
      'names no property of which it asks nothing',
      { type: 'object', properties: { a: {}, b: true }, required: [], additionalProperties: true },
      { type: 'object' },
    ],
    [
      'asks for each property once',
      { type: 'object', required: ['a', 'a', 1] },
      { type: 'object', required: ['a'] },
    ],
    [
      'does not ask for what is only read',
      {
        type: 'object',
        properties: { id: { type: 'string', readOnly: true }, a: { type: 'string', default: '' } },
        required: ['id', 'a'],
      },
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    ],
    [
      'does not ask for what looks like an alias',
      {
        type: 'object',
        properties: { userName: { type: 'string', default: '' }, from: {}, a: {} },
        required: ['userName', 'from', '_id', 'a'],
        additionalProperties: false,
      },
      { type: 'object', properties: { userName: { type: 'string' } }, required: ['a'] },
    ],
    [
      'leaves a property out that validators take for a reference',
      {
        type: 'object',
        properties: { $ref: { type: 'string', default: '' } },
        required: ['$ref'],
        additionalProperties: { type: 'string' },
      },
      { type: 'object' },
    ],
    [
      'takes null for a property that can be left out',
      {
        type: 'object',
        properties: { a: { type: 'array', minItems: 1 }, b: { type: 'array', default: [] } },
      },
      { type: 'object', properties: { a: { minItems: 1 }, b: { type: 'array' } } },
    ],
    ['takes null where the default is', { type: 'array', minItems: 1, default: null }, { minItems: 1 }],
    [
      'writes oneOf as anyOf',
      { oneOf: [{ type: 'string' }, { type: 'array' }], discriminator: { propertyName: 'a' } },
      { anyOf: [{ type: 'string' }, { type: 'array' }] },
    ],
    ['says the same once', { anyOf: [{ type: 'number' }, { type: 'integer' }] }, SCALAR],
    ['takes anything when one of several does', { anyOf: [{ type: 'string' }, {}] }, {}],
    [
      'lets an object take null',
      { anyOf: [{ type: 'string' }, { type: 'object', required: ['a'] }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }, { required: ['a'] }] },
    ],
    ['takes anything where text can be null', { anyOf: [{ type: 'string' }, { type: 'null' }] }, {}],
    [
      'keeps the length of text that can be null',
      { anyOf: [{ type: 'string', minLength: 2 }, { type: 'null' }] },
      { minLength: 2 },
    ],
    [
      'reads a list of types',
      { type: ['string', 'array', 'null'], minItems: 1 },
      { anyOf: [{ type: 'string' }, { minItems: 1 }] },
    ],
    ['reads nullable', { type: 'array', minItems: 1, nullable: true }, { minItems: 1 }],
    [
      'keeps allOf, and takes other properties in it',
      { allOf: [{ type: 'object', required: ['a'], additionalProperties: false }, { required: ['b'] }] },
      { allOf: [{ type: 'object', required: ['a'] }, { required: ['b'] }] },
    ],
    [
      'writes one schema for an allOf of one',
      { allOf: [{ type: 'string' }], title: 'X' },
      { type: 'string' },
    ],
    [
      'drops what only narrows',
      { type: 'string', not: { const: 'a' }, if: {}, propertyNames: {} },
      { type: 'string' },
    ],
    ['takes anything for true', true, {}],
    ['takes anything for false', false, {}],
    ['takes anything for an unknown type', { type: 'file' }, {}],
    ['follows references', { $ref: '#/components/schemas/T', maxLength: 1 }, { type: 'string' }],
    ['takes anything for a reference that leads nowhere', { $ref: '#/components/schemas/U' }, {}],
  ])('%s', (_, schema, expected) => {
    expect(propertyOf(schema, { schemas: { T: { type: 'string' } } })).toEqual(expected);
  });

  it.each([
    ['alias', { type: 'object', required: ['aB'] }],
    ['alias', { type: 'object', properties: { aB: {} }, additionalProperties: false }],
    ['bounds', { type: 'integer', maximum: 2 ** 63 }],
    ['combined', { allOf: [{ type: 'object', additionalProperties: false }] }],
    ['format', { type: 'string', format: 'color' }],
    ['keyword', { type: 'string', not: {} }],
    ['length', { type: 'string', format: 'uri', minLength: 1 }],
    ['maximum', { type: 'object', maxProperties: 1 }],
    ['multiple', { type: 'number', multipleOf: 2 }],
    ['null', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['pattern', { type: 'string', pattern: '.' }],
    ['reference', { $ref: '#/no' }],
    ['scalar', { type: 'integer' }],
    ['set', { type: 'array', uniqueItems: true }],
    ['special', { type: 'object', properties: { $ref: {} } }],
    ['tuple', { type: 'array', prefixItems: [] }],
    ['values', { const: 1 }],
    ['values', { enum: ['a', 1] }],
  ] as const)('says which checks it skips: %s of %j', (kind, schema) => {
    expect(skippedOf(schema)).toContain(`a: body.x: ${SKIPPED[kind]}`);
  });

  it('skips nothing where everything is checked', () => {
    expect(skippedOf({ type: 'string', minLength: 1, maxLength: 3, pattern: '^a' })).toEqual([]);
  });

  it('says each kind once for an operation, with its first place', () => {
    const skipped = skippedOf({
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: { type: 'integer' },
        properties: { n: { type: 'boolean', default: true } },
      },
    });
    expect(skipped).toEqual([`a: body.x[].* and 1 more: ${SKIPPED.scalar}`]);
  });

  it('takes anything where a schema comes again within itself, and says so', () => {
    const node = {
      type: 'object',
      properties: { value: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
      required: ['value', 'next'],
    };
    const schemas = { Node: node };
    const { models, skipped } = checksOf({ a: json({ $ref: '#/components/schemas/Node' }) }, { schemas });
    expect(models).toEqual({
      Node: { type: 'object', properties: { value: { type: 'string' } }, required: ['value', 'next'] },
    });
    expect(skipped).toEqual([{ where: 'a: body.next', what: SKIPPED.recursive }]);
  });

  it('follows the same schema twice beside each other', () => {
    const schemas = { T: { type: 'string' } };
    const ref = { $ref: '#/components/schemas/T' };
    const body = { type: 'object', properties: { a: ref, b: ref }, required: ['a', 'b'] };
    const { models } = checksOf({ a: json(body) }, { schemas });
    expect(models.a).toMatchObject({ properties: { a: { type: 'string' }, b: { type: 'string' } } });
  });

  it('is twelve levels deep, and takes anything below', () => {
    const nested = (depth: number): object =>
      depth ? { type: 'array', items: nested(depth - 1) } : { type: 'string' };
    const written = JSON.stringify(checksOf({ a: json(nested(12)) }).models.a);
    expect(JSON.parse(written)).toEqual(nested(12));
    const { models, skipped } = checksOf({ a: json(nested(13)) });
    expect(JSON.stringify(models.a)).toBe(written.replace('"string"', '"array"'));
    expect(skipped).toEqual([{ where: `a: body${'[]'.repeat(13)}`, what: SKIPPED.deep }]);
  });

  it('has at most 32 KB, so that a large one is less deep', () => {
    const wide = (below: object) => ({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`property_${i}`, below])),
      required: ['property_0'],
    });
    const text = { type: 'string', minLength: 1, default: 'a' };
    const { models, skipped } = checksOf({ a: json(wide({ ...wide(text), default: {} })) });
    expect(models.a).toEqual(wide({ type: 'object', required: ['property_0'] }));
    expect(skipped).toEqual([{ where: 'a: body.property_0.property_0 and 3599 more', what: SKIPPED.deep }]);
  });

  it('is left out where not even one level fits', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `property_${i}`);
    const { operations, skipped } = checksOf({ a: json({ type: 'object', required: names }) });
    expect(operations).toEqual({ a: {} });
    expect(skipped).toEqual([{ where: 'a: body', what: SKIPPED.deep }]);
  });

  it('comes to an end where references multiply', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => {
        const ref = { $ref: `#/components/schemas/S${i + 1}` };
        return [
          `S${i}`,
          { type: 'object', properties: { a: ref, b: ref, c: ref, d: ref, e: ref }, required: ['a'] },
        ];
      }),
    );
    const { models } = checksOf({ a: json({ $ref: '#/components/schemas/S0' }) }, { schemas });
    expect(JSON.stringify(models.S0).length).toBeGreaterThan(8000);
    expect(JSON.stringify(models.S0).length).toBeLessThan(32 * 1024);
  });

  it('comes to an end where references multiply and say nothing', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => {
        const ref = { $ref: `#/components/schemas/S${i + 1}` };
        return [`S${i}`, { type: 'object', properties: { a: ref, b: ref, c: ref, d: ref, e: ref } }];
      }),
    );
    const { models, skipped } = checksOf({ a: json({ $ref: '#/components/schemas/S0' }) }, { schemas });
    expect(models).toEqual({ S0: { type: 'object' } });
    expect(skipped.map(({ what }) => what)).toContain(SKIPPED.deep);
  });

  it('takes null for a parameter that is one of several in a body', () => {
    const schemas = {
      Body_a: { type: 'object', properties: { n: { type: 'array', default: [], minItems: 1 } } },
    };
    const { models } = checksOf({ a: json({ $ref: '#/components/schemas/Body_a' }) }, { schemas });
    expect(models).toEqual({ Bodya: { type: 'object', properties: { n: { minItems: 1 } } } });
  });

  it('has no types and no bounds of whole numbers for a document of OpenAPI 3.0', () => {
    const openapi = '3.0.2';
    expect(propertyOf({ type: 'integer', maximum: 10, multipleOf: 2 }, { openapi })).toEqual({});
    expect(propertyOf({ type: 'number', maximum: 10 }, { openapi })).toEqual({ maximum: 10 });
    expect(propertyOf({ type: 'string', enum: ['a'] }, { openapi })).toEqual({});
    expect(propertyOf({ type: 'object', required: ['a'], additionalProperties: false }, { openapi })).toEqual(
      { required: ['a'], additionalProperties: false },
    );
    expect(skippedOf({ type: 'integer' }, { openapi })).toEqual([`a: body: ${SKIPPED.oldDocument}`]);
  });
});
