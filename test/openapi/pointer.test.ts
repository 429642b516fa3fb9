import { below, follow, resolvePointer } from '../../src/openapi/pointer';

const document = {
  paths: { '/items/{id}': { get: 1 }, '/100%': 2, 'a%20b': 3, 'a b': 4 },
  '~1': 5,
  'til~de': { list: [10, 20] },
  A: { $ref: '#/B' },
  B: { $ref: '#/C' },
  C: { inner: { deep: true } },
  loop: { $ref: '#/loop' },
  round: { $ref: '#/round/%61/x' },
  none: { $ref: '#/nothing' },
  away: { $ref: './other.yaml#/X' },
};

describe('a reference', () => {
  it.each([
    ['#', document],
    ['#/paths/~1items~1{id}/get', 1],
    ['#/paths/~1items~1%7Bid%7D/get', 1],
    ['#/paths/%2Fitems%2F{id}/get', 1],
    ['#/paths/~1100%', 2],
    ['#/paths/~1100%25', 2],
    ['#/paths/a%20b', 4],
    ['#/til~0de/list/1', 20],
    ['#/~01', 5],
    ['#/A/inner/deep', true],
  ])('%s leads to its value', (ref, value) => {
    expect(resolvePointer(document, ref)?.value).toEqual(value);
  });

  it.each([
    '#/nothing',
    '#/paths/',
    '#anchor',
    '',
    '#/til~0de/list/2',
    '#/til~0de/list/01',
    '#/til~0de/list/length',
    '#/constructor',
    '#/C/__proto__',
    '#/loop/x',
    '#/round/x',
    '#/none/x',
    '#/away/x',
    '#/C/inner/deep/er',
  ])('%j leads nowhere', (ref) => {
    expect(resolvePointer(document, ref)).toBeUndefined();
  });

  it('to a name with a percent sign is found when no decoded name fits', () => {
    expect(resolvePointer({ 'a%20b': 3 }, '#/a%20b')?.value).toBe(3);
  });

  it('has the real place of its value', () => {
    expect(resolvePointer(document, '#/A/inner')?.pointer).toBe('/C/inner');
    expect(resolvePointer(document, '#/paths/~1items~1%7Bid%7D')?.pointer).toBe('/paths/~1items~1{id}');
  });
});

describe('following references', () => {
  const from = (key: keyof typeof document) => follow(document, { value: document[key], pointer: `/${key}` });

  it('ends at a value that is not a reference', () => {
    expect(from('A')).toEqual({ kind: 'value', value: document.C, pointer: '/C' });
  });

  it('distinguishes a circle, a missing target and another file', () => {
    expect(from('loop')).toMatchObject({ kind: 'circular', chain: ['#/loop'] });
    expect(from('none')).toEqual({ kind: 'dangling', ref: '#/nothing', pointer: '/none' });
    expect(from('away')).toEqual({ kind: 'external', ref: './other.yaml#/X', pointer: '/away' });
  });
});

it('a pointer escapes ~ and / in keys', () => {
  expect(below('/paths', '/a~b/{c}')).toBe('/paths/~1a~0b~1{c}');
});
