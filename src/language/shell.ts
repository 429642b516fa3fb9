import { type Code, languageOf } from './code';

/** Code of a POSIX shell. */
export type Shell = Code<'shell'>;

/**
 * The tag of a POSIX shell: each text in it is one word, whatever it contains.
 *
 * @throws TypeError for a text with a NUL, which no word of a shell can hold
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 * @example shell`cd ${'my folder'}`.text // "cd 'my folder'"
 */
export const shell = languageOf('shell', word);

function word(text: string): string {
  if (text.includes('\0')) throw new TypeError('a word of a shell can hold no NUL');
  return /^[\w./@%+=:,-]+$/.test(text) ? text : quoted(text);
}

/** Text in single quotes, as bash, zsh and POSIX shells take it. @example quoted("it's") // "'it'\\''s'" */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Code of zsh for its completion: each text is one word in single quotes. */
export const zsh = languageOf('zsh', quoted);

/** Code of fish: each text is one word in single quotes, in which a backslash escapes. @see https://fishshell.com/docs/current/language.html#quotes */
export const fish = languageOf('fish', (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`);
