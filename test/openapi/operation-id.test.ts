import { derivedId, nearlySame, uniqueIds } from '../../src/openapi/operation-id';
import { read, warningsOf, withPaths } from './document';

const source = (path: string, operationId?: string, tag?: string) => ({
  method: 'get' as const,
  path,
  operationId,
  tag,
});

describe('the id of an operation', () => {
  it('is its operationId when that is there once', () => {
    expect(uniqueIds([source('/a', 'list items'), source('/b', 'größe')])).toEqual(['list items', 'größe']);
  });

  it('is made from method and path when there is no operationId', () => {
    expect(uniqueIds([source('/items/{item_id}/files')])).toEqual(['get_items_by_item_id_files']);
  });

  it('has the tag in front when several operations share the operationId', () => {
    expect(
      uniqueIds([source('/a', 'get', 'A'), source('/b', 'get', 'B'), source('/c', 'other', 'A')]),
    ).toEqual(['A.get', 'B.get', 'other']);
  });

  it('is made from method and path when tags do not distinguish operations with the same operationId', () => {
    expect(
      uniqueIds([
        source('/a', 'get', 'T'),
        source('/b', 'get', 'T'),
        source('/c', 'get', 'U'),
        source('/d', 'get'),
      ]),
    ).toEqual(['get_a', 'get_b', 'U.get', 'get_d']);
  });

  it('stays with the author who wrote it when a made-up one meets it', () => {
    const [written, derived] = uniqueIds([source('/x', 'get_a'), source('/a')]);
    expect(written).toBe('get_a');
    expect(derived).toMatch(/^get_a_[0-9a-f]{8}$/);
    expect(uniqueIds([source('/a', 'get', 'T'), source('/b', 'get', 'U'), source('/c', 'T.get')])).toEqual([
      'get_a',
      'U.get',
      'T.get',
    ]);
  });

  it('is not that of the shared function, also where several operations have it: they are named and told', () => {
    expect(uniqueIds([source('/a', '$router', 'T'), source('/x', 'get_a')])).toEqual([
      expect.stringMatching(/^get_a_[0-9a-f]{8}$/),
      'get_a',
    ]);
    const text = withPaths({
      '/a': { get: { operationId: '$router' }, put: { operationId: '$router' } },
    });
    expect(read(text).operations.map(({ id, idSource }) => [id, idSource])).toEqual([
      ['get_a', 'derived'],
      ['put_a', 'derived'],
    ]);
    expect(warningsOf(text)).toEqual(
      ['get', 'put'].map(
        (method) =>
          `id openapi.json#/paths/~1a/${method}: the operationId "$router" is what the modules call the shared function; called "${method}_a"`,
      ),
    );
  });

  it('is not that of the function of events', () => {
    const text = withPaths({ '/a': { get: { operationId: '$events' } } });
    expect(read(text).operations.map(({ id }) => id)).toEqual(['get_a']);
    expect(warningsOf(text)).toEqual([
      'id openapi.json#/paths/~1a/get: the operationId "$events" is what the modules call the function of schedules, queues and buckets; called "get_a"',
    ]);
  });

  it('has a hash of method and path when two paths make the same name', () => {
    const ids = uniqueIds([source('/a/b'), source('/a-b'), source('/a_b')]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^get_a_b_[0-9a-f]{8}$/);
  });

  it('does not depend on the order of the operations', () => {
    const sources = [
      source('/a/b'),
      source('/a-b'),
      source('/x', 'get', 'T'),
      source('/y', 'get', 'T'),
      source('/z', 'get_a_b'),
    ];
    const ids = uniqueIds(sources);
    expect([...uniqueIds([...sources].reverse())].reverse()).toEqual(ids);
  });

  it('does not change for the others when an operation with a name of its own is added', () => {
    const sources = [source('/a/b'), source('/a-b'), source('/x', 'get', 'T')];
    expect(uniqueIds([source('/new', 'new'), ...sources]).slice(1)).toEqual(uniqueIds(sources));
  });

  it.each([
    ['/', 'get_root'],
    ['/items/', 'get_items'],
    ['/{a}{b}.json', 'get_by_a_by_b_json'],
    ['/größe/数', 'get_größe_数'],
    ['/v1/files/{path+}', 'get_v1_files_by_path'],
  ])('is made from the path %s as %s', (path, id) => {
    expect(derivedId('get', path)).toBe(id);
  });
});

it('ids that differ only in case or punctuation are found', () => {
  expect(nearlySame(['get_item', 'getItem', 'get-item', 'list', 'größe', 'GRÖSSE'])).toEqual([
    ['get_item', 'getItem', 'get-item'],
  ]);
});

describe('a document', () => {
  it('has a warning for each id that was made, with the operations that shared one', () => {
    const text = withPaths({
      '/a': { get: { operationId: 'get', tags: ['A'], responses: {} } },
      '/b': { get: { operationId: 'get', tags: ['B'], responses: {} }, put: { responses: {} } },
    });
    expect(read(text).operations.map(({ id, idSource, operationId }) => [id, idSource, operationId])).toEqual(
      [
        ['A.get', 'derived', 'get'],
        ['B.get', 'derived', 'get'],
        ['put_b', 'derived', undefined],
      ],
    );
    expect(warningsOf(text)).toEqual([
      'id openapi.json#/paths/~1b/put: has no operationId; called "put_b"',
      'id openapi.json#/paths/~1a/get: the operationId "get" is there 2 times: GET /a is called "A.get", GET /b is called "B.get"',
    ]);
  });

  it('has a warning for ids whose names would be the same', () => {
    const text = withPaths({ '/a': { get: { operationId: 'get_a' }, put: { operationId: 'getA' } } });
    expect(warningsOf(text)).toEqual([
      'id openapi.json#/paths/~1a/get: the ids "get_a" and "getA" differ only in case or punctuation',
    ]);
  });

  it.each([
    [17, '17', 'operationId'],
    [true, 'true', 'operationId'],
    ['  ', 'get_a', 'derived'],
    [null, 'get_a', 'derived'],
    [{ a: 1 }, 'get_a', 'derived'],
    [['a'], 'get_a', 'derived'],
  ])('with the operationId %j is read with the id %s', (operationId, id, idSource) => {
    const text = withPaths({ '/a': { get: { operationId, responses: {} } } });
    expect(read(text).operations[0]).toMatchObject({ id, idSource });
    expect(warningsOf(text).length).toBeGreaterThan(0);
  });
});
