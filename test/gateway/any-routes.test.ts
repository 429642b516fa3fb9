import fc from 'fast-check';
import type { ApiKind } from '../../src/api-kind';
import { gatewayApi } from '../../src/gateway';
import { fixture, read } from '../openapi/document';
import { document, faultsOf, lostRequests } from './routing';

const KINDS: readonly ApiKind[] = ['rest', 'http'];

describe('any API', () => {
  const segment = fc.constantFrom(
    ...[
      'a',
      'b',
      'v',
      'c-d',
      '{x}',
      '{y}',
      '{x}.json',
      '{y}.json',
      '{x}:go',
      '@me',
      '~a',
      '{p+}',
      '{p+}.txt',
      '{x}-{y}',
      '',
    ],
  );
  const path = fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
    .map(([segments, slash]) => `/${segments.join('/')}${slash ? '/' : ''}`);
  const line = fc
    .tuple(fc.constantFrom('GET', 'GET', 'POST', 'TRACE'), path)
    .map(([method, text]) => `${method} ${text}`);
  const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 9 });

  it.each(KINDS)('has routes that API Gateway takes, as %s', (kind) => {
    fc.assert(
      fc.property(lines, (all) => {
        const model = read(document(all));
        expect(faultsOf(model, gatewayApi(model, kind), kind)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(KINDS)('has each request at an operation that the app could serve it by, as %s', (kind) => {
    fc.assert(
      fc.property(lines, (all) => {
        const model = read(document(all));
        expect(lostRequests(model, gatewayApi(model, kind), kind)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused the same operations in any order, but for those that differ in names only', () => {
    const refused = (order: readonly string[]) => {
      const { operations } = gatewayApi(read(document(order)), 'rest');
      return order.filter((id) => operations[id]?.problem !== undefined).sort();
    };
    fc.assert(
      fc.property(lines, (all) => {
        const distinct = all.filter((text) => !text.includes('{y}'));
        fc.pre(distinct.length > 0);
        expect(refused([...distinct].reverse())).toEqual(refused(distinct));
      }),
      {
        numRuns: 300,
        examples: [
          [['GET /{x}/{p+}', 'POST /{p+}']],
          [['GET /{x}/{p+}.txt', 'POST /{p+}.txt']],
          [['GET /{x}/{p+}', 'POST /{p+}', 'PUT /{x}/{y}/{z}']],
        ],
      },
    );
  });

  it('is the same when it is asked again', () => {
    const model = read(fixture('library.yaml'));
    expect(gatewayApi(model, 'rest')).toEqual(gatewayApi(model, 'rest'));
  });
});
