import { visible } from './visible';

const ESCAPE = '\u001b';

/** The codes by which Node writes the styles of this program: bold, dim, and colours, with their ends. */
const STYLES = new RegExp(`(${ESCAPE}\\[(?:[12]|22|3[1239])m)`);

/**
 * Text as a terminal may get it: nothing in it moves the cursor, clears the screen, sets a title or a link.
 *
 * @param color whether the styles of this program stay. @default false
 */
export function forTerminal(text: string, color = false): string {
  if (!color) return visible(text);
  return text
    .split(STYLES)
    .map((part, i) => (i % 2 ? part : visible(part)))
    .join('');
}
