import { type Code, languageOf } from './code';
import { escapeUnsafe } from './visible';

/** Code of Python. */
export type Python = Code<'python'>;

/**
 * Code of Python: each text in it is a string literal.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 * @example python`Path(${'my "app"'})`.text // 'Path("my \\"app\\"")'
 */
export const python = languageOf(
  'python',
  (text: string) =>
    `"${escapeUnsafe(text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'))}"`,
);

/**
 * A dotted name of Python as code.
 *
 * @throws TypeError for what is no name: an import of it would be other code
 * @example dottedName('shop.main')
 */
export function dottedName(name: string): Python {
  if (!/^[\p{ID_Start}_]\p{ID_Continue}*(?:\.[\p{ID_Start}_]\p{ID_Continue}*)*$/u.test(name))
    throw new TypeError(`not a dotted name of Python: ${JSON.stringify(name)}`);
  return python.raw(name);
}
