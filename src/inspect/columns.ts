import { elided } from './labels';

/** Options of turning rows into lines. */
export interface Columns {
  /** Most characters of a line. */
  readonly width: number;
  /** Place where a cell of each column loses what has no room. */
  readonly elide: readonly ('end' | 'middle')[];
  /** Columns of numbers, which are aligned at the right. @default - none */
  readonly right?: readonly number[];
}

const GAP = 2;
/** Least characters of a column. */
const LEAST = 8;

/** Rows as aligned lines: the widest columns lose what does not fit into the width. */
export function fitted(
  rows: readonly (readonly string[])[],
  { width, elide, right = [] }: Columns,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => [...(cells[column] ?? '')].length)),
  );
  for (let over = total(widths) - width; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= LEAST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const room = widths[column] ?? 0;
        const text = elided(cell, room, elide[column]);
        const space = ' '.repeat(room - [...text].length);
        return right.includes(column) ? space + text : text + space;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1);
}
