import { MOST_BYTES_OF_ALL } from '../../src/gateway/request-checks';
import { checksOf, json } from './request-document';

const ITEM = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

describe('the body of an operation', () => {
  it('has a model with the name of its schema', () => {
    const checks = checksOf(
      { create_item: json({ $ref: '#/components/schemas/Item-Input' }) },
      { schemas: { 'Item-Input': { ...ITEM, title: 'Item' } } },
    );
    expect(checks).toEqual({
      operations: { create_item: { model: 'ItemInput' } },
      models: { ItemInput: ITEM },
      skipped: [],
    });
  });

  it('has a model with the name of the operation where its schema has none', () => {
    expect(checksOf({ create_items: json(ITEM) }).operations).toEqual({
      create_items: { model: 'createitems' },
    });
  });

  it.each([
    ['of another method', { ...json(ITEM), method: 'delete' }, 'the body of this method is not checked'],
    ['that can be left out', json(ITEM, { required: false }), /^a body that can be left out/],
    [
      'that is a form',
      json(ITEM, { content: { 'application/x-www-form-urlencoded': { schema: ITEM } } }),
      /^a body that is not JSON alone/,
    ],
    [
      'that is JSON or a form',
      json(ITEM, {
        content: { 'application/json': { schema: ITEM }, 'multipart/form-data': { schema: ITEM } },
      }),
      /^a body that is not JSON alone/,
    ],
    [
      'of a type made from JSON',
      json(ITEM, { content: { 'application/geo+json': { schema: ITEM } } }),
      /^a body that is not JSON alone/,
    ],
    ['that is text', json({ type: 'string' }), /^a body that can be text or one value/],
    [
      'that can be text',
      json({ anyOf: [ITEM, { type: 'string' }] }),
      /^a body that can be text or one value/,
    ],
    ['that is a number', json({ type: 'integer' }), /^a body that can be text or one value/],
  ])('is left, %s', (_, operation, what) => {
    const { operations, models, skipped } = checksOf({ a: operation });
    expect({ operations, models }).toEqual({ operations: { a: {} }, models: {} });
    expect(skipped).toEqual([
      { where: 'a: body', what: typeof what === 'string' ? what : expect.stringMatching(what) },
    ]);
  });

  it.each([
    ['put', json(ITEM)],
    ['patch', json(ITEM, { content: { 'application/json; charset=utf-8': { schema: ITEM } } })],
    ['post', json({ anyOf: [ITEM, { type: 'array' }] })],
    ['post', json({ anyOf: [ITEM, { type: 'null' }] })],
    ['post', json({ allOf: [ITEM, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }] })],
    ['post', json({ type: 'array', prefixItems: [{ type: 'string' }], minItems: 1 })],
  ])('is checked for %s: %j', (method, operation) => {
    expect(checksOf({ a: { method, ...operation } }).operations).toEqual({ a: { model: 'a' } });
  });

  it.each([{}, true, { type: 'string', format: 'color' }])(
    'has no model that takes anything: %j',
    (schema) => {
      expect(checksOf({ a: json(schema) }).operations).toEqual({ a: {} });
    },
  );

  it('is not mentioned where an operation has none, or describes none', () => {
    const checks = checksOf({ a: { method: 'get' }, b: json(undefined) });
    expect(checks).toEqual({ operations: { a: {}, b: {} }, models: {}, skipped: [] });
  });
});

describe('models', () => {
  const ref = (name: string) => json({ $ref: `#/components/schemas/${name}` });

  it('are shared by operations with the same body', () => {
    const { operations, models } = checksOf({ a: ref('Item'), b: ref('Item') }, { schemas: { Item: ITEM } });
    expect(operations).toEqual({ a: { model: 'Item' }, b: { model: 'Item' } });
    expect(Object.keys(models)).toEqual(['Item']);
  });

  it('with one name and different content have parts of it in their names, whatever comes first', () => {
    const schemas = { 'It-em': ITEM, item: { ...ITEM, required: ['a'] } };
    const forth = checksOf({ a: ref('It-em'), b: ref('item') }, { schemas });
    const back = checksOf({ b: ref('item'), a: ref('It-em') }, { schemas });
    expect(forth.operations.a?.model).toMatch(/^Item[0-9a-f]{8}$/);
    expect(forth.operations.b?.model).toMatch(/^item[0-9a-f]{8}$/);
    expect(back.operations).toEqual(forth.operations);
    expect(JSON.stringify(back.models)).toBe(JSON.stringify(forth.models));
  });

  it.each([
    ['Error', 'ErrorBody'],
    ['empty', 'emptyBody'],
    ['3D', 'Model3D'],
    ['Größe', 'Gre'],
    ['日本', 'Model'],
    ['Page[Item]', 'PageItem'],
  ])('have names that API Gateway takes: %s', (name, expected) => {
    const checks = checksOf({ a: ref(encodeURIComponent(name)) }, { schemas: { [name]: ITEM } });
    expect(Object.keys(checks.models)).toEqual([expected]);
  });

  it('have names of at most 100 characters', () => {
    const name = 'A'.repeat(150);
    expect(Object.keys(checksOf({ a: ref(name) }, { schemas: { [name]: ITEM } }).models)).toEqual([
      expect.stringMatching(/^A{92}[0-9a-f]{8}$/),
    ]);
  });

  it('stop where all of them are as large as API Gateway takes, and later operations are skipped', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `property_${i}_of_the_body`);
    const body = (id: string) => json({ type: 'object', required: [...names, id] });
    const ids = Array.from({ length: 80 }, (_, i) => `o${i}`);
    const { operations, models, skipped } = checksOf(Object.fromEntries(ids.map((id) => [id, body(id)])));
    const checked = ids.filter((id) => operations[id]?.model);
    expect(checked).toEqual(ids.slice(0, checked.length));
    const size = JSON.stringify(Object.values(models)).length;
    expect(size).toBeLessThan(MOST_BYTES_OF_ALL);
    expect(size).toBeGreaterThan(MOST_BYTES_OF_ALL - 40_000);
    expect(skipped).toHaveLength(80 - checked.length);
    expect(skipped[0]).toEqual({
      where: `o${checked.length}: body`,
      what: 'the body is not checked: the models of the operations before are all that API Gateway gets',
    });
  });

  it('count once where operations share them', () => {
    const required = Array.from({ length: 1000 }, (_, i) => `property_${i}_of_the_body`);
    const ids = Array.from({ length: 80 }, (_, i) => `o${i}`);
    const { operations, models } = checksOf(Object.fromEntries(ids.map((id) => [id, ref('Item')])), {
      schemas: { Item: { type: 'object', required } },
    });
    expect(JSON.stringify(models).length * 80).toBeGreaterThan(MOST_BYTES_OF_ALL);
    expect(ids.every((id) => operations[id]?.model === 'Item')).toBe(true);
  });

  it('of names that are keys of every object are found', () => {
    const { operations } = checksOf({ constructor: json(ITEM), a: { method: 'get' } });
    expect(operations.constructor).toEqual({ model: 'constructor' });
    expect(Object.keys(operations)).toEqual(['constructor', 'a']);
  });
});
