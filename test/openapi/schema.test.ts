import { problemsOf, read, stopsOf, warningsOf, withOperation, withPaths } from './document';

const paths = { '/': { get: { operationId: 'o', responses: {} } } };
const withSchemas = (schemas: unknown) => withPaths(paths, { components: { schemas } });

describe('the schemas of a document', () => {
  it('stay as they are written, with siblings of references and recursion', () => {
    const schemas = {
      A: { $ref: '#/components/schemas/B', description: 'd' },
      B: { properties: { next: { $ref: '#/components/schemas/B' } } },
      T: true,
      F: false,
    };
    expect(read(withSchemas(schemas)).schemas).toEqual(schemas);
    expect(warningsOf(withSchemas(schemas))).toEqual([]);
  });

  it('that are null or an empty list allow everything; other values are left out', () => {
    expect(read(withSchemas({ N: null, L: [], T: 'text', I: 3, G: {} })).schemas).toEqual({
      N: {},
      L: {},
      G: {},
    });
    expect(warningsOf(withSchemas({ N: null, L: [], T: 'text', I: 3 }))).toHaveLength(4);
  });

  it.each([[null], [[]], ['text'], [3], [[1]]])('may be %j altogether', (schemas) => {
    expect(read(withSchemas(schemas)).schemas).toEqual({});
    expect(read(withPaths(paths, { components: schemas })).schemas).toEqual({});
  });

  it('with a reference that leads nowhere are read with a warning that says where', () => {
    expect(
      warningsOf(
        withSchemas({
          A: {
            properties: { b: { anyOf: [{ $ref: '#/components/schemas/Gone' }] } },
            $defs: { D: { $ref: '#/$defs/D' } },
          },
        }),
      ),
    ).toEqual([
      'reference openapi.json#/components/schemas/A/properties/b/anyOf/0: the schema reference "#/components/schemas/Gone" leads nowhere',
      'reference openapi.json#/components/schemas/A/$defs/D: the schema reference "#/$defs/D" leads nowhere',
    ]);
  });

  it('say where each of their references leads, however it is written', () => {
    const inner = { type: 'string' };
    const schemas = {
      A: { items: [{ $ref: '#/components/schemas/a~1b' }, { $ref: '#/components/schemas/a%7E1b' }] },
      'a/b': { properties: { c: inner } },
      D: {
        anyOf: [
          { $ref: '#/components/schemas/a~1b/properties/c' },
          { $ref: '#/components/schemas/E/properties/c' },
        ],
      },
      E: { $ref: '#/components/schemas/a~1b' },
      F: {
        anyOf: [{ $ref: '#/x-far/one' }, { $ref: '#/x-far/none' }, { $ref: '#/components/schemas/True' }],
      },
      True: true,
    };
    const text = withPaths(paths, {
      components: { schemas },
      'x-far': { one: { $ref: '#/x-far/two' }, two: [] },
    });
    const { references } = read(text);
    expect({ ...references }).toEqual({
      '#/components/schemas/a~1b': schemas['a/b'],
      '#/components/schemas/a%7E1b': schemas['a/b'],
      '#/components/schemas/a~1b/properties/c': inner,
      '#/components/schemas/E/properties/c': inner,
      '#/x-far/one': { $ref: '#/x-far/two' },
      '#/x-far/two': {},
      '#/components/schemas/True': true,
    });
    expect(warningsOf(text)).toEqual([
      'reference openapi.json#/components/schemas/F/anyOf/1: the schema reference "#/x-far/none" leads nowhere',
    ]);
  });

  it('that lead to something other than a schema are read with a warning', () => {
    expect(warningsOf(withSchemas({ A: { $ref: '#/openapi' }, B: { $ref: '#' } }))).toEqual([
      'reference openapi.json#/components/schemas/A: the schema reference "#/openapi" leads to no schema',
    ]);
  });

  /** A document whose one operation takes the schema `A`. */
  const taking = (schemas: object) =>
    withOperation(
      {
        operationId: 'o',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } },
      },
      { components: { schemas } },
    );

  it('with references to other files stop the reading with one problem that names them, where a request depends on them', () => {
    const names = Array.from({ length: 8 }, (_, i) => `S${i}`);
    const many = Object.fromEntries(names.map((name, i) => [name, { items: { $ref: `./s${i}.json` } }]));
    const all = { A: { allOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) }, ...many };
    expect(stopsOf(taking({ A: { $ref: 'https://example.com/a.json#/B' } }))).toEqual([
      'openapi.json: a reference leads to another file, and Terragate reads one file: "https://example.com/a.json#/B" at #/components/schemas/A',
    ]);
    const [problem, ...others] = problemsOf(() => read(taking(all)));
    expect(others).toEqual([]);
    expect(problem?.what).toMatch(
      /^8 references lead to another file, .*"\.\/s0\.json" at #\/components\/schemas\/S0\/items, .*, and 3 more$/,
    );
    expect(problem?.fix).toContain('bundle');
  });

  it('with references to other files are one warning where only answers depend on them', () => {
    const answers = {
      operationId: 'o',
      responses: {
        200: {
          description: '',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } },
        },
        404: { $ref: './errors.yaml#/NotFound' },
        500: { description: '', content: { 'application/json': { schema: { $ref: './errors.yaml#/E' } } } },
      },
    };
    const schemas = { A: { items: { $ref: './a.json' } }, Unused: { $ref: './b.json' } };
    const text = withOperation(answers, { components: { schemas } });
    expect(warningsOf(text)).toEqual([
      expect.stringMatching(
        /^reference openapi\.json: 4 references lead to another file from what no request depends on; left out: .*npx @redocly\/cli bundle openapi\.json/,
      ),
    ]);
    expect(Object.keys(read(text).operations[0]?.responses ?? {})).toEqual(['200', '500']);
  });

  it('in operations are looked at as those in components are', () => {
    const media = { 'application/json': { schema: { items: { $ref: './a.json' } } } };
    for (const operation of [
      { parameters: [{ name: 'a', in: 'query', schema: { $ref: './a.json' } }] },
      { parameters: [{ name: 'a', in: 'query', content: media }] },
      { parameters: [{ name: 'a', in: 'query', content: { 'application/json': { $ref: './a.json' } } }] },
      { requestBody: { content: media } },
      { requestBody: { $ref: './a.json' } },
    ]) {
      expect(stopsOf(withPaths({ '/': { get: { operationId: 'o', ...operation } } }))).toHaveLength(1);
    }
  });

  it('may hold data and names that look like references', () => {
    const away = { $ref: './a.json' };
    const schemas = {
      A: { default: away, example: away, examples: [away], enum: [away], const: away, 'x-note': away },
      B: { properties: { $ref: { type: 'string' } }, required: ['$ref'] },
      C: { properties: { $ref: 'text' }, $ref: 5 },
    };
    expect(warningsOf(withSchemas(schemas))).toEqual([]);
  });

  it('are looked at below properties that are called like keywords', () => {
    for (const keyword of ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']) {
      for (const name of ['default', 'enum', 'example', 'x-a', 'properties']) {
        expect(warningsOf(withSchemas({ A: { [keyword]: { [name]: { $ref: './a.json' } } } }))).toHaveLength(
          1,
        );
      }
    }
  });
});
