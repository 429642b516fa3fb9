import {
  type Axis,
  COLOURS,
  FONT,
  type Heading,
  label,
  number,
  picture,
  round,
  scale,
  textWidth,
  topOf,
  WIDTH,
} from './svg';

/** One row of a chart of spans. */
export interface Span {
  readonly name: string;
  /** Drawn as a dot. */
  readonly from: number;
  /** Drawn as a ring. */
  readonly to: number;
  /** Words at the right end of the row. */
  readonly note: string;
}

export interface SpanChart extends Heading {
  readonly x: Axis;
  readonly spans: readonly Span[];
  /** What the dots and the rings are. */
  readonly legend: { readonly from: string; readonly to: string };
}

const ROW = 44;
const GAP = 14;

/**
 * A chart of spans between two values as an SVG document, one row each, from the first at the top.
 *
 * @throws RangeError for a value that is no finite number, or not above 0 on a logarithmic axis
 */
export function spanChart(chart: SpanChart): string {
  const { spans, legend } = chart;
  const head = topOf(chart);
  const top = head + FONT + GAP;
  const bottom = top + spans.length * ROW;
  const left = 16 + widest(spans.map(({ name }) => name)) + GAP;
  const right = WIDTH - 16 - widest(spans.map(({ note }) => note)) - GAP;
  const x = scale(chart.x, left, right);
  const legendTo = left + textWidth(legend.from) + 40;
  return picture(chart, bottom + 58, [
    dot(left + 5, head, '#444444'),
    label(left + 14, head, legend.from, { colour: '#444444' }),
    ring(legendTo, head, '#444444'),
    label(legendTo + 9, head, legend.to, { colour: '#444444' }),
    ...chart.x.ticks.map((tick) => {
      const at = round(x(tick));
      return `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" stroke="#dddddd"/>${label(at, bottom + 16, number(tick), { anchor: 'middle', colour: '#444444' })}`;
    }),
    `<line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="#444444"/>`,
    label((left + right) / 2, bottom + 40, chart.x.label, { anchor: 'middle' }),
    ...spans.flatMap(({ name, from, to, note }, i) => {
      const y = top + (i + 0.5) * ROW;
      const colour = COLOURS[i % COLOURS.length] as string;
      return [
        label(left - GAP, y, name, { anchor: 'end', colour }),
        `<line x1="${round(x(from))}" x2="${round(x(to))}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/>`,
        dot(round(x(from)), y, colour),
        ring(round(x(to)), y, colour),
        label(right + GAP, y, note, { colour: '#444444' }),
      ];
    }),
  ]);
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="5" fill="${colour}"/>`;
}

function ring(x: number, y: number, colour: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="4.5" fill="#ffffff" stroke="${colour}" stroke-width="2"/>`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}
