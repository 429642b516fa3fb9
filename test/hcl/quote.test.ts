import { escapeText, isIdentifier, quote } from '../../src/hcl';
import { columns, objectKey } from '../../src/hcl/quote';
import { parse } from './parse';

describe('a text in quotes', () => {
  it.each([
    ['plain words', 'plain words'],
    ['say "hi"', 'say \\"hi\\"'],
    ['C:\\path', 'C:\\\\path'],
    ['\\d+', '\\\\d+'],
    ['a\nb', 'a\\nb'],
    ['a\r\nb', 'a\\r\\nb'],
    ['a\tb', 'a\\tb'],
    ['nul \u0000 and escape \u001b', 'nul \\u0000 and escape \\u001b'],
    ['next line \u0085, line separator \u2028', 'next line \\u0085, line separator \\u2028'],
    ['\ufeffmark', '\\ufeffmark'],
    ['${aws:username}', '$${aws:username}'],
    ['date +%{x}', 'date +%%{x}'],
    ['$context.requestId', '$context.requestId'],
    ['100 % sure', '100 % sure'],
    ['日本語 🚀', '日本語 🚀'],
  ])('%j is written so that it reads the same', (text, written) => {
    expect(escapeText(text)).toBe(written);
    expect(quote(text)).toBe(`"${written}"`);
    expect(parse(`a = ${quote(text)}\n`)).toEqual({ a: text });
  });

  it.each([
    '$${',
    '$$${',
    '$$$${x}',
    '%%{',
    '%%%{',
    '$%{',
    '%${',
    '$',
    '%',
    '$$',
    '${',
    '%{',
    '{$',
    '\\${x}',
    '"${x}"',
  ])('holds %j, which is easily read as a template', (text) => {
    expect(parse(`a = ${quote(text)}\n`)).toEqual({ a: text });
    expect(parse(`a = ${quote(`x${text}y`)}\n`)).toEqual({ a: `x${text}y` });
  });

  it('holds what looks like the end of a heredoc', () => {
    const text = '<<EOT\nline\nEOT\nEOF\n';

    expect(parse(`a = ${quote(text)}\n`)).toEqual({ a: text });
  });
});

describe('a name', () => {
  it('needs no quotes when it is a word', () => {
    expect(['a', '_a', 'a-b', 'A1'].filter((word) => !isIdentifier(word))).toEqual([]);
  });

  it('is not a word when it is empty, starts with a digit or has other signs in it', () => {
    expect(['', '1a', '-a', 'a b', 'a.b', 'é', 'a"', 'a\n'].filter(isIdentifier)).toEqual([]);
  });

  it.each(['for', 'null', 'true', 'false'])(
    'is quoted as a key where it would mean something: %s',
    (word) => {
      expect(objectKey(word)).toBe(`"${word}"`);
      expect(parse(`a = { ${objectKey(word)} = 1 }\n`)).toEqual({ a: { [word]: 1 } });
    },
  );

  it('is kept as it is as a key: nothing is turned into snake case', () => {
    expect(['GET /items', 'x-api-key', 'maxAge'].map(objectKey)).toEqual([
      '"GET /items"',
      'x-api-key',
      'maxAge',
    ]);
  });
});

describe('columns', () => {
  it('counts what a reader sees', () => {
    expect(['abc', 'é', 'e\u0301', '🚀', '👩‍👩‍👧‍👦', '日本'].map(columns)).toEqual([3, 1, 1, 1, 1, 2]);
  });

  it('counts quotes by themselves, also beside a sign that joins', () => {
    expect(columns('"\u200dx"')).toBe(4);
  });
});
