/**
 * An HCL expression as data. Every kind carries `$hcl`, so that it survives as a plain object where only plain objects
 * pass (CDKTF's token resolution).
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions
 */
export type Expression =
  | Literal
  | Heredoc
  | Raw
  | Template
  | Tuple
  | ObjectExpression
  | Call
  | For
  | Conditional;

/** A string, number, boolean or null: strings are escaped, never read as templates. */
export interface Literal {
  /** Mark of a literal among expressions. */
  readonly $hcl: 'literal';
  /** The value itself. */
  readonly value: string | number | boolean | null;
}

/** Text of several lines, each with a line end: `<<-EOT`. Its place is the value of an argument. */
export interface Heredoc {
  /** The kind of expression. */
  readonly $hcl: 'heredoc';
  /** The lines, without line ends and without blanks at their start. */
  readonly lines: readonly string[];
}

/** Code as written, on one line: a reference such as `var.name`, or any expression that needs no layout. */
export interface Raw {
  /** Mark of code among expressions. */
  readonly $hcl: 'raw';
  /** The code, on one line. @example 'var.name' */
  readonly code: string;
}

/** Text with expressions in it: `"arn:${data.aws_partition.current.partition}:s3:::x"`. */
export interface Template {
  /** Mark of a template among expressions. */
  readonly $hcl: 'template';
  /** Texts, which are escaped, and the expressions between them, in order. */
  readonly parts: readonly (string | Expression)[];
}

/** A list of expressions: `[a, b]`. */
export interface Tuple {
  /** Mark of a tuple among expressions. */
  readonly $hcl: 'tuple';
  /** Elements, in order. */
  readonly items: readonly Expression[];
}

/** One entry of an object: a name, or an expression that gives the name. */
export interface Entry {
  /** Name of the entry, or the expression that gives the name. */
  readonly key: string | Expression;
  /** Value of the entry. */
  readonly value: Expression;
  /** Comment above the entry, without `#`. @default - none */
  readonly comment?: string;
}

/** An object: `{ a = 1 }`, one line an entry unless `inline`. */
export interface ObjectExpression {
  /** Mark of an object among expressions. */
  readonly $hcl: 'object';
  /** Entries, in the order in which they are printed. */
  readonly entries: readonly Entry[];
  /** Whether the object is printed on one line where it fits. @default false */
  readonly inline?: boolean;
}

/** A function call: `name(a, b)`. */
export interface Call {
  /** Mark of a function call among expressions. */
  readonly $hcl: 'call';
  /** Name of the function. @example 'jsonencode' */
  readonly name: string;
  /** Arguments, in order. */
  readonly args: readonly Expression[];
}

/** A `for` expression: `{ for k, v in c : k => v if x }`, or `[for v in c : v]` where there is no key. */
export interface For {
  /** Mark of a `for` among expressions. */
  readonly $hcl: 'for';
  /** Names of the item: one for the value, or two for key and value. */
  readonly names: readonly string[];
  /** The collection that is gone through. */
  readonly in: Expression;
  /** Key of each entry of the result, which is an object then. @default - the result is a tuple */
  readonly key?: Expression;
  /** Value of each item of the result. */
  readonly value: Expression;
  /** Condition that an item has to meet to be in the result. @default - none */
  readonly if?: Expression;
}

/** A choice between two values: `condition ? yes : no`. */
export interface Conditional {
  /** Mark of a conditional among expressions. */
  readonly $hcl: 'conditional';
  /** Expression that is true or false. */
  readonly condition: Expression;
  /** Value where the condition is true. */
  readonly yes: Expression;
  /** Value where the condition is false. */
  readonly no: Expression;
}

/** A value for the functions below: an expression, or a JavaScript value, which becomes a literal. */
export type Value =
  | Expression
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value };

/** An error about something that HCL has no form for. */
export class HclError extends TypeError {
  /** Name of the class, for stack traces. */
  override readonly name = 'HclError';
}

const KINDS = new Set([
  'literal',
  'heredoc',
  'raw',
  'template',
  'tuple',
  'object',
  'call',
  'for',
  'conditional',
]);

/** Whether a value is an expression and not a plain JavaScript value. */
export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && '$hcl' in value && KINDS.has(String(value.$hcl));
}

/**
 * A JavaScript value as the expression that gives the same value.
 *
 * @throws HclError for what HCL has no value for: NaN, Infinity, functions, undefined, dates, text with half a character.
 * @example toExpression({ a: [1, null], 'x-y': raw('var.z') })
 */
export function toExpression(value: Value): Expression {
  if (isExpression(value)) return value;
  if (Array.isArray(value)) return { $hcl: 'tuple', items: value.map((item) => toExpression(item)) };
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw new HclError(`HCL has no value for an instance of ${value.constructor.name}`);
    }
    const entries = Object.entries(value).map(([key, item]) => ({ key, value: toExpression(item) }));
    return { $hcl: 'object', entries };
  }
  return literal(value as string | number | boolean | null);
}

/** Makes a literal. Text is escaped: `${` in it is two characters, not the start of a template. */
export function literal(value: string | number | boolean | null): Literal {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new HclError(`HCL has no number ${value}`);
  if (typeof value === 'string' && !value.isWellFormed())
    throw new HclError('HCL text is Unicode: a lone surrogate is not');
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
    throw new HclError(`HCL has no value for ${typeof value}`);
  }
  return { $hcl: 'literal', value };
}

/**
 * Text of several lines as a heredoc. Its value ends with a line end.
 *
 * @throws HclError for a line that ends the heredoc, that has blanks at its start, or that holds a line end
 * @example heredoc(['First line.', 'Second line.'])
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#heredoc-strings
 */
export function heredoc(lines: readonly string[]): Heredoc {
  const wrong = lines.find((line) => /^\s|[\r\n]|^EOT$/.test(line));
  if (wrong !== undefined || lines.length === 0)
    throw new HclError(`not a line of a heredoc: ${JSON.stringify(wrong ?? '')}`);
  return { $hcl: 'heredoc', lines };
}

/** An expression as written, on one line. @example raw('var.name') */
export function raw(code: string): Raw {
  if (code.trim() === '' || code.includes('\n'))
    throw new HclError(`not an expression of one line: ${JSON.stringify(code)}`);
  return { $hcl: 'raw', code };
}

/**
 * A tagged template: text with expressions in it, each `${}` an expression or its code.
 *
 * @example text`${'local.name'}-${'data.aws_region.current.id'}` // "${local.name}-${data.aws_region.current.id}"
 */
export function text(strings: TemplateStringsArray, ...values: readonly (string | Expression)[]): Expression {
  const parts: (string | Expression)[] = [];
  strings.forEach((part, i) => {
    if (part) parts.push(part);
    const value = values[i];
    if (value !== undefined) parts.push(typeof value === 'string' ? raw(value) : value);
  });
  return { $hcl: 'template', parts };
}

/** A function call. @example call('jsonencode', { Version: '2012-10-17' }) */
export function call(name: string, ...args: readonly Value[]): Call {
  return { $hcl: 'call', name, args: args.map((arg) => toExpression(arg)) };
}

/** An object with entries in the given order, for names that are expressions or that need a comment. */
export function object(
  entries: readonly { key: string | Expression; value: Value; comment?: string }[],
): ObjectExpression {
  return {
    $hcl: 'object',
    entries: entries.map((entry) => ({ ...entry, value: toExpression(entry.value) })),
  };
}

/** An object that is printed on one line where it fits. @example inline({ type: 'string' }) */
export function inline(value: { readonly [key: string]: Value }): ObjectExpression {
  const entries = Object.entries(value).map(([key, item]) => ({ key, value: toExpression(item) }));
  return { $hcl: 'object', entries, inline: true };
}

/** Makes an object by `for`: `{ for names in collection : key => value if condition }`. */
export function forObject(
  names: readonly string[],
  collection: Value,
  key: Value,
  value: Value,
  condition?: Value,
): For {
  const base = {
    $hcl: 'for',
    names,
    in: toExpression(collection),
    key: toExpression(key),
    value: toExpression(value),
  } as const;
  return condition === undefined ? base : { ...base, if: toExpression(condition) };
}

/** Makes a tuple by `for`: `[for names in collection : value if condition]`. */
export function forTuple(names: readonly string[], collection: Value, value: Value, condition?: Value): For {
  const base = { $hcl: 'for', names, in: toExpression(collection), value: toExpression(value) } as const;
  return condition === undefined ? base : { ...base, if: toExpression(condition) };
}

/** Makes a choice between two values: `condition ? yes : no`. */
export function conditional(condition: Value, yes: Value, no: Value): Conditional {
  return {
    $hcl: 'conditional',
    condition: toExpression(condition),
    yes: toExpression(yes),
    no: toExpression(no),
  };
}
