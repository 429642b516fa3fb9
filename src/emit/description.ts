import { heredoc, type Value } from '../hcl';
import { type Markdown, markdown, tableDescription } from '../language';

/** Columns of a description that stands on the line of its argument, and of a line of a longer one. */
const SHORT = 140;
const WIDTH = 120;

/** A description as an argument: text on one line, or a heredoc. */
export function descriptionArgument(text: string): Value {
  const lines = linesOf(text);
  return lines.length > 1 ? heredoc(lines) : text;
}

/** A description in a cell of a table: its lines with breaks between them, as terraform-docs prints a heredoc. */
export function descriptionCell(text: string): Markdown {
  return markdown.join(linesOf(text).map(tableDescription), '<br/>');
}

/** The lines of a description: one where it is short, else as many as its words fill. */
function linesOf(text: string): string[] {
  if (text.length <= SHORT) return [text];
  const lines = text.split(/\n+/).filter(Boolean).flatMap(brokenAtWords);
  // That line would end a heredoc
  return lines.includes('EOT') ? [text] : lines;
}

function brokenAtWords(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
