import { type Code, languageOf } from './code';
import { visible, visibleLine } from './visible';

/** Code of Markdown, as GitHub shows it. */
export type Markdown = Code<'markdown'>;

/**
 * The tag of Markdown: each text in it is read as that text, on one line. It holds no HTML, link, image, code or cell
 * of a table.
 *
 * @see https://spec.commonmark.org/0.31.2/#backslash-escapes
 * @example markdown`# ${'<b> & *c*'}`.text // '# \\<b\\> \\& \\*c\\*'
 */
export const markdown = languageOf('markdown', (value: string | number) => escaped(String(value)));

/** Signs that begin or end something in Markdown or in GitHub's tables, addresses and mentions, wherever they stand. */
const SIGNS = /[\\`*_[\]<>&|~!#$@^=]/g;

function escaped(text: string): string {
  return (
    visibleLine(text)
      .replace(SIGNS, '\\$&')
      // GitHub makes links of bare addresses
      .replace(/(?<=\b(?:https?|ftp)):(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
      // A line begins with a list, rule or heading by one of these signs
      .replace(/^(\s*)([-+])/, '$1\\$2')
      .replace(/^(\s*\d{1,9})([.)])/, '$1\\$2')
      .trim()
  );
}

/** Text as code in a line: in as many backquotes as it needs. In a cell of a table, `|` is escaped. */
export function codeSpan(text: string): Markdown {
  const line = visibleLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return markdown.raw(`${fence}${space}${line}${space}${fence}`);
}

/** Code of another language in a block of its own, in as many backquotes as it needs. @param language as GitHub names it */
export function codeBlock(language: 'hcl' | 'mermaid' | 'sh', code: string): Markdown {
  const text = visible(code).replace(/\n*$/, '\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return markdown.raw(`${fence}${language}\n${text}${fence}`);
}

/**
 * The name of a part of a module as terraform-docs writes it into a table.
 *
 * @see https://terraform-docs.io/reference/markdown-table/
 */
export function tableName(name: string): Markdown {
  return markdown.raw(visibleLine(name).replace(/[_|]/g, '\\$&'));
}

/** A description as terraform-docs writes it into a table: what is in backquotes stays as it is. */
export function tableDescription(text: string): Markdown {
  return markdown.raw(
    visibleLine(text)
      .split(/(`[^`]*`)/)
      .map((part) =>
        part.startsWith('`') ? part : part.replace(/[_|]/g, '\\$&').replace(/<(?=[a-z/!?])/gi, '\\<'),
      )
      .join(''),
  );
}

/** A value in a cell of a table: code in a line, or a block that keeps its lines. */
export function tableValue(text: string): Markdown {
  if (!text.includes('\n')) return codeSpan(text);
  const lines = visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return markdown.raw(`<pre>${lines.replaceAll('|', '&#124;').replaceAll('\n', '<br/>')}</pre>`);
}

/**
 * A word of letters, digits, `_`, `-`, `.` and `/` as it is, without escapes.
 *
 * @throws TypeError for anything else
 */
export function plainWord(text: string): Markdown {
  if (!/^[\w./-]+$/.test(text)) throw new TypeError(`not a plain word: ${JSON.stringify(text)}`);
  return markdown.raw(text);
}
