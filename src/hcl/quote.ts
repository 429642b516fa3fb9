import { escapeUnsafe } from '../language/visible';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Text in the form that it has between the quotes of an HCL string. */
export function escapeText(text: string): string {
  return escapeUnsafe(text.toWellFormed().replace(/[\\"\n\r\t]/g, (c) => ESCAPES[c] ?? c)).replace(
    /(\$+|%+)\{/g,
    (_, signs: string) => {
      // `$${` stands for `${`, but a dollar before it would make the scanner read `$$` first: such a dollar is
      // written by its number.
      const sign = signs.charAt(0);
      return `${unicode(sign).repeat(signs.length - 1)}${sign}${sign}{`;
    },
  );
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text as an HCL string with its quotes. */
export function quote(text: string): string {
  return `"${escapeText(text)}"`;
}

/** Whether HCL takes a word as a name without quotes. */
export function isIdentifier(word: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(word);
}

// Words that mean something else when they are an object's key without quotes.
const RESERVED = new Set(['for', 'null', 'true', 'false']);

/** The name of an object's entry: bare where HCL allows it. */
export function objectKey(name: string): string {
  return isIdentifier(name) && !RESERVED.has(name) ? name : quote(name);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Columns of a line: longer ones are broken. */
export const WIDTH = 120;

/** The columns that `terraform fmt` counts for a text: characters as a reader sees them, quotes by themselves. */
export function columns(text: string): number {
  // Plain ASCII is counted without the segmenter, which is slow.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  if (/^".*"$/.test(text)) return 2 + columns(text.slice(1, -1));
  return [...graphemes.segment(text)].length;
}
