import { camelCase } from '../naming';
import { type ApiModel, isObject, type Json, type JsonObject, type RawSchema } from '../openapi';
import { Composition, withoutChoice } from './composition';
import { itemsOf, refOf, textOf } from './json';
import type { TypeNames } from './names';
import {
  all,
  BINARY,
  childrenOf,
  literal,
  type Named,
  type Node,
  NULL,
  type Property,
  STRING,
  UNKNOWN,
  union,
} from './node';
import { wordsOf } from './words';

/** Items beyond which a list of a fixed length is a list like any other. */
const LONGEST_TUPLE = 32;

/** The named schema that a part belongs to, and the schemas that are inside of it already. */
interface Owner {
  readonly schema: JsonObject;
  readonly inside: readonly JsonObject[];
}

/** The schemas of a document as nodes. What has a name in the document has one here. */
export class Schemas {
  readonly #named = new Map<RawSchema, Named>();
  readonly #composition: Composition;

  constructor(
    private readonly api: ApiModel,
    private readonly names: TypeNames,
    private readonly camelProperties: boolean,
  ) {
    this.#composition = new Composition(api.references);
    const schemas = Object.entries(api.schemas);
    // A name that is a type's as it is written stays that type's
    const isExact = (name: string) => /^[A-Z]\w*$/.test(name) && !name.includes('_');
    for (const [name, schema] of [
      ...schemas.filter(([name]) => isExact(name)),
      ...schemas.filter(([name]) => !isExact(name)),
    ])
      if (isObject(schema) && !this.#named.has(schema)) this.#name(name, schema);
  }

  /** All types with a name: also those that reading others brings up. */
  all(): Iterable<Named> {
    return this.#named.values();
  }

  /** What a schema, or a part of one, says. Without one, anything. */
  node(schema: Json | undefined): Node {
    return this.#node(schema);
  }

  /** What a part of a schema is, or refers to, as it is written. */
  target(part: Json | undefined): Json | undefined {
    const seen = new Set<Json>();
    let at = part;
    for (
      let ref = isObject(at) ? refOf(at) : undefined;
      ref !== undefined && at !== undefined && !seen.has(at);
    ) {
      seen.add(at);
      at = this.api.references[ref];
      ref = isObject(at) ? refOf(at) : undefined;
    }
    return at;
  }

  /** Notes that bodies of forms, or other bodies, hold a value. */
  mark(node: Node, where: 'inForms' | 'inJson'): void {
    const next = [node];
    for (let at = next.pop(); at; at = next.pop()) {
      if (at.is !== 'named') next.push(...childrenOf(at));
      else if (!at.named[where]) {
        at.named[where] = true;
        next.push(at.named.node);
      }
    }
  }

  #name(written: string, schema: JsonObject): Named {
    const read = () => this.#node(repaired(written, schema), { schema, inside: [schema] });
    const named = new LazyNamed(this.names.take(written), wordsOf(schema), read);
    this.#named.set(schema, named);
    return named;
  }

  /** @param owner the named schema that the value is a part of, without a property or an item between */
  #node(schema: Json | undefined, owner?: Owner): Node {
    if (schema === false) return { is: 'never' };
    if (!isObject(schema)) return UNKNOWN;
    const ref = refOf(schema);
    const parts: Node[] = ref === undefined ? [] : [this.#reference(ref, owner)];
    for (const one of itemsOf(schema.allOf)) parts.push(this.#part(one, owner));
    for (const choice of [schema.oneOf, schema.anyOf].map(itemsOf))
      if (choice.length > 0) parts.push(this.#union(choice, schema, owner));
    const isComposed = parts.some(({ is }) => is !== 'unknown');
    const node = all([...parts, this.#own(schema, isComposed)]);
    const types = itemsOf(schema.type);
    return schema.nullable === true || (isComposed && types.includes('null')) ? union([node, NULL]) : node;
  }

  #reference(ref: string, owner: Owner | undefined): Node {
    const target = this.api.references[ref];
    if (!isObject(target)) return this.#node(target);
    if (owner && this.#composition.leads(target, owner.schema, 'any')) return { is: 'never' };
    return { is: 'named', named: this.#named.get(target) ?? this.#name(nameOf(ref), target) };
  }

  /** A member of `allOf`. Of one that is made of the owner itself, what all of its choices have. */
  #part(schema: Json, owner: Owner | undefined): Node {
    const target = isObject(schema) ? this.api.references[refOf(schema) ?? ''] : undefined;
    if (!owner || !isObject(target) || !this.#composition.leads(target, owner.schema))
      return this.#node(schema, owner);
    if (owner.inside.includes(target)) return UNKNOWN;
    return this.#node(withoutChoice(target), { ...owner, inside: [...owner.inside, target] });
  }

  #union(schemas: readonly Json[], { discriminator }: JsonObject, owner: Owner | undefined): Node {
    const members = schemas.map((one) => this.#node(one, owner));
    const name = isObject(discriminator) ? textOf(discriminator, 'propertyName') : undefined;
    const node = union(members);
    if (!isObject(discriminator) || name === undefined || node.is !== 'union') return node;
    const values = schemas.map((one) =>
      valuesOf(discriminator.mapping, isObject(one) ? refOf(one) : undefined),
    );
    return { is: 'union', of: members, tag: { name, own: this.#ownName(name), values } };
  }

  /** What the schema says by its own keys. @param isComposed whether other schemas say something too */
  #own(schema: JsonObject, isComposed: boolean): Node {
    if ('const' in schema) return literal(schema.const ?? null) ?? UNKNOWN;
    const values = itemsOf(schema.enum);
    const literals = values.map(literal);
    if (values.length > 0 && literals.every((one) => one !== undefined)) return union(literals);
    const types =
      typeof schema.type === 'string'
        ? [schema.type]
        : itemsOf(schema.type).filter((one) => typeof one === 'string');
    if (types.length === 0) return this.#untyped(schema);
    // A type beside other schemas that say more adds nothing, unless it has properties or items
    if (
      isComposed &&
      !/^(?:properties|items|prefixItems|additionalProperties)$/m.test(Object.keys(schema).join('\n'))
    )
      return UNKNOWN;
    return union(
      types.filter((type) => !isComposed || type !== 'null').map((type) => this.#typed(schema, type)),
    );
  }

  #untyped(schema: JsonObject): Node {
    if (isObject(schema.properties) || 'additionalProperties' in schema) return this.#object(schema);
    if ('items' in schema || 'prefixItems' in schema) return this.#list(schema);
    return UNKNOWN;
  }

  #typed(schema: JsonObject, type: string): Node {
    switch (type) {
      case 'string':
        return textNode(schema);
      case 'integer':
      case 'number':
        return { is: 'number' };
      case 'boolean':
        return { is: 'boolean' };
      case 'null':
        return NULL;
      case 'array':
        return this.#list(schema);
      case 'object':
        return this.#object(schema);
      case 'file':
        return BINARY;
      default:
        return UNKNOWN;
    }
  }

  #list(schema: JsonObject): Node {
    const places = itemsOf(schema.prefixItems ?? schema.items);
    const { minItems: least, maxItems: most } = schema;
    if (places.length > 0) {
      const rest = schema.prefixItems === undefined ? schema.additionalItems : schema.items;
      const isClosed = rest === false || (typeof most === 'number' && most <= places.length);
      return {
        is: 'tuple',
        items: places.map((one) => this.#node(one)),
        least: Math.min(places.length, typeof least === 'number' ? least : 0),
        ...(isClosed ? {} : { rest: this.#node(rest) }),
      };
    }
    const of = this.#node(schema.items);
    if (typeof least === 'number' && least === most && least > 1 && least <= LONGEST_TUPLE)
      return { is: 'tuple', items: Array.from({ length: least }, () => of), least };
    return { is: 'list', of };
  }

  #object(schema: JsonObject): Node {
    const written = isObject(schema.properties) ? Object.entries(schema.properties) : [];
    const required = new Set(itemsOf(schema.required));
    const owns = this.#ownNames(written.map(([name]) => name));
    const properties = written.map(([name, one]): Property => {
      const about = isObject(one) ? one : {};
      return {
        name,
        own: owns.get(name) ?? name,
        node: this.#node(one),
        required: required.has(name),
        readOnly: about.readOnly === true,
        words: wordsOf(about),
      };
    });
    const rest = this.#rest(schema, properties.length === 0);
    const keys = isObject(schema.propertyNames) ? this.#node(schema.propertyNames) : undefined;
    return { is: 'object', properties, ...(rest ? { rest } : {}), ...(keys ? { keys } : {}) };
  }

  /** The values of properties that have no name in the schema. */
  #rest(schema: JsonObject, isEmpty: boolean): Node | undefined {
    const more = schema.additionalProperties ?? schema.unevaluatedProperties;
    const patterns = isObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
    if (patterns.length > 0) {
      const others = more === undefined || more === false ? [] : [more];
      return union([...patterns, ...others].map((one) => this.#node(one)));
    }
    if (more === undefined) return isEmpty ? UNKNOWN : undefined;
    return more === false ? undefined : this.#node(more);
  }

  #ownName(name: string): string {
    return this.camelProperties ? camelCase(name) || name : name;
  }

  /** The names of properties in the program. Where two would have one, both stay as they are written. */
  #ownNames(names: readonly string[]): ReadonlyMap<string, string> {
    const takers = new Map<string, number>();
    for (const name of names) takers.set(this.#ownName(name), (takers.get(this.#ownName(name)) ?? 0) + 1);
    return new Map(
      names.map((name) => [name, takers.get(this.#ownName(name)) === 1 ? this.#ownName(name) : name]),
    );
  }
}

/** A named type that is read when it is asked for: types can hold each other. */
class LazyNamed implements Named {
  inForms = false;
  inJson = false;
  #node: Node | undefined;

  constructor(
    readonly name: string,
    readonly words: string,
    private readonly read: () => Node,
  ) {}

  get node(): Node {
    this.#node ??= this.read();
    return this.#node;
  }
}

function textNode(schema: JsonObject): Node {
  const format = textOf(schema, 'format');
  if (format === 'date' || format === 'date-time') return { is: 'date', format };
  const media = textOf(schema, 'contentMediaType') ?? '';
  const isBinary = media !== '' && !/^text\/|[/+]json\b/.test(media) && schema.contentEncoding === undefined;
  return format === 'binary' || isBinary ? BINARY : STRING;
}

/** The values of a tag that mean a schema: those of the mapping, or the schema's name. */
function valuesOf(mapping: Json | undefined, ref: string | undefined): readonly string[] {
  if (ref === undefined) return [];
  const name = lastOf(ref);
  const entries = isObject(mapping) ? Object.entries(mapping) : [];
  const values = entries.filter(([, to]) => to === ref || to === name).map(([value]) => value);
  return values.length > 0 || entries.length > 0 ? values : [name];
}

function lastOf(ref: string): string {
  const last = ref
    .slice(ref.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** A name for what a `$ref` leads to that is no named schema: the last words of the way to it. */
function nameOf(ref: string): string {
  const words = ref
    .split('/')
    .filter(
      (word) =>
        !/^(?:#|components|schemas|properties|items|paths|\$defs|definitions|content|schema|\d+)$/.test(word),
    );
  return words.slice(-2).join(' ') || 'Value';
}

/**
 * The schema of FastAPI's errors about a request, which leaves out that their list is always there.
 *
 * @see https://fastapi.tiangolo.com/tutorial/handling-errors/#override-request-validation-exceptions
 */
function repaired(name: string, schema: JsonObject): JsonObject {
  const isFastApis =
    name === 'HTTPValidationError' && isObject(schema.properties) && 'detail' in schema.properties;
  return isFastApis ? { ...schema, required: ['detail'] } : schema;
}
