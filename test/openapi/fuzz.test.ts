import fc from 'fast-check';
import { parse } from 'yaml';
import { UserError } from '../../src/errors';
import { type ApiModel, type Json, type JsonObject, readApi, readTemplate } from '../../src/openapi';
import { below } from '../../src/openapi/pointer';
import { fixture } from './document';

const seeds: readonly Json[] = [
  JSON.parse(fixture('streaming.json')),
  JSON.parse(fixture('hostile-names.json')),
  parse(fixture('library.yaml'), { merge: true }),
  parse(fixture('newest.yaml')),
];

type Way = readonly (string | number)[];

/** The way to every value of a document. */
function waysOf(value: Json, way: Way = []): Way[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [way, ...children.flatMap(([key, child]) => waysOf(child as Json, [...way, key]))];
}

/** The document with what a change makes of the value at the end of a way. */
function changed(value: Json, way: Way, change: (value: Json) => Json | undefined): Json | undefined {
  const [key, ...rest] = way;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      String(index) === String(key) ? (changed(item, rest, change) ?? []) : [item],
    );
  }
  const entries = Object.entries(value as JsonObject).flatMap(([name, child]) => {
    const made = name === key ? changed(child, rest, change) : child;
    return made === undefined ? [] : [[name, made] as const];
  });
  return Object.fromEntries(entries);
}

const nasty = fc.constantFrom<Json>(
  null,
  true,
  false,
  0,
  -1,
  1e21,
  '',
  ' ',
  '#',
  '/',
  '{',
  '__proto__',
  'query',
  'path',
  [],
  {},
  [null],
  [[]],
  [{}],
  { '': null },
  { $ref: 3 },
  { $ref: null },
  { $ref: {} },
  { toString: 1 },
  JSON.parse('{"__proto__": {"a": 1}}'),
  { constructor: null },
  { hasOwnProperty: 1, length: 2 },
);

/** A change at a random place: the place goes, or holds another value, a reference, or a value of elsewhere. */
const mutation = fc.record({
  place: fc.nat(),
  elsewhere: fc.nat(),
  kind: fc.constantFrom('delete', 'nasty', 'json', 'reference', 'copy', 'rename'),
  nasty,
  json: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  text: fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', '$ref', 'GET', '/{a}/{a}', 'x-y', '4xx'),
  ),
});

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 600 });
jest.setTimeout(120_000); // a busy machine is no failure

function mutated(
  seed: Json,
  mutations: readonly (typeof mutation extends fc.Arbitrary<infer M> ? M : never)[],
): Json {
  return mutations.reduce<Json>((document, { place, elsewhere, kind, nasty: bad, json, text }) => {
    const ways = waysOf(document);
    const way = ways[place % ways.length] ?? [];
    const other = ways[elsewhere % ways.length] ?? [];
    let copy: Json = null;
    changed(document, other, (value) => {
      copy = value;
      return value;
    });
    const made = changed(document, way, (value) => {
      if (kind === 'delete') return undefined;
      if (kind === 'nasty') return bad;
      if (kind === 'json') return json;
      if (kind === 'copy') return copy;
      if (kind === 'reference') return { $ref: `#${other.reduce<string>(below, '')}` };
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return text;
      return Object.fromEntries(
        Object.entries(value).map(([key, child], index) => [index === 0 ? text : key, child]),
      );
    });
    return made ?? null;
  }, seed);
}

/** What holds of every model. */
function expectSound(model: ApiModel): void {
  const { operations, schemas } = model;
  expect(operations.length).toBeGreaterThan(0);
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
  for (const { id, path, parameters } of operations) {
    expect(id.trim()).not.toBe('');
    expect(path.startsWith('/')).toBe(true);
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(declared.sort()).toEqual([...readTemplate(path).variables].sort());
  }
  for (const schema of Object.values(schemas)) expect(['boolean', 'object']).toContain(typeof schema);
  expect(JSON.parse(JSON.stringify(model)).operations).toHaveLength(operations.length);
  for (const { where, what } of model.warnings) expect(where !== '' && what !== '').toBe(true);
}

/** Reads the text: a sound model or a UserError that says where, what and how, and nothing else. */
function expectModelOrUserError(text: string): void {
  let model: ApiModel;
  try {
    model = readApi(text, 'api');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { where, what, fix } of error.problems) {
      expect(where.startsWith('api')).toBe(true);
      expect(what !== '' && fix !== '').toBe(true);
    }
    return;
  }
  expectSound(model);
}

describe('any document', () => {
  it('whose values were changed at random is a model or a UserError', () => {
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), mutations, (seed, all) => {
        expectModelOrUserError(JSON.stringify(mutated(seed, all)));
      }),
    );
  });

  it.each(['streaming.json', 'library.yaml', 'many-mistakes.yaml'])(
    'like %s whose text was changed at random is a model or a UserError too',
    (name) => {
      const text = fixture(name);
      const pieces = fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom(
          '\n',
          '  ',
          '\t',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          ':',
          ',',
          '&a ',
          '*a',
          '<<: ',
          '---\n',
          '!t ',
          '|\n',
          '\0',
          '\ud800',
        ),
      );
      const edit = fc.record({ at: fc.nat(text.length), drop: fc.nat(30), piece: pieces });
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
          const made = edits.reduce(
            (all, { at, drop, piece }) => all.slice(0, at) + piece + all.slice(at + drop),
            text,
          );
          expectModelOrUserError(made);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('of random text is a UserError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect(() => readApi(text, 'api')).toThrow(UserError);
      }),
    );
  });
});
