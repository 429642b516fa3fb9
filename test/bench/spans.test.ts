import { type SpanChart, spanChart } from '../../bench/spans';

const CHART: SpanChart = {
  title: 'Time',
  notes: ['one'],
  x: { label: 'ms', ticks: [1, 10, 100], log: true },
  legend: { from: 'half', to: 'most' },
  spans: [
    { name: 'first', from: 1, to: 10, note: '× 1' },
    { name: 'second', from: 10, to: 100, note: '× 10, × 10, and a long note' },
  ],
};

const svg = spanChart(CHART);

/** Dots and rings below the legend, row by row. */
function circles(): { x: number; y: number; ring: boolean }[] {
  return [...svg.matchAll(/<circle cx="([^"]+)" cy="([^"]+)" r="[^"]+" fill="([^"]+)"/g)]
    .slice(2)
    .map(([, x, y, fill]) => ({ x: Number(x), y: Number(y), ring: fill === '#ffffff' }));
}

test('a row has a dot and, further to the right for a larger value, a ring', () => {
  const [dot, ring, next] = circles();
  expect([dot?.ring, ring?.ring]).toEqual([false, true]);
  expect(dot?.y).toBe(ring?.y);
  expect(ring?.x).toBeGreaterThan(dot?.x ?? 0);
  expect(next?.y).toBeGreaterThan(dot?.y ?? 0);
});

test('equal values are below each other', () => {
  const [, ring, dot] = circles();
  expect(dot?.x).toBe(ring?.x);
});

test('names, notes, ticks and the legend are written, within the picture', () => {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  for (const text of ['Time', 'one', 'first', 'second', '× 1', '1', '10', '100', 'ms', 'half', 'most'])
    expect(svg).toContain(`>${text}</text>`);
  for (const [, x, y, text = ''] of svg.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)</g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    if (text.startsWith('×')) expect(Number(x) + text.length * 7.8).toBeLessThanOrEqual(Number(width));
    expect(Number(y)).toBeLessThanOrEqual(Number(height));
  }
});

test('a value that is not above 0 has no place on a logarithmic axis', () => {
  const spans = [{ name: 'none', from: 0, to: 1, note: '' }];
  expect(() => spanChart({ ...CHART, spans })).toThrow('ms: no place for 0');
});
