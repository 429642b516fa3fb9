import { table } from '../../bench/table';

test('a table is aligned in its source: numbers to the right, words to the left', () => {
  expect(
    table(
      [{ title: 'n' }, { title: 'form', align: 'left' }],
      [
        ['10', 'a'],
        ['3,000', 'longer'],
      ],
    ),
  ).toBe(
    [
      '|     n | form   |', //
      '| ----: | ------ |',
      '|    10 | a      |',
      '| 3,000 | longer |',
    ].join('\n'),
  );
});

test('a column has room for its rule', () => {
  expect(table([{ title: '' }], [['1']])).toBe('|     |\n| --: |\n|   1 |');
});
