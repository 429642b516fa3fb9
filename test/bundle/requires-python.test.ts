import { allowsPython } from '../../src/bundle/requires-python';

describe('requires-python', () => {
  test.each([
    ['>=3.11', true],
    ['>=3.13', true],
    ['>=3.13.5', true],
    ['>=3.14', false],
    ['>3.12', true],
    ['>3.13', true],
    ['>3.14', false],
    ['<3.13', false],
    ['<3.13.0', false],
    ['<3.13.2', true],
    ['<4', true],
    ['<=3.13', true],
    ['<=3.12', false],
    ['>=3.11,<3.13', false],
    ['>= 3.11, < 3.14', true],
    ['~=3.12', true],
    ['~=3.14', false],
    ['~=3.12.1', false],
    ['~=3.13.1', true],
    ['==3.13.*', true],
    ['==3.12.*', false],
    ['==3.*', true],
    ['!=3.13.*', false],
    ['!=3.13.1', true],
    ['', true],
    ['anything', true],
  ])('of %s allows Python 3.13: %s', (specifier, allowed) => {
    expect(allowsPython(specifier, '3.13')).toBe(allowed);
  });
});
