import { readAlike, UNMEASURED } from '../../src/gateway/request-text';

describe('a pattern', () => {
  it.each([
    '^[a-z]+$',
    '^a|b$',
    '(ab)+?',
    '^([A-Z][a-z]{2,3}-)*[0-9]{4}$',
    '',
    '[-_a-z]',
    '^((a|b)c)?d{2,}$',
    'a b#',
  ])('is read alike by every language: %s', (pattern) => {
    expect(readAlike(pattern)).toBe(true);
  });

  it.each([
    ['a class beyond ASCII', '\\d'],
    ['an escape', 'a\\.b'],
    ['any character', 'a.b'],
    ['a negated set', '[^a]'],
    ['look-ahead', '(?=a)'],
    ['a group without number', '(?:a)'],
    ['repetition up to', 'a{,3}'],
    ['a brace that is a letter to some', 'a{b}'],
    ['possessive repetition', 'a++'],
    ['repetition of a repetition', 'a{2}{3}'],
    ['a set in a set', '[a[b]]'],
    ['a common part of sets', '[a-z&&b]'],
    ['a difference of sets', '[a-z--b]'],
    ['a bracket first in a set', '[]a]'],
    ['a group that does not end', '(a'],
    ['a group that does not begin', 'a)'],
    ['repetition of nothing', '*a'],
    ['repetition of an end', '^*'],
    ['letters beyond ASCII', 'é'],
    ['the end of a line', 'a\n'],
    ['more than is reasonable', 'a'.repeat(501)],
  ])('is not read alike with %s', (_, pattern) => {
    expect(readAlike(pattern)).toBe(false);
  });

  it('matches text whose length and pattern are left to the app', () => {
    const matched = [' a', 'a ', 'a\n', 'é', '', 'a b', '~'].map((text) => new RegExp(UNMEASURED).test(text));
    expect(matched).toEqual([true, true, true, true, false, false, false]);
  });
});
