/** One column of a table. */
export interface Column {
  readonly title: string;
  /** @default 'right', as for numbers */
  readonly align?: 'left' | 'right';
}

/** A Markdown table whose source is aligned too, so that it can be read as it stands. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(3, title.length, ...rows.map((cells) => cells[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]) =>
    line(
      columns.map(({ align }, i) => {
        const [cell, width] = [cells[i] ?? '', widths[i] ?? 0];
        return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      }),
    );
  const rule = columns.map(({ align }, i) =>
    align === 'left' ? '-'.repeat(widths[i] ?? 0) : `${'-'.repeat((widths[i] ?? 0) - 1)}:`,
  );
  return [padded(columns.map(({ title }) => title)), line(rule), ...rows.map(padded)].join('\n');
}
