import fc from 'fast-check';
import { withProperty } from '../../src/connect/json-file';

describe('a property that is written into a file of JSON', () => {
  it.each([
    ['{\n  "a": 1\n}\n', ['x'], '{\n  "a": 1,\n  "x": {\n    "c": "1"\n  }\n}\n'],
    [
      '{\n\t"x": {\n\t\t"b": 1,\n\t\t"d": 2\n\t}\n}',
      ['x'],
      '{\n\t"x": {\n\t\t"b": 1,\n\t\t"c": "1",\n\t\t"d": 2\n\t}\n}',
    ],
    ['{"x": {"b": 1, "d": 2}}', ['x'], '{"x": {"b": 1, "c": "1", "d": 2}}'],
    [
      '{\r\n    "x": {\r\n        "a": 1\r\n    }\r\n}\r\n',
      ['x'],
      '{\r\n    "x": {\r\n        "a": 1,\r\n        "c": "1"\r\n    }\r\n}\r\n',
    ],
    ['{\n  "x": {}\n}\n', ['x'], '{\n  "x": {\n    "c": "1"\n  }\n}\n'],
    // Properties that are not sorted stay in their order, and the new one comes last
    ['{\n  "z": 1,\n  "a": 2\n}', [], '{\n  "z": 1,\n  "a": 2,\n  "c": "1"\n}'],
    ['{\n  "c": 0,\n  "d": 1\n}', [], '{\n  "c": "1",\n  "d": 1\n}'],
  ])('is laid out as those beside it: %j', (text, path, expected) => {
    expect(withProperty(text, path, 'c', '1')).toBe(expected);
  });

  it('is there in every object, which keeps all else and its own text', () => {
    const names = fc.string().filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(
        // As text that was read: JSON has no -0
        fc
          .dictionary(names, fc.jsonValue(), { noNullPrototype: true })
          .map((object) => JSON.parse(JSON.stringify(object)) as object),
        names,
        fc.constantFrom(undefined, 0, 2, '\t'),
        (object, name, indent) => {
          const text = JSON.stringify(object, undefined, indent);
          const after = withProperty(text, [], name, 'new');
          expect(JSON.parse(after)).toEqual({ ...JSON.parse(text), [name]: 'new' });
          if (!Object.hasOwn(object, name) && indent !== undefined && indent !== 0) {
            const lines = after.split('\n').map((line) => line.replace(/,$/, ''));
            for (const line of text.split('\n').filter((one) => one !== '{}'))
              expect(lines).toContain(line.replace(/,$/, ''));
          }
        },
      ),
    );
  });
});
