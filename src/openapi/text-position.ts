/**
 * Line and column of an offset, both from 1, as editors count them.
 *
 * @example positionIn('a\nbc', 3) // '2:2'
 */
export function positionIn(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return `${line}:${Math.min(offset, text.length) - start + 1}`;
}
