import { type TypeScript, typescript } from '../language';

/** Columns of a line beyond which a list is broken into lines. */
const WIDTH = 110;

const CLOSE = { '{': '}', '[': ']', '(': ')' } as const;

/**
 * Parts in brackets: on one line where they fit, else each on its own.
 *
 * @param around characters of the line before and after them
 */
export function bracketed(
  open: keyof typeof CLOSE,
  parts: readonly TypeScript[],
  indent: string,
  around = 8,
): TypeScript {
  const [left, right] = [typescript.raw(open), typescript.raw(CLOSE[open])];
  if (parts.length === 0) return typescript`${left}${right}`;
  const length = parts.reduce((sum, { text }) => sum + text.length + 2, indent.length + around);
  if (length <= WIDTH && parts.every(({ text }) => !text.includes('\n'))) {
    const space = typescript.raw(open === '{' ? ' ' : '');
    return typescript`${left}${space}${typescript.join(parts, ', ')}${space}${right}`;
  }
  const lines = parts.map((part) => typescript`${spaces(indent)}  ${part},\n`);
  return typescript`${left}\n${lines}${spaces(indent)}${right}`;
}

/**
 * Alternatives: on one line where they fit, else each on its own.
 *
 * @param around characters of the line before and after them
 */
export function alternatives(
  parts: readonly TypeScript[],
  sign: '|' | '&',
  indent: string,
  around = 40,
): TypeScript {
  const [first, ...more] = parts;
  if (first && more.length === 0) return first;
  const length = parts.reduce((sum, { text }) => sum + text.length + 3, indent.length + around);
  // Those of several lines begin with the sign: it cannot stand twice
  const apart = parts.map((part) => (part.text.startsWith('\n') ? typescript`(${part})` : part));
  if (length <= WIDTH) return typescript.join(apart, sign === '|' ? ' | ' : ' & ');
  const mark = typescript.raw(sign);
  return typescript`${apart.map((part) => typescript`\n${spaces(indent)}  ${mark} ${part}`)}`;
}

/** The spaces of an indent, as code. */
export function spaces(indent: string): TypeScript {
  if (!/^ *$/.test(indent)) throw new TypeError('an indent is made of spaces');
  return typescript.raw(' '.repeat(indent.length));
}
