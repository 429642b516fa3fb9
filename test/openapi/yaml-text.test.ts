import { readYaml } from '../../src/openapi/yaml-document';
import { fixture, problemsOf, read, stopsOf, warningsOf } from './document';

const value = (text: string) => readYaml(text, 'api.yaml').value;
const stops = (text: string) =>
  problemsOf(() => readYaml(text, 'api.yaml')).map(({ where, what }) => `${where}: ${what}`);

describe('a document in YAML', () => {
  it('keeps the words of YAML 1.1 as text, also under its directive', () => {
    const words = { a: 'yes', b: 'no', c: 'on', d: 'off', e: 'y', f: '2020-01-01', g: '12:30', h: '1_000' };
    const lines = Object.entries(words).map(([key, word]) => `${key}: ${word}\n`);
    expect(value(lines.join(''))).toEqual(words);
    expect(value(`%YAML 1.1\n---\n${lines.join('')}`)).toEqual(words);
  });

  it('has text for keys, as they are written', () => {
    expect(value('200: a\n1.10: b\ntrue: c\nnull: d\n0x10: e\n2020-01-01: f')).toEqual({
      '200': 'a',
      '1.10': 'b',
      true: 'c',
      null: 'd',
      '0x10': 'e',
      '2020-01-01': 'f',
    });
  });

  it('keeps the zeros of versions that are written without quotes', () => {
    const { openapi, info } = read(
      'openapi: 3.0\ninfo: { title: T, version: 1.10 }\npaths: { /: { get: { operationId: a } } }',
    );
    expect([openapi, info.version]).toEqual(['3.0', '1.10']);
  });

  it('has only values that JSON has', () => {
    expect(value('a: .inf\nb: -.INF\nc: .nan\nd: !!str 5\ne: 0x1f\nf: ~\ng:')).toEqual({
      a: '.inf',
      b: '-.INF',
      c: '.nan',
      d: '5',
      e: 31,
      f: null,
      g: null,
    });
  });

  it('reads a tagged value as what it is without the tag, with a warning', () => {
    expect(readYaml('a: !include b.yaml\nc: !!binary aGk=', 'api.yaml')).toEqual({
      value: { a: 'b.yaml', c: 'aGk=' },
      warnings: [
        { where: 'api.yaml:1:4', what: 'Unresolved tag: !include' },
        { where: 'api.yaml:2:4', what: 'Unresolved tag: tag:yaml.org,2002:binary' },
      ],
    });
  });

  it('reads an alias as its anchor, which can be set again', () => {
    expect(value('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: &k key\n*k : 3')).toEqual({
      a: 1,
      b: 1,
      c: 2,
      d: 2,
      e: 'key',
      key: 3,
    });
  });

  it('merges with <<, where the keys of the object itself and then the first source win', () => {
    expect(
      value(
        'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\nd: {x: 0, <<: *b}\ne: {"<<": 1}',
      ),
    ).toEqual({
      a: { x: 1, y: 1 },
      b: { y: 2, z: 2 },
      c: { x: 0, y: 1, z: 2 },
      d: { x: 0, y: 2, z: 2 },
      e: { '<<': 1 },
    });
  });

  it('takes __proto__ for a key like any other', () => {
    const read = value('__proto__: {polluted: true}\nconstructor: 1') as object;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('may have empty documents around it', () => {
    expect(value('---\n# nothing\n---\na: 1\n...\n---\n')).toEqual({ a: 1 });
  });

  it.each([
    [
      'several documents',
      'a: 1\n---\nb: 2\n',
      '2:1: the file holds 2 YAML documents, and one API is one document',
    ],
    ['an alias that holds itself', 'a: &x\n  b: *x\n', '2:6: the alias *x holds itself'],
    ['an alias without an anchor', 'a: *x\n', '1:4: no anchor &x comes before the alias'],
    ['a key that is a list', '? [a, b]\n: 1\n', '1:3: a key is not text'],
    ['a merge of text', '<<: text\n', '1:5: "<<" merges objects, and its value is not an object'],
    [
      'a tab as indentation',
      'a:\n\tb: 1\n',
      '2:1: the document is not valid YAML: Tabs are not allowed as indentation',
    ],
  ])('with %s is refused with line and column', (_, text, message) => {
    expect(stops(text)).toContain(`api.yaml:${message}`);
  });

  it('in which keys are there twice is refused with every one of them', () => {
    expect(stops('a: 1\nb:\n  200: x\n  "200": y\na: 2\n')).toEqual([
      'api.yaml:4:3: the key "200" is there twice (first on line 3)',
      'api.yaml:5:1: the key "a" is there twice (first on line 1)',
    ]);
  });

  it('whose aliases of aliases would fill the memory is refused', () => {
    const levels = Array.from(
      { length: 40 },
      (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]\n`,
    );
    expect(stops(`a0: &a0 [1, 2]\n${levels.join('')}`)).toEqual([
      'api.yaml:1:1: the aliases of the document come to more than 10,000,000 values when written out',
    ]);
  });

  it('that uses one anchor a thousand times is read', () => {
    expect(
      Object.keys(
        value(`a: &a {b: 1}\n${Array.from({ length: 1000 }, (_, i) => `k${i}: *a\n`).join('')}`) as object,
      ),
    ).toHaveLength(1001);
  });

  it.each([600, 3_000, 100_000])(
    'that is nested %i levels deep is refused instead of overflowing the stack',
    (levels) => {
      expect(stops(`a: ${'['.repeat(levels)}${']'.repeat(levels)}`)[0]).toMatch(
        /^api.yaml:1:\d+: the document is nested deeper than 500 levels$/,
      );
    },
  );

  it('that aliases make too deep is refused', () => {
    const nest = (inner: string) => `${'['.repeat(300)}${inner}${']'.repeat(300)}`;
    expect(stops(`a: &a ${nest('1')}\nb: ${nest('*a')}`)).toEqual([
      'api.yaml:1:1: the document is nested deeper than 500 levels',
    ]);
  });

  it('reports ten syntax errors at most', () => {
    expect(stops('a: @b\n'.repeat(50))).toHaveLength(10);
  });

  it('that is larger than can be read in memory is refused', () => {
    expect(stopsOf(`a: 1\n#${'-'.repeat(16_000_000)}`)).toEqual([
      'openapi.json: the document is 16 MB of YAML; at most 16 MB is read',
    ]);
  });
});

describe('a hand-written document in YAML', () => {
  const { operations, info, openapi, servers, tags, schemas, securitySchemes } = read(
    fixture('library.yaml'),
  );

  it('has its head, servers, tags and components', () => {
    expect({ openapi, info, servers, tags }).toEqual({
      openapi: '3.0',
      info: { title: 'Library', version: '1.10', description: 'Books, and who has them.' },
      servers: [
        {
          url: 'https://{region}.example.com/v1',
          description: 'production',
          variables: { region: { default: 'eu' } },
        },
      ],
      tags: [{ name: 'books', description: 'What can be lent.' }],
    });
    expect(Object.keys(schemas)).toEqual(['Books', 'Book']);
    expect(securitySchemes.key).toEqual({ type: 'apiKey', in: 'header', name: 'X-Key' });
  });

  it('has its operations in their order, and no warning', () => {
    expect(operations.map(({ id, method, path }) => `${id}: ${method} ${path}`)).toEqual([
      'listBooks: get /books',
      'addBook: post /books',
      'getBook: get /books/{isbn}',
    ]);
    expect(warningsOf(fixture('library.yaml'))).toEqual([]);
  });

  it('keeps yes and no in an enum as text', () => {
    expect(operations[0]?.parameters.find(({ name }) => name === 'open')?.schema).toEqual({
      type: 'string',
      enum: ['yes', 'no', 'on', 'off'],
    });
  });

  it('has merged responses under statuses that are text', () => {
    expect(
      Object.entries(operations[1]?.responses ?? {}).map(([status, { description }]) => [
        status,
        description,
      ]),
    ).toEqual([
      ['200', 'added'],
      ['4XX', "the caller's mistake"],
      ['default', 'anything else'],
    ]);
  });
});
