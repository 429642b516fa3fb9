export interface Axis {
  /** What is shown, with its unit. */
  readonly label: string;
  /** Values with a tick; the axis goes from the first to the last. In ascending order. */
  readonly ticks: readonly number[];
  /** @default false */
  readonly log?: boolean;
}

/** What stands above a chart. */
export interface Heading {
  readonly title: string;
  /** Lines below the title. @default - none */
  readonly notes?: readonly string[];
}

export const WIDTH = 860;
export const FONT = 13;
const TITLE = 17;
// Told apart by people who do not see all colours, too (Okabe and Ito)
export const COLOURS = ['#0072b2', '#d55e00', '#007d5a', '#a34d83', '#7a6200', '#333333'] as const;

/** How far down the part below the heading begins. */
export function topOf({ notes = [] }: Heading): number {
  return 24 + TITLE + notes.length * (FONT + 5) + 16;
}

/** An SVG document with a heading and these parts, on a white ground. */
export function picture({ title, notes = [] }: Heading, height: number, parts: readonly string[]): string {
  const all = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="${FONT}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    label(16, 18 + TITLE / 2, title, { size: TITLE, weight: 'bold' }),
    ...notes.map((note, i) => label(16, 24 + TITLE + (i + 1) * (FONT + 5) - 5, note, { colour: '#555555' })),
    ...parts,
    '</svg>',
  ];
  return `${all.join('\n')}\n`;
}

/** The place of a value. */
export type Scale = (value: number) => number;

/**
 * Places between two ends for the values of an axis.
 *
 * @throws RangeError, by the function that it gives, for a value that has no place
 */
export function scale({ label, ticks, log }: Axis, from: number, to: number): Scale {
  const place = (value: number) => {
    if (!Number.isFinite(value) || (log && value <= 0))
      throw new RangeError(`${label}: no place for ${value}`);
    return log ? Math.log(value) : value;
  };
  const first = place(ticks[0] ?? Number.NaN);
  const last = place(ticks.at(-1) ?? Number.NaN);
  return (value) => from + ((place(value) - first) / (last - first || 1)) * (to - from);
}

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly size?: number;
  readonly weight?: 'bold';
  /** Whether what it crosses is hidden around it. @default false */
  readonly halo?: boolean;
}

export function label(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { anchor = 'start', colour = '#111111', size = FONT, weight, halo } = style;
  // Not dominant-baseline, which not every viewer knows
  const baseline = round(y + size * 0.35);
  const attributes = [
    `x="${round(x)}" y="${baseline}" fill="${colour}"`,
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(size === FONT ? [] : [`font-size="${size}"`]),
    ...(halo ? ['stroke="#ffffff" stroke-width="4" paint-order="stroke"'] : []),
    ...(weight ? [`font-weight="${weight}"`] : []),
  ];
  return `<text ${attributes.join(' ')}>${escapeXml(text)}</text>`;
}

/** The room that a text takes at the most, in the fonts that it may be shown in. */
export function textWidth(text: string): number {
  return text.length * FONT * 0.6;
}

export function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => codes[character] as string);
}
