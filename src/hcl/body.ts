import { type Expression, toExpression, type Value } from './expression';

/** An argument: `name = value`. */
export interface Attribute {
  /** Mark of an attribute among the items of a body. */
  readonly kind: 'attribute';
  /** Name of the argument, left of `=`. */
  readonly name: string;
  /** Expression right of `=`. */
  readonly value: Expression;
  /** Comment above the argument, without `#`. @default - none */
  readonly comment?: string;
}

/** A block: `type "label" { … }`. */
export interface Block {
  /** Mark of a block among the items of a body. */
  readonly kind: 'block';
  /** Type of the block. @example 'resource' */
  readonly type: string;
  /** Labels behind the type, without quotes; empty for a block that has none. @example ['aws_s3_bucket', 'this'] */
  readonly labels: readonly string[];
  /** Content between the braces. */
  readonly body: Body;
  /** Comment above the block, without `#`. @default - none */
  readonly comment?: string;
}

/** A blank line that the author asks for; those between blocks come by themselves. */
export interface Blank {
  /** Mark of a blank line among the items of a body. */
  readonly kind: 'blank';
}

/** Blocks that are HCL already, in the form that `terraform fmt` gives them. */
export interface Verbatim {
  /** Mark of HCL text among the items of a body. */
  readonly kind: 'verbatim';
  /** The blocks as HCL. It is printed as it is. */
  readonly text: string;
}

/** The content of a block or of a file. */
export type Body = readonly (Attribute | Block | Blank | Verbatim)[];

/** Makes an argument: `name = value`. @example attribute('name', raw('var.name')) */
export function attribute(name: string, value: Value, comment?: string): Attribute {
  return {
    kind: 'attribute',
    name,
    value: toExpression(value),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** Makes a block: `type "label" { … }`. @example block('variable', ['name'], [attribute('type', raw('string'))]) */
export function block(type: string, labels: readonly string[], body: Body, comment?: string): Block {
  return { kind: 'block', type, labels, body, ...(comment === undefined ? {} : { comment }) };
}

/** Makes blocks of HCL text. @example verbatim('locals {\n  a = 1\n}\n') */
export function verbatim(text: string): Verbatim {
  return { kind: 'verbatim', text };
}

/** A blank line. */
export const blank: Blank = { kind: 'blank' };

// The order that readers of Terraform expect: what decides how many there are comes first, what only concerns
// Terraform itself comes last.
const FIRST = ['source', 'count', 'for_each', 'provider', 'providers'];
const LAST = ['depends_on', 'lifecycle'];

/**
 * The body of a resource, data source or module call in the conventional order: meta-arguments, arguments, nested
 * blocks, `tags`, `depends_on`, `lifecycle`, with blank lines between these groups.
 *
 * @see https://developer.hashicorp.com/terraform/language/style#resource-order
 */
export function arrange(body: Body): Body {
  const items = body.filter((item) => item.kind === 'attribute' || item.kind === 'block');
  const named = (item: Attribute | Block) => (item.kind === 'attribute' ? item.name : item.type);
  const rank = (names: readonly string[]) =>
    items
      .filter((item) => names.includes(named(item)))
      .sort((a, b) => names.indexOf(named(a)) - names.indexOf(named(b)));
  const first = rank(FIRST).filter((item) => item.kind === 'attribute');
  const last = rank(LAST);
  const tags = items.filter((item) => named(item) === 'tags');
  const rest = items.filter((item) => ![...first, ...last, ...tags].includes(item));
  const attributes = rest.filter((item) => item.kind === 'attribute');
  const blocks = rest.filter((item) => item.kind === 'block');
  const groups = blocks.length
    ? [first, attributes, blocks, tags, last]
    : [first, [...attributes, ...tags], last];
  return groups.filter((group) => group.length).flatMap((group, i) => (i ? [blank, ...group] : group));
}
