import fc from 'fast-check';
import { type Chart, lineChart, spread, ticksFor } from '../../bench/plot';

const CHART: Chart = {
  title: 'Time & "space"',
  notes: ['a < b'],
  x: { label: 'Operations', ticks: [1, 10, 100], log: true },
  y: { label: 'Seconds', ticks: [0, 1, 2] },
  series: [
    {
      name: 'one',
      points: [
        { x: 1, y: 0 },
        { x: 10, y: 1 },
        { x: 100, y: 2 },
      ],
    },
    {
      name: 'two',
      points: [
        { x: 1, y: 1 },
        { x: 100, y: 1.99 },
      ],
    },
  ],
  marks: [{ x: 10, y: 1.5, label: 'target 1.5' }],
};

const svg = lineChart(CHART);

/** Where the points of each line are. */
function polylines(text: string): { x: number; y: number }[][] {
  return [...text.matchAll(/<polyline[^>]* points="([^"]+)"/g)].map(([, points]) =>
    (points ?? '').split(' ').map((pair) => {
      const [x, y] = pair.split(',').map(Number);
      return { x: x ?? Number.NaN, y: y ?? Number.NaN };
    }),
  );
}

/** Where each text stands. */
function texts(text: string): { text: string; x: number; y: number }[] {
  return [...text.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)<\/text>/g)].map(
    ([, x, y, content]) => ({
      text: content ?? '',
      x: Number(x),
      y: Number(y),
    }),
  );
}

test('equal factors are equal distances on a logarithmic axis', () => {
  const [one] = polylines(svg);
  const [a, b, c] = one ?? [];
  expect((b?.x ?? 0) - (a?.x ?? 0)).toBeCloseTo((c?.x ?? 0) - (b?.x ?? 0), 0);
  expect((a?.y ?? 0) - (b?.y ?? 0)).toBeCloseTo((b?.y ?? 0) - (c?.y ?? 0), 0);
});

test('larger values are drawn further up and further to the right', () => {
  const [one] = polylines(svg);
  expect(one?.map(({ x }) => x)).toEqual(one?.map(({ x }) => x).toSorted((a, b) => a - b));
  expect(one?.map(({ y }) => y)).toEqual(one?.map(({ y }) => y).toSorted((a, b) => b - a));
});

test('title, axes, ticks, marks and lines are named', () => {
  const shown = texts(svg).map(({ text }) => text);
  for (const text of ['Operations', 'Seconds', '1', '10', '100', '0', '2', 'target 1.5', 'one', 'two']) {
    expect(shown).toContain(text);
  }
});

test('a sign with a meaning in XML is escaped', () => {
  expect(svg).toContain('>Time &amp; &quot;space&quot;<');
  expect(svg).toContain('a &lt; b');
});

test('the ground is white, so that the picture can be read on a dark page', () => {
  expect(svg).toContain('<rect width="100%" height="100%" fill="#ffffff"/>');
});

test('the names of lines that end close to each other are kept apart', () => {
  const names = texts(svg).filter(({ text }) => ['one', 'two'].includes(text));
  const [one, two] = names;
  expect(Math.abs((one?.y ?? 0) - (two?.y ?? 0))).toBeGreaterThanOrEqual(13);
});

test('nothing is drawn outside of the picture', () => {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  for (const { x, y } of [...texts(svg), ...polylines(svg).flat()]) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(Number(width));
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(Number(height));
  }
});

test('a long name has the room that it needs', () => {
  const name = 'a name that goes on and on';
  const long = lineChart({ ...CHART, series: CHART.series.map((series) => ({ ...series, name })) });
  const [, width] = /viewBox="0 0 (\d+)/.exec(long) ?? [];
  for (const { x } of texts(long).filter(({ text }) => text === name)) {
    expect(x + name.length * 7).toBeLessThanOrEqual(Number(width));
  }
});

test('a line without points is left out', () => {
  const chart = { ...CHART, series: [{ name: 'none', points: [] }], marks: [] };
  expect(lineChart(chart)).not.toContain('<polyline');
});

test.each([0, -1, Number.NaN])('%p has no place on a logarithmic axis', (x) => {
  const series = [{ name: 'one', points: [{ x, y: 1 }] }];
  expect(() => lineChart({ ...CHART, series })).toThrow(`Operations: no place for ${x}`);
});

test('ticks hold every value between the first and the last, in rising order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (values, log) => {
        const ticks = ticksFor(values, log);
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
        expect(new Set(ticks).size).toBe(ticks.length);
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(...values));
        // As far as it can be seen
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(...values) * (1 - 1e-9));
        if (!log) expect(ticks.length).toBeLessThanOrEqual(7);
      },
    ),
  );
});

test('ticks are round numbers', () => {
  expect(ticksFor([0.3, 8.6])).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticksFor([0.02, 0.41])).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(ticksFor([0.3, 8.6], true)).toEqual([0.2, 0.5, 1, 2, 5, 10]);
});

test('places that are wanted twice are made apart, in the order that was wanted', () => {
  expect(spread([50, 51, 10], 16, 0, 100)).toEqual([50, 66, 10]);
});

test('places move back from the end where there is no room beyond it', () => {
  expect(spread([99, 98], 10, 0, 100)).toEqual([100, 90]);
});

test('places keep their distance and stay between the limits wherever there is room', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 10 }),
      (wanted) => {
        const places = spread(wanted, 16, 0, 300).toSorted((a, b) => a - b);
        expect(places[0]).toBeGreaterThanOrEqual(-1e-9);
        expect(places.at(-1)).toBeLessThanOrEqual(300 + 1e-9);
        places.slice(1).forEach((place, i) => {
          expect(place - (places[i] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-9);
        });
      },
    ),
  );
});
