import { type Code, languageOf } from '../language/code';
import { escapeText, quote } from './quote';

/** A file of HCL, or lines of one, as text. */
export type Hcl = Code<'hcl'>;

/**
 * A file of HCL whose text is written by hand: each text in it is a string in quotes, and no template.
 *
 * @example hcl`name = ${'a${b}'}\n`.text // 'name = "a$${b}"\n'
 */
export const hcl = languageOf('hcl', quote);

/** Text between the quotes of a string that has templates too. @example hcl`x = "${inQuotes('a"')}-\${var.b}"` */
export function inQuotes(text: string): Hcl {
  return hcl.raw(escapeText(text));
}

/** A name without quotes. @throws TypeError for what is none */
export function hclName(name: string): Hcl {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) throw new TypeError(`not a name in HCL: ${quote(name)}`);
  return hcl.raw(name);
}

/** Arguments of a block, a line each, with their signs of equality below each other. @param indent columns before them */
export function hclArguments(given: readonly (readonly [name: string, value: Hcl])[], indent: number): Hcl {
  const width = Math.max(...given.map(([name]) => name.length));
  return hcl.join(
    given.map(
      ([name, value]) =>
        hcl`${hcl.raw(' '.repeat(indent))}${hclName(name)}${hcl.raw(' '.repeat(width - name.length))} = ${value}`,
    ),
    '\n',
  );
}
