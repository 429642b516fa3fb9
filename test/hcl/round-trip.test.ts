import fc from 'fast-check';
import { attribute, block, print } from '../../src/hcl';
import { normal, shown, value } from './json-values';
import { parse } from './parse';

describe('any value that JSON can hold', () => {
  it('is read back from HCL as it was', () => {
    fc.assert(
      fc.property(value, (item) => {
        const read = parse(print([attribute('a', item), block('b', [], [attribute('c', { nested: item })])]));

        expect(shown(read.a)).toBe(shown(normal(item)));
        expect(shown(read.b)).toBe(shown([{ c: { nested: normal(item) } }]));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
