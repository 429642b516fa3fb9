import { languageOf } from './code';
import { visibleLine } from './visible';

/**
 * Mermaid: each text in it is text of a label in quotes. What Mermaid or HTML would read is written by its number: `%%{`
 * begins a directive wherever it stands.
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
