import {
  type Axis,
  COLOURS,
  FONT,
  label,
  number,
  picture,
  round,
  type Scale,
  scale,
  textWidth,
  topOf,
  WIDTH,
} from './svg';

/** One line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A limit at one place of a chart, drawn as a short bar. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export type { Axis } from './svg';

export interface Chart {
  readonly title: string;
  /** Lines below the title. @default - none */
  readonly notes?: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** @default - none */
  readonly marks?: readonly Mark[];
}

const LEFT = 64;
const PLOT_HEIGHT = 320;
const LABEL_GAP = FONT + 4;
const MARK = '#b00020';
const DASHES = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 2'];

/**
 * A chart of lines as an SVG document, each line with its name at its end.
 *
 * @throws RangeError for a value that is no finite number, or not above 0 on a logarithmic axis
 */
export function lineChart(chart: Chart): string {
  const top = topOf(chart);
  const bottom = top + PLOT_HEIGHT;
  const height = bottom + 58;
  const right = WIDTH - 16 - Math.max(0, ...chart.series.map(({ name }) => textWidth(name))) - 14;
  const x = scale(chart.x, LEFT + 12, right);
  const y = scale(chart.y, bottom, top);

  return picture(chart, height, [
    ...chart.y.ticks.map((tick) => {
      const at = round(y(tick));
      return `<line x1="${LEFT}" x2="${round(right)}" y1="${at}" y2="${at}" stroke="#dddddd"/>${label(LEFT - 8, at, number(tick), { anchor: 'end', colour: '#444444' })}`;
    }),
    ...chart.x.ticks.map((tick) => {
      const at = round(x(tick));
      return `<line x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}" stroke="#444444"/>${label(at, bottom + 16, number(tick), { anchor: 'middle', colour: '#444444' })}`;
    }),
    `<line x1="${LEFT}" x2="${round(right)}" y1="${bottom}" y2="${bottom}" stroke="#444444"/>`,
    label((LEFT + right) / 2, bottom + 40, chart.x.label, { anchor: 'middle' }),
    `<g transform="rotate(-90 20 ${top + PLOT_HEIGHT / 2})">${label(20, top + PLOT_HEIGHT / 2, chart.y.label, { anchor: 'middle' })}</g>`,
    ...lines(chart, x, y, top, bottom),
    ...(chart.marks ?? []).map((mark) => drawMark(mark, round(x(mark.x)), round(y(mark.y)))),
  ]);
}

function lines(chart: Chart, x: Scale, y: Scale, top: number, bottom: number): string[] {
  const drawn = chart.series.flatMap((series, i) => {
    const points = series.points.map((point) => ({ x: round(x(point.x)), y: round(y(point.y)) }));
    const last = points.at(-1);
    if (!last) return [];
    const colour = COLOURS[i % COLOURS.length] as string;
    return [{ name: series.name, points, last, colour, dash: DASHES[i % DASHES.length] as string }];
  });
  // Names of lines that end at the same place make room for each other
  const placed = new Map<string, number>();
  for (const end of new Set(drawn.map(({ last }) => last.x))) {
    const group = drawn.filter(({ last }) => last.x === end);
    const heights = spread(
      group.map(({ last }) => last.y),
      LABEL_GAP,
      top,
      bottom - LABEL_GAP / 2,
    );
    group.forEach(({ name }, i) => {
      placed.set(name, heights[i] as number);
    });
  }
  return drawn.flatMap(({ name, points, last, colour, dash }) => {
    const at = round(placed.get(name) as number);
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''} points="${points.map((point) => `${point.x},${point.y}`).join(' ')}"/>`,
      ...points.map((point) => `<circle cx="${point.x}" cy="${point.y}" r="3.5" fill="${colour}"/>`),
      ...(Math.abs(at - last.y) > 3
        ? [`<line x1="${last.x + 5}" y1="${last.y}" x2="${last.x + 12}" y2="${at}" stroke="${colour}"/>`]
        : []),
      label(last.x + 14, at, name, { colour }),
    ];
  });
}

/** A bar to the left of its place, as the names of lines stand on the right; its label above, clear of near lines. */
function drawMark({ label: text }: Mark, x: number, y: number): string {
  const line = (x1: number, y1: number, x2: number, y2: number, width: number) =>
    `<line x1="${x1}" y1="${round(y1)}" x2="${x2}" y2="${round(y2)}" stroke="${MARK}" stroke-width="${width}"/>`;
  const words = label(x + 6, y - 38, text, { anchor: 'end', colour: MARK, halo: true });
  return `${line(x - 28, y, x + 6, y, 2)}${line(x - 11, y, x - 11, y - 29, 1)}${words}`;
}

/**
 * Places near the wanted ones, `gap` apart and between the limits where there is room; in the order of the wanted ones.
 */
export function spread(wanted: readonly number[], gap: number, lowest: number, highest: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  const places: number[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    before = Math.max(wanted[i] as number, before + gap, lowest);
    places[i] = before;
  }
  let after = highest + gap;
  for (const i of [...order].reverse()) {
    after = Math.min(places[i] as number, after - gap);
    places[i] = after;
  }
  return places;
}

/**
 * Ticks of round numbers that hold the values between them.
 *
 * @param log whether they are for a logarithmic axis: 1, 2, 5, 10, … rather than equal steps from 0. @default false
 */
export function ticksFor(values: readonly number[], log = false): number[] {
  const largest = Math.max(...values);
  const smallest = Math.min(...values);
  if (log) {
    const all = Array.from({ length: 25 }, (_, i) => i - 12).flatMap((power) =>
      [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
    );
    const from = all.filter((tick) => tick <= smallest).length - 1;
    const to = all.findIndex((tick) => tick >= largest);
    return all.slice(from, to + 1);
  }
  const rough = largest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((digit) => digit * power >= rough) as number) * power;
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
