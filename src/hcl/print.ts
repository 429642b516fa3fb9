import type { Attribute, Block, Body } from './body';
import { HclError } from './expression';
import { align, printComment, printExpression } from './print-expression';
import { columns, isIdentifier, quote } from './quote';

/**
 * A file's body as HCL text: a fixed point of `terraform fmt`, with a blank line between blocks and around values of
 * several lines.
 */
export function print(body: Body): string {
  return printBody(body, '');
}

function printBody(body: Body, indent: string): string {
  let out = '';
  let run: Attribute[] = [];
  let gap = false;
  const paragraph = (text: string) => {
    out += out && gap ? `\n${text}` : text;
    gap = true;
  };
  const flush = () => {
    if (run.length) paragraph(printAttributes(run, indent));
    run = [];
  };
  for (const item of body) {
    if (item.kind === 'attribute') run.push(item);
    else {
      flush();
      if (item.kind === 'block') paragraph(printBlock(item, indent));
      if (item.kind === 'verbatim') paragraph(item.text);
    }
  }
  flush();
  return out;
}

function printAttributes(attributes: readonly Attribute[], indent: string): string {
  const lines = attributes.map((item) => {
    if (!isIdentifier(item.name)) throw new HclError(`not an argument's name: ${JSON.stringify(item.name)}`);
    return {
      name: item.name,
      value: printExpression(item.value, indent, indent.length + columns(item.name) + 3),
      ...(item.comment === undefined ? {} : { comment: item.comment }),
    };
  });
  // A value of several lines is a paragraph of its own.
  const paragraphs: (typeof lines)[] = [];
  let apart = true;
  for (const line of lines) {
    const tall = line.value.includes('\n') || line.comment !== undefined;
    if (apart || tall) paragraphs.push([line]);
    else paragraphs.at(-1)?.push(line);
    apart = line.value.includes('\n');
  }
  return paragraphs.map((paragraph) => align(paragraph, indent)).join('\n');
}

function printBlock(block: Block, indent: string): string {
  if (!isIdentifier(block.type)) throw new HclError(`not a block type: ${JSON.stringify(block.type)}`);
  const head = [block.type, ...block.labels.map((label) => quote(label))].join(' ');
  const comment = block.comment === undefined ? '' : printComment(block.comment, indent);
  const body = printBody(block.body, `${indent}  `);
  return body ? `${comment}${indent}${head} {\n${body}${indent}}\n` : `${comment}${indent}${head} {}\n`;
}
