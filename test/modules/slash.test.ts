import { routerModule } from '../../src/modules';
import { read, withPaths } from '../openapi/document';

const limit = [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }];

/** The operations that are checked in a REST API with these paths, and what is said of the others. */
function checked(paths: object) {
  const { data, skipped = [] } = routerModule({ name: 'a', kind: 'rest', api: read(withPaths(paths)) });
  const table = data?.['operations.json'] as
    | { operations: Record<string, { validate?: object }> }
    | undefined;
  const operations = table?.operations ?? {};
  return {
    ids: Object.keys(operations).filter((id) => Object.keys(operations[id]?.validate ?? {}).length > 0),
    said: skipped.filter(({ what }) => what.includes('slash')).map(({ where }) => where),
  };
}

const get = (operationId: string, parameters: object[] = []) => ({
  get: { operationId, parameters, responses: {} },
});

describe('a route that takes requests of another operation for a slash at the end', () => {
  test('is not checked where the other one takes other requests', () => {
    expect(checked({ '/items': get('list', limit), '/items/': get('again') })).toEqual({
      ids: [],
      said: ['list'],
    });
    expect(checked({ '/health': get('health', limit), '/{page}/': get('page') })).toEqual({
      ids: [],
      said: ['health'],
    });
  });

  test('is checked where both are checked alike, or there is no other one', () => {
    expect(checked({ '/items': get('list', limit), '/items/': get('again', limit) })).toEqual({
      ids: ['list', 'again'],
      said: [],
    });
    expect(checked({ '/items': get('list', limit), '/other/': get('other') })).toEqual({
      ids: ['list'],
      said: [],
    });
    expect(checked({ '/items': get('list'), '/items/': get('again', limit) }).said).toEqual([]);
  });
});
