/**
 * Characters that change how the text around them is shown, or that no text file can hold: controls (C0, DEL, C1)
 * beside tab and newline, line and paragraph separators, the byte order mark, marks of writing direction, and half
 * characters.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const UNSAFE = /(?![\t\n])\p{Cc}|\p{Cs}|[\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text whose unsafe characters are written by their number, as `\u001b`: a terminal does nothing for them, and a file
 * that holds them is shown as it is. Tab and newline stay, `\r\n` is a newline.
 *
 * @example visible('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, escaped);
}

/** Visible text on one line: newlines and tabs are spaces. @example visibleLine('a\nb') // 'a b' */
export function visibleLine(text: string): string {
  return visible(text.replace(/[\r\n\t]+/g, ' '));
}

/** The unsafe characters of a text by their number, in a language whose strings take `\u001b`: newlines stay too. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** A character by its number: `\u001b`. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
