import { styleText } from 'node:util';

/** A style of a piece of text. */
export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/** Makes text stand out; without a style it stays as it is. */
export type Paint = (style: Style | undefined, text: string) => string;

/**
 * A function that styles text where colours are shown, and leaves it where they are not.
 *
 * @example paint(true)('red', 'no') // '\u001b[31mno\u001b[39m'
 */
export function paint(color: boolean): Paint {
  if (!color) return (_, text) => text;
  // The caller has decided about colours for this output: Node would look at standard output again
  return (style, text) => (style ? styleText(style, text, { validateStream: false }) : text);
}
