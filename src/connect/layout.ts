/** How a text is laid out: what is written into it looks as what is there. */
export interface Layout {
  /** The end of a line. */
  readonly newline: string;
  /** One step of indentation. */
  readonly step: string;
}

export function layoutOf(text: string): Layout {
  const indents = [...text.matchAll(/^([\t ]+)(?=[^\s*])/gm)].map(([, indent = '']) => indent);
  const step = indents.find((indent) => indent.startsWith('\t'))
    ? '\t'
    : indents.reduce((least, one) => (one.length < least.length ? one : least), indents[0] ?? '  ');
  return { newline: text.includes('\r\n') ? '\r\n' : '\n', step };
}

/** The white space that the line of a place begins with. */
export function indentAt(text: string, place: number): string {
  return /^[\t ]*/.exec(text.slice(lineStart(text, place)))?.[0] ?? '';
}

/** Whether nothing but white space stands before a place on its line. */
export function isFirstOnLine(text: string, place: number): boolean {
  return text.slice(lineStart(text, place), place).trim() === '';
}

function lineStart(text: string, place: number): number {
  return text.lastIndexOf('\n', place - 1) + 1;
}

/** A text in place of a part of another one. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with edits, which are apart from each other: everything else stays as it is, byte for byte. */
export function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((now, { start, end, text: by }) => now.slice(0, start) + by + now.slice(end), text);
}
