import { docComment, identifier, propertyKey, type TypeScript, typescript } from '../language';
import { alternatives, bracketed, spaces } from './layout';
import { literalsOf, type Named, type Node, type ObjectNode, type Property, resolved, tagOf } from './node';

/** How a type is written where it stands. */
export interface Place {
  /** Spaces of the lines around. */
  readonly indent: string;
  /** What stands before the name of a type: `types.` outside of the file of the types. */
  readonly from: '' | 'types.';
  /** The type of binary values. */
  readonly binary: 'Blob' | 'string' | 'Blob | string';
}

const WORDS = {
  unknown: typescript.raw('unknown'),
  never: typescript.raw('never'),
  null: typescript.raw('null'),
  string: typescript.raw('string'),
  number: typescript.raw('number'),
  boolean: typescript.raw('boolean'),
  date: typescript.raw('Date'),
  true: typescript.raw('true'),
  false: typescript.raw('false'),
};

/** A node as a type. */
export function typeOf(node: Node, place: Place): TypeScript {
  switch (node.is) {
    case 'binary':
      return typescript.raw(place.binary);
    case 'literal':
      return typeof node.value === 'boolean'
        ? WORDS[node.value ? 'true' : 'false']
        : typescript.literal(node.value);
    case 'named':
      return typescript`${typescript.raw(place.from)}${identifier(node.named.name)}`;
    case 'list':
      return typescript`${grouped(node.of, place)}[]`;
    case 'tuple':
      return tupleOf(node, place);
    case 'object':
      return objectOf(node, place);
    case 'union':
      return either(unionOf(node, place), '|', place);
    case 'all':
      return either(
        node.of.filter(({ is }) => is !== 'never').map((one) => grouped(one, place)),
        '&',
        place,
      );
    default:
      return WORDS[node.is];
  }
}

/** The declaration of a named type. */
export function declarationOf(named: Named): TypeScript {
  const place: Place = { indent: '', from: '', binary: binaryOf(named) };
  const words = named.words === '' ? typescript`` : docComment(named.words);
  const { node } = named;
  if (node.is === 'object' && !node.keys)
    return typescript`${words}export interface ${identifier(named.name)} ${objectOf(node, place)}\n`;
  return typescript`${words}export type ${identifier(named.name)} = ${typeOf(node, place)};\n`;
}

/** Properties as lines of an interface. @param absent whether one that can be left out can be `undefined` too */
export function membersOf(
  properties: readonly Property[],
  place: Place,
  absent: 'or undefined' | 'only' = 'only',
): readonly TypeScript[] {
  const inner = { ...place, indent: `${place.indent}  ` };
  return properties.map(({ own, node, required, words }) => {
    const comment = words === '' ? typescript`` : docComment(words, inner.indent);
    const mark = typescript.raw(required ? '' : '?');
    const orUndefined = typescript.raw(
      required || absent === 'only' || node.is === 'unknown' ? '' : ' | undefined',
    );
    return typescript`${comment}${spaces(inner.indent)}${propertyKey(own)}${mark}: ${typeOf(node, inner)}${orUndefined};\n`;
  });
}

function binaryOf({ inForms, inJson }: Named): Place['binary'] {
  if (inForms && inJson) return 'Blob | string';
  return inForms ? 'Blob' : 'string';
}

function objectOf(node: ObjectNode, place: Place): TypeScript {
  const { properties, rest, keys } = node;
  const inner = { ...place, indent: `${place.indent}  ` };
  if (keys && rest && properties.length === 0) {
    const names = typeOf(keys, inner);
    const real = resolved(keys);
    if (real.is === 'literal' || (real.is === 'union' && real.of.every(({ is }) => is === 'literal')))
      return typescript`{ [name in ${names}]?: ${typeOf(rest, inner)} }`;
  }
  const members = [...membersOf(properties, place), ...(rest ? [restOf(node, rest, inner)] : [])];
  if (members.length === 0) return typescript`{ [name: string]: never }`;
  return typescript`{\n${members}${spaces(place.indent)}}`;
}

/** All other properties: in TypeScript their type has to hold those that have names too. */
function restOf({ properties }: ObjectNode, rest: Node, place: Place): TypeScript {
  const types = [rest, ...properties.map(({ node }) => node)].map((one) => typeOf(one, place));
  if (properties.some(({ required }) => !required)) types.push(typescript`undefined`);
  const different = distinct(types);
  const isOpen = different.some(({ text }) => text === 'unknown');
  return typescript`${spaces(place.indent)}[name: string]: ${isOpen ? WORDS.unknown : either(different, '|', place)};\n`;
}

function tupleOf({ items, least, rest }: Node & { readonly is: 'tuple' }, place: Place): TypeScript {
  const parts = items.map((item, i) => {
    const type = i < least ? typeOf(item, place) : grouped(item, place);
    return i < least ? type : typescript`${type}?`;
  });
  return bracketed('[', rest ? [...parts, typescript`...${grouped(rest, place)}[]`] : parts, place.indent);
}

function unionOf(node: Node & { readonly is: 'union' }, place: Place): readonly TypeScript[] {
  const tag = tagOf(node);
  return node.of.flatMap((member, i) => {
    if (member.is === 'never') return [];
    const values = tag?.values[i] ?? [];
    const own = member.is === 'all' ? grouped(member, place) : typeOf(member, place);
    // A member that does not say its value itself
    if (!tag || values.length === 0 || literalsOf(member, tag.name).length > 0) return [own];
    const literals = typescript.join(
      values.map((value) => typescript.literal(value)),
      ' | ',
    );
    return [typescript`(${grouped(member, place)} & { ${propertyKey(tag.own)}: ${literals} })`];
  });
}

/** A type that can stand beside `[]`, `&` and `?`. */
function grouped(node: Node, place: Place): TypeScript {
  const type = typeOf(node, place);
  const isLoose =
    node.is === 'union' || node.is === 'all' || (node.is === 'binary' && /\|/.test(place.binary));
  return isLoose ? typescript`(${type})` : type;
}

function either(parts: readonly TypeScript[], sign: '|' | '&', place: Place): TypeScript {
  const different = distinct(parts);
  return different.length === 0 ? WORDS.never : alternatives(different, sign, place.indent);
}

/** Each text once. */
export function distinct(parts: readonly TypeScript[]): readonly TypeScript[] {
  return [...new Map(parts.map((part) => [part.text, part])).values()];
}
