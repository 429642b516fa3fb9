import { DEEPEST, scanJson } from '../../src/openapi/json-scan';
import { read, stopsOf, warningsOf, withOperation } from './document';

const operation = '{"operationId":"a","responses":{}}';
const paths = `"paths":{"/":{"get":${operation}}}`;
const start = '{"openapi":"3.1.0","info":{"title":"T","version":"1"}';

describe('a document in JSON', () => {
  it('is read with a byte order mark in front', () => {
    expect(read(`\uFEFF${withOperation({ operationId: 'a', responses: {} })}`).operations[0]?.id).toBe('a');
  });

  it('is read as JSON whatever its name says', () => {
    expect(read(`\n  ${start},${paths}}`).info.title).toBe('T');
  });

  it.each([
    [
      'a trailing comma',
      '{\n  "openapi": "3.1.0",\n}',
      '3:1: the document is not valid JSON: expected a key in double quotes, got "}"',
    ],
    [
      'a missing comma',
      '{"a": 1 "b": 2}',
      '1:9: the document is not valid JSON: expected "," or "}", got "\\"b\\": 2}"',
    ],
    ['a missing colon', '{"a" 1}', '1:6: the document is not valid JSON: expected ":" after a key, got "1}"'],
    [
      'a text that ends early',
      '{"a": [1,\n',
      '2:1: the document is not valid JSON: the text ends where a value is expected',
    ],
    [
      'a string that is not closed',
      '{"a": "b',
      '1:7: the document is not valid JSON: a string is not closed',
    ],
    [
      'a line break in a string',
      '{"a": "b\nc"}',
      '1:9: the document is not valid JSON: a string holds a line break or another control character',
    ],
    [
      'an unknown escape',
      '{"a": "\\q"}',
      '1:8: the document is not valid JSON: "\\\\q\\"}" is not an escape of JSON',
    ],
    [
      'a word that is not a value',
      '{"a": yes}',
      '1:7: the document is not valid JSON: expected a value, got "yes}"',
    ],
    [
      'a comment',
      '{"a": 1} // one',
      '1:10: the document is not valid JSON: text after the end of the document: "// one"',
    ],
    [
      'a list that is not closed',
      '["a"',
      '1:5: the document is not valid JSON: the text ends where "," or "]" is expected',
    ],
  ])('with %s is refused with line and column', (_, text, message) => {
    expect(stopsOf(text)).toEqual([`openapi.json:${message}`]);
  });

  it('in which a key is there twice is read to the last one, with a warning that names both', () => {
    const text = `{\n"openapi":"3.1.0","info":{"title":"T","version":"1"},\n"paths":{"/":{"get":${operation},\n"g\\u0065t":{"operationId":"b","responses":{}}}}}`;
    expect(read(text).operations.map(({ id }) => id)).toEqual(['b']);
    expect(warningsOf(text)).toEqual([
      'repaired openapi.json:4:1: the key #/paths/~1/get is there twice; the last one is read, as every reader of JSON does',
    ]);
  });

  it('names the item of a list in which a key is there twice', () => {
    expect(scanJson('{"a":[{},[0,{"b":1,"b":2}]]}').duplicates).toEqual([
      { offset: 19, way: ['a', 1, 1, 'b'] },
    ]);
  });

  it('that is nested deeper than any schema is refused instead of overflowing the stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(stopsOf(`${start},${paths},"x":${deep}}`)).toEqual([
      `openapi.json:1:615: the document is not valid JSON: nested deeper than ${DEEPEST} levels`,
    ]);
  });

  it('that is nested as deep as is allowed is read', () => {
    const deep = `${'{"not":'.repeat(DEEPEST - 3)}{}${'}'.repeat(DEEPEST - 3)}`;
    expect(
      Object.keys(read(`${start},${paths},"components":{"schemas":{"A":${deep.slice(7, -1)}}}}`).schemas),
    ).toEqual(['A']);
  });
});

describe('the scan of JSON', () => {
  it.each([
    '{}',
    '[]',
    '""',
    '0',
    '-0.5e+10',
    'true',
    ' null ',
    '[[],{}]',
    '{"a":[1,"\\u00e9\\n\\"",{"b":null}],"":0}',
  ])('accepts %s as JSON.parse does', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(scanJson(text).error).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '{',
    '}',
    '[,]',
    '[1,]',
    '{"a":}',
    '{,}',
    '{"a":1,,}',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    'tru',
    'NaN',
    "'a'",
    '"\\u12"',
    '"a',
    '{a:1}',
    '[1 2]',
    '[1]]',
    '{"a":1]',
    '"\t"',
  ])('refuses %j as JSON.parse does', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(scanJson(text).error).toBeDefined();
  });
});
