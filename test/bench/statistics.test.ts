import { median, pairedRatio, quantile, range } from '../../bench/statistics';

test('the median is the middle value, whatever the order', () => {
  expect(median([10, 9, 100])).toBe(10);
});

test('the median of an even number of values is between the two middle ones', () => {
  expect(median([1, 100, 4, 2])).toBe(3);
});

test('the median leaves the values as they were', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('a ratio is taken within each pair, so that a slow machine cancels', () => {
  // The machine is ten times as slow for the second pair; the ratio of the medians would be 4
  expect(pairedRatio([2, 20, 4], [1, 10, 1])).toBe(2);
});

test('values without a base of their own have no ratio', () => {
  expect(() => pairedRatio([1, 2], [1])).toThrow('2 values, 1 bases');
});

test('an empty list has no median and no range', () => {
  expect(() => median([])).toThrow(RangeError);
  expect(() => range([])).toThrow(RangeError);
});

test('the range is the smallest and the largest value', () => {
  expect(range([3, 1, 2])).toEqual([1, 3]);
});

test('a quantile is a value that was measured: that which this share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0.01, 0.5, 0.99, 1].map((share) => quantile(hundred, share))).toEqual([1, 50, 99, 100]);
  expect(quantile([7], 0.99)).toBe(7);
});

test.each([0, 1.1, Number.NaN])('%p is not a share', (share) => {
  expect(() => quantile([1], share)).toThrow('is no share');
});
