import type { Json } from '../openapi';

/** What a value can be: a schema with all of its ways to say one thing brought to one. */
export type Node =
  | { readonly is: 'unknown' | 'never' | 'null' | 'string' | 'number' | 'boolean' | 'binary' }
  | { readonly is: 'date'; readonly format: 'date' | 'date-time' }
  | { readonly is: 'literal'; readonly value: string | number | boolean }
  | { readonly is: 'named'; readonly named: Named }
  | { readonly is: 'list'; readonly of: Node }
  | {
      readonly is: 'tuple';
      readonly items: readonly Node[];
      /** Items that are always there. */
      readonly least: number;
      /** Items after those. @default - none */
      readonly rest?: Node;
    }
  | ObjectNode
  | { readonly is: 'union'; readonly of: readonly Node[]; readonly tag?: Tag }
  | { readonly is: 'all'; readonly of: readonly Node[] };

/** An object. */
export interface ObjectNode {
  readonly is: 'object';
  readonly properties: readonly Property[];
  /** The values of all other properties. @default - there are none */
  readonly rest?: Node;
  /** The names that other properties can have. @default - any */
  readonly keys?: Node;
}

/** A property of an object. */
export interface Property {
  /** Name in the document. */
  readonly name: string;
  /** Name in the program. */
  readonly own: string;
  readonly node: Node;
  readonly required: boolean;
  readonly readOnly: boolean;
  /** Text on it, in Markdown. Empty where there is nothing to say. */
  readonly words: string;
}

/** A property by whose value the members of a union are told apart. */
export interface Tag {
  /** Name in the document. */
  readonly name: string;
  /** Name in the program. */
  readonly own: string;
  /** The values of each member, in the order of the members. Empty where a member's are not known. */
  readonly values: readonly (readonly string[])[];
}

/** A type with a name of its own. */
export interface Named {
  readonly name: string;
  readonly words: string;
  /** What it is. */
  readonly node: Node;
  /** Whether bodies of forms hold it, in which binary values are `Blob`. */
  inForms: boolean;
  /** Whether anything else holds it, in which binary values are text. */
  inJson: boolean;
}

export const UNKNOWN: Node = { is: 'unknown' };
export const NULL: Node = { is: 'null' };
export const STRING: Node = { is: 'string' };
export const BINARY: Node = { is: 'binary' };

/** One of several, where there are several. */
export function union(of: readonly Node[]): Node {
  const members = of
    .flatMap((one) => (one.is === 'union' && !one.tag ? one.of : [one]))
    .filter(({ is }) => is !== 'never');
  if (members.some(({ is }) => is === 'unknown')) return UNKNOWN;
  const [first, second] = members;
  if (!first) return { is: 'never' };
  return second ? { is: 'union', of: members } : first;
}

/** All of several at once, where there are several. */
export function all(of: readonly Node[]): Node {
  const [first, second, ...more] = of.filter(({ is }) => is !== 'unknown');
  if (!first) return UNKNOWN;
  return second ? { is: 'all', of: [first, second, ...more] } : first;
}

/** What stands behind a name. */
export function resolved(node: Node): Node {
  const seen = new Set<Named>();
  let at = node;
  while (at.is === 'named' && !seen.has(at.named)) {
    seen.add(at.named);
    at = at.named.node;
  }
  return at.is === 'named' ? UNKNOWN : at;
}

/** The properties of what is nothing but an object with known properties; undefined for anything else. */
export function fieldsOf(node: Node): readonly Property[] | undefined {
  const real = resolved(node);
  if (real.is === 'object') return real.rest || real.properties.length === 0 ? undefined : real.properties;
  if (real.is !== 'all') return undefined;
  const parts = real.of.map(fieldsOf);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** The property by whose value the members of a union are told apart: the declared one, or one that each has a value for. */
export function tagOf({ of, tag }: Node & { readonly is: 'union' }): Tag | undefined {
  if (tag) return tag;
  const members = of.filter(({ is }) => is !== 'null');
  const [first, ...others] = members.map(propertiesOf);
  if (!first || others.length === 0) return undefined;
  for (const { name, own } of first) {
    const values = members.map((one) => literalsOf(one, name));
    const flat = values.flat();
    if (values.every(({ length }) => length > 0) && new Set(flat).size === flat.length)
      return { name, own, values: of.map((one) => literalsOf(one, name)) };
  }
  return undefined;
}

/** The values that a property of an object can have, where these are texts of its own; empty where others can be. */
export function literalsOf(node: Node, name: string): readonly string[] {
  const property = propertiesOf(node).find((one) => one.name === name);
  if (!property?.required) return [];
  const real = resolved(property.node);
  const values = (real.is === 'union' ? real.of : [real]).map((one) =>
    one.is === 'literal' ? String(one.value) : undefined,
  );
  return values.every((value) => value !== undefined) ? values : [];
}

function propertiesOf(node: Node, depth = 0): readonly Property[] {
  const real = resolved(node);
  if (real.is === 'object') return real.properties;
  // What is made of itself came apart before; this is for what nobody thought of
  return real.is === 'all' && depth < 20 ? real.of.flatMap((one) => propertiesOf(one, depth + 1)) : [];
}

/** The nodes below one, names not followed. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.is) {
    case 'list':
      return [node.of];
    case 'tuple':
      return [...node.items, ...(node.rest ? [node.rest] : [])];
    case 'object':
      return [...node.properties.map((one) => one.node), ...(node.rest ? [node.rest] : [])];
    case 'union':
    case 'all':
      return node.of;
    default:
      return [];
  }
}

/** A value of a document as a literal, where it can be one. */
export function literal(value: Json): Node | undefined {
  if (value === null) return NULL;
  return typeof value === 'object' ? undefined : { is: 'literal', value };
}
