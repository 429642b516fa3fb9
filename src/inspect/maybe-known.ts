/** The value of an input in the Terraform root: a literal, or an expression that only Terraform can evaluate. */
export type MaybeKnown<T> = { readonly value: T } | { readonly expression: string };

/** A value that is known. */
export function known<T>(value: T): MaybeKnown<T> {
  return { value };
}

/** The value; undefined where Terraform decides it. */
export function valueIn<T>(maybe: MaybeKnown<T>): T | undefined {
  return 'value' in maybe ? maybe.value : undefined;
}

/** The expression; undefined where the value is known. */
export function expressionIn(maybe: MaybeKnown<unknown>): string | undefined {
  return 'expression' in maybe ? maybe.expression : undefined;
}

/** Applies a function to what is known. */
export function map<T, U>(maybe: MaybeKnown<T>, change: (value: T) => U): MaybeKnown<U> {
  return 'value' in maybe ? known(change(maybe.value)) : maybe;
}

/** Inputs of a module call, or settings within one. An expression is text with `${…}`. */
export type Arguments = Readonly<Record<string, unknown>>;

export function isArguments(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TEMPLATE = /(?<!\$)(?:\$\$)*\$\{/;

/**
 * A written value, as far as it is a literal.
 *
 * @returns the value, the expression of a text that is one, or the fallback where nothing or null is written
 * @example resolveLiteral('${var.auth}', 'IAM') // { expression: 'var.auth' }
 */
export function resolveLiteral<T>(written: unknown, fallback: T): MaybeKnown<T> {
  if (written === undefined || written === null) return known(fallback);
  if (typeof written === 'string' && TEMPLATE.test(written)) return { expression: writtenIn(written) };
  return known((typeof written === 'string' ? written.replaceAll('$${', '${') : written) as T);
}

/** Text with templates in it: shown as it is written. */
export function shown(written: unknown): string {
  return typeof written === 'string' ? written.replaceAll('$${', '${') : JSON.stringify(written);
}

/** The expression of a text: `${var.auth}` is `var.auth`; a text with more around it stays a template in quotes. */
function writtenIn(text: string): string {
  return (insideOf(text) ?? JSON.stringify(text)).replaceAll(/\s+/g, ' ').trim();
}

/** What is between the braces of a text that is one template and nothing else; undefined of another text. */
function insideOf(text: string): string | undefined {
  if (!text.startsWith('${')) return undefined;
  let depth = 0;
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth === 0) return index === text.length - 1 ? text.slice(2, -1) : undefined;
  }
  return undefined;
}
