import { call, type Expression, printExpression } from '../hcl';

/** Columns of a message on one line. */
const WIDTH = 136;

/**
 * The message of a rule: on one line, or its parts joined by blanks where it is longer.
 *
 * @param message text, or text with expressions in it; anything else stays as it is
 */
export function ruleMessage(message: Expression): Expression {
  if (printExpression(message).length <= WIDTH) return message;
  const parts =
    message.$hcl === 'template'
      ? message.parts
      : message.$hcl === 'literal' && typeof message.value === 'string'
        ? [message.value]
        : undefined;
  if (parts === undefined) return message;
  const lines: (readonly (string | Expression)[])[] = [];
  for (const word of wordsOf(parts)) {
    const longer: Expression = { $hcl: 'template', parts: [...(lines.at(-1) ?? []), ' ', ...word] };
    if (lines.length && printExpression(longer).length <= WIDTH) lines[lines.length - 1] = longer.parts;
    else lines.push(word);
  }
  if (lines.length < 2) return message;
  return call('join', ' ', {
    $hcl: 'tuple',
    items: lines.map((line) => ({ $hcl: 'template', parts: line })),
  });
}

/** The words of a text, each with the expressions that stand in it without a blank. */
function wordsOf(parts: readonly (string | Expression)[]): (readonly (string | Expression)[])[] {
  const words: (string | Expression)[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') words.at(-1)?.push(part);
    else {
      const [first = '', ...more] = part.split(' ');
      if (first) words.at(-1)?.push(first);
      for (const word of more) words.push(word ? [word] : []);
    }
  }
  return words;
}
