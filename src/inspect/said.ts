/** What the Terraform root gives for an input: a value, or an expression that only Terraform can work out. */
export type Said<T> = { readonly value: T } | { readonly expression: string };

/** A value that is known. */
export function known<T>(value: T): Said<T> {
  return { value };
}

/** The value; undefined where Terraform decides it. */
export function valueIn<T>(said: Said<T>): T | undefined {
  return 'value' in said ? said.value : undefined;
}

/** The expression; undefined where the value is known. */
export function expressionIn(said: Said<unknown>): string | undefined {
  return 'expression' in said ? said.expression : undefined;
}

/** Applies a function to what is known. */
export function map<T, U>(said: Said<T>, change: (value: T) => U): Said<U> {
  return 'value' in said ? known(change(said.value)) : said;
}

/** Inputs of a module call, or settings within one. What is no literal stands as `${…}`. */
export type Arguments = Readonly<Record<string, unknown>>;

export function isArguments(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TEMPLATE = /(?<!\$)(?:\$\$)*\$\{/;

/**
 * A written value, as far as it is a literal.
 *
 * @returns the value, the expression of a text that is one, or the fallback where nothing or null is written
 * @example said('${var.auth}', 'IAM') // { expression: 'var.auth' }
 */
export function said<T>(written: unknown, fallback: T): Said<T> {
  if (written === undefined || written === null) return known(fallback);
  if (typeof written === 'string' && TEMPLATE.test(written)) return { expression: writtenIn(written) };
  return known((typeof written === 'string' ? written.replaceAll('$${', '${') : written) as T);
}

/** Text with templates in it: shown as it is written. */
export function shown(written: unknown): string {
  return typeof written === 'string' ? written.replaceAll('$${', '${') : JSON.stringify(written);
}

/** `${var.auth}` is `var.auth`; a text with more around it stays a template in quotes. */
function writtenIn(text: string): string {
  const whole = /^\$\{([^{}]*|.*\{.*\}.*)\}$/s.exec(text)?.[1];
  const one = whole !== undefined && !whole.includes('${') ? whole : JSON.stringify(text);
  return one.replaceAll(/\s+/g, ' ').trim();
}
