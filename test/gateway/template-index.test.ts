import fc from 'fast-check';
import { requestChecks } from '../../src/gateway';
import { shadows, shadowsRoute } from '../../src/gateway/overlap';
import { segmentsOf } from '../../src/gateway/segment';
import { TemplateIndex } from '../../src/gateway/template-index';
import type { ApiModel } from '../../src/openapi';
import { read } from '../openapi/document';

const template = (path: string) => ({
  path,
  segments: segmentsOf(path, new Set(['p'])),
  slash: path.length > 1 && path.endsWith('/'),
});

const paths = fc
  .array(fc.constantFrom('a', 'b', '{x}', '{p}', '@me', '{x}.json', 'a.json', '{p}.txt'), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

describe('an index of paths', () => {
  it('finds each path whose requests a route could take, in the order of the document', () => {
    fc.assert(
      fc.property(fc.uniqueArray(paths, { maxLength: 12 }), (all) => {
        const templates = all.map(template);
        const index = new TemplateIndex(templates);
        for (const one of templates) {
          const near = index.near(one);
          expect(near).toEqual(templates.filter((other) => near.includes(other)));
          for (const other of templates) {
            const overlaps =
              shadows(one, other, 'rest') ||
              shadows(other, one, 'rest') ||
              shadowsRoute(one, other, false, 'http') ||
              shadowsRoute(other, one, false, 'http');
            if (overlaps)
              expect([one.path, near.map(({ path }) => path)]).toEqual([
                one.path,
                expect.arrayContaining([other.path]),
              ]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('looks at few paths of a large API', () => {
    const templates = Array.from({ length: 3000 }, (_, i) =>
      template(`/r${i >> 2}${['', '/{x}', '/{x}/a', '/{x}/{y}'][i & 3]}`),
    );
    const index = new TemplateIndex(templates);

    expect(templates.reduce((sum, one) => sum + index.near(one).length, 0)).toBeLessThan(3000 * 3);
  });
});

test('a schema that many bodies refer to is translated once', () => {
  const looksOf = (operations: number): number => {
    const body = {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
    };
    const document = {
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: Object.fromEntries(
        Array.from({ length: operations }, (_, i) => [
          `/r${i}`,
          { post: { operationId: `o${i}`, requestBody: body, responses: {} } },
        ]),
      ),
      components: { schemas: { Item: { type: 'object', properties: { a: { type: 'string' } } } } },
    };
    const api: ApiModel = read(JSON.stringify(document));
    let looks = 0;
    const references = new Proxy(api.references, {
      get: (target, name: string) => {
        looks += 1;
        return target[name];
      },
    });
    const { models, operations: checks } = requestChecks({ ...api, references });
    expect(Object.keys(models)).toEqual(['Item']);
    expect(Object.values(checks)).toEqual(Array.from({ length: operations }, () => ({ model: 'Item' })));
    return looks;
  };

  expect(looksOf(50)).toBe(looksOf(1));
});
