/**
 * Code of one language: text that goes into a file as it is. Code of another language, and text, are other types, so
 * that neither gets in by mistake; only the tag of the language makes it.
 */
export class Code<L extends string> {
  /** Use `languageOf()`. */
  constructor(
    /** Name of the language. @example 'shell' */
    readonly language: L,
    /** The code as the text of a file. */
    readonly text: string,
  ) {}

  /** Fails, as code in a plain text would be text again, and quoted as one. @throws TypeError always */
  toString(): never {
    throw new TypeError(`code of ${this.language} is in a plain text: use the tag of the language, or .text`);
  }
}

/** A tagged template that makes code of a language, and ways to make it without one. */
export interface Language<L extends string, V> {
  /** Makes code with values in it: each becomes a literal of the language; code of the language stays as it is. */
  (strings: TemplateStringsArray, ...values: readonly (V | Code<L> | readonly Code<L>[])[]): Code<L>;
  /** A value as a literal. */
  literal(value: V): Code<L>;
  /**
   * Code as it is written, of constants of this program alone: never of what a document or a user gives.
   * test/language/literals.test.ts looks at each call.
   */
  raw(code: string): Code<L>;
  /** Code beside each other. @param between @default '' */
  join(parts: readonly Code<L>[], between?: string): Code<L>;
}

/**
 * A language by the way that it writes values.
 *
 * @param literal the code that gives the value
 * @example const shell = languageOf('shell', quoteForShell); shell`cd ${folder}`.text // "cd 'my folder'"
 */
export function languageOf<L extends string, V>(name: L, literal: (value: V) => string): Language<L, V> {
  const written = (value: V | Code<L> | readonly Code<L>[]): string => {
    if (value instanceof Code) {
      if (value.language !== name) throw new TypeError(`code of ${value.language} in code of ${name}`);
      return value.text;
    }
    if (Array.isArray(value)) return value.map(written).join('');
    return literal(value as V);
  };
  const tag = (strings: TemplateStringsArray, ...values: readonly (V | Code<L> | readonly Code<L>[])[]) =>
    new Code(
      name,
      strings.map((part, i) => part + (i < values.length ? written(values[i] as V) : '')).join(''),
    );
  return Object.assign(tag, {
    literal: (value: V) => new Code(name, literal(value)),
    raw: (code: string) => new Code(name, code),
    join: (parts: readonly Code<L>[], between = '') =>
      new Code(name, parts.map(({ text }) => text).join(between)),
  });
}
