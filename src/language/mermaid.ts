import { languageOf } from './code';
import { visibleLine } from './visible';

/**
 * The tag of Mermaid: each text in it is text of a label in quotes. Signs that Mermaid or HTML would read are written
 * by their number: `%%{` begins a directive wherever it is.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 * @example mermaid`a["${'say "hi"'}"]`.text // 'a["say #34;hi#34;"]'
 */
export const mermaid = languageOf('mermaid', (value: string | number) =>
  visibleLine(String(value))
    .replace(
      /[#"<>&;`\\%]|(?<=\b(?:https?|ftp)):(?=\/\/)|(?<=\bwww)\./gi,
      (sign) => `#${sign.codePointAt(0)};`,
    )
    .replaceAll(/\s+/g, ' '),
);
