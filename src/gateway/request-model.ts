import type { ApiModel, Json, JsonObject, RawSchema } from '../openapi';
import { isList, isObject, own } from '../openapi/json-value';
import { ANYTHING, type At, isEmpty, isTuple, schemasOf, type Translating, typed } from './request-at';
import { list, object } from './request-object';
import { type Relaxation, Relaxations } from './request-relaxed';
import { scalar, text } from './request-scalar';

/** A schema that API Gateway takes, and what of the app's schema it does not check. */
export interface RequestModel {
  /** JSON Schema, draft 4, without references. Undefined when it would check nothing, or not fit. */
  readonly schema?: JsonObject;
  readonly relaxations: Relaxations;
}

/** What of a document a model is made from. */
export type SchemaSource = Pick<ApiModel, 'openapi' | 'references'>;

/**
 * Bytes of JSON text that a model has at most. API Gateway takes 400 KB, but reads it for every request:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const MOST_BYTES = 32 * 1024;
/** Schemas within each other at most, below that of the body. */
export const MOST_LEVELS = 12;
/** Schemas that are translated for a model at most: references can multiply them without end. */
const MOST_SCHEMAS = MOST_BYTES / 4;

/** Conditions that only narrow a schema and that draft 4, or API Gateway's part of it, has no word for. */
const NARROWING = [
  'not if then else dependencies dependentSchemas dependentRequired patternProperties propertyNames contains',
  'minContains maxContains unevaluatedProperties unevaluatedItems',
].flatMap((line) => line.split(' '));

/**
 * The model for a body of this schema: as much of it as can be said without ever refusing what the app takes, as deep
 * as it fits.
 */
export function requestModel(schema: RawSchema, source: SchemaSource): RequestModel {
  let best: RequestModel = { relaxations: new Relaxations().add('deep', 'body') };
  for (let levels = 1; levels <= MOST_LEVELS; levels += 1) {
    const translation = new Translation(source, levels);
    const translated = translation.body(schema);
    if (translation.schemas > MOST_SCHEMAS || bytes(translated) > MOST_BYTES) break;
    const { relaxations } = translation;
    best = isEmpty(translated) ? { relaxations } : { schema: translated, relaxations };
    if (!translation.cut) break;
  }
  return best;
}

/** Bytes of a schema's JSON text. */
export function bytes(schema: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(schema));
}

class Translation implements Translating {
  readonly relaxations = new Relaxations();
  readonly old: boolean;
  /** How many schemas were translated. */
  schemas = 0;
  /** Whether something stood below the deepest level. */
  cut = false;
  readonly #references: Readonly<Record<string, RawSchema>>;
  readonly #levels: number;
  readonly #within = new Set<JsonObject>();

  constructor({ openapi, references }: SchemaSource, levels: number) {
    this.#references = references;
    this.#levels = levels;
    this.old = openapi.startsWith('3.0');
    if (this.old) this.relax('oldDocument', { path: 'body', level: 0 });
  }

  relax(kind: Relaxation, { path }: At): JsonObject {
    this.relaxations.add(kind, path);
    return ANYTHING;
  }

  /** FastAPI makes one schema of a body's several parameters, and has taken null for the default of one. */
  body(schema: RawSchema): JsonObject {
    const ref = isObject(schema) ? own(schema, '$ref') : undefined;
    const target = typeof ref === 'string' ? this.#references[ref] : schema;
    const title = isObject(target) ? own(target, 'title') : undefined;
    const parameters = [ref?.toString().replace(/^.*\//, ''), title].some((name) =>
      /^Body_/.test(String(name)),
    );
    return this.translate(schema, { path: 'body', level: 0, ...(parameters && { parameters }) });
  }

  translate(schema: RawSchema, at: At): JsonObject {
    this.schemas += 1;
    if (typeof schema === 'boolean' || this.schemas > MOST_SCHEMAS) return ANYTHING;
    if (at.level > this.#levels) {
      this.cut = true;
      return this.relax('deep', at);
    }
    const nullable =
      this.old || at.nullable || own(schema, 'nullable') === true || own(schema, 'default') === null;
    const here = nullable ? { ...at, nullable } : at;
    const ref = own(schema, '$ref');
    return typeof ref === 'string' ? this.#follow(ref, here) : this.#parts(schema, here);
  }

  /** What stands beside a reference could only narrow it. */
  #follow(ref: string, at: At): JsonObject {
    const target = this.#references[ref];
    if (target === undefined) return this.relax('reference', at);
    if (typeof target === 'boolean') return ANYTHING;
    if (this.#within.has(target)) return this.relax('recursive', at);
    this.#within.add(target);
    const translated = this.translate(target, at);
    this.#within.delete(target);
    return translated;
  }

  /** A schema says several things that hold together: its own, those of `allOf`, and one of `anyOf`. */
  #parts(schema: JsonObject, at: At): JsonObject {
    if (NARROWING.some((key) => Object.hasOwn(schema, key))) this.relax('keyword', at);
    const values = valuesOf(schema);
    if (values) return this.#values(values, at);
    const all = schemasOf(own(schema, 'allOf'));
    const choices = ['anyOf', 'oneOf']
      .map((key) => schemasOf(own(schema, key)))
      .filter(({ length }) => length);
    const combined = at.combined || all.length + choices.length > 0;
    const parts = [
      this.#own(schema, combined ? { ...at, combined } : at),
      ...all.map((one) => this.translate(one, { ...at, combined: true, level: at.level + 1 })),
      ...choices.map((list) => this.#choice(list, at)),
    ].filter((part) => !isEmpty(part));
    const [first = ANYTHING, ...others] = parts;
    return others.length ? { allOf: parts } : first;
  }

  #values(values: readonly Json[], at: At): JsonObject {
    const texts = values.filter((value) => typeof value === 'string');
    const others = values.filter((value) => typeof value !== 'string' && value !== null);
    if (others.length || !texts.length) return this.relax('values', at);
    if (at.nullable || texts.length < values.length) return this.relax('null', at);
    return { type: 'string', enum: [...new Set(texts)] };
  }

  /** One of several. Null among them has no word, so that one of the others takes it: an object or list at best. */
  #choice(schemas: readonly RawSchema[], at: At): JsonObject {
    const others = schemas.filter((one) => !isNull(one));
    const nullable = at.nullable || others.length < schemas.length;
    const taker = Math.max(
      others.findIndex((one) => this.#isShape(one)),
      0,
    );
    const below: At = { path: at.path, level: at.level + 1, ...(at.combined && { combined: true }) };
    const translated = others.map((one, i) =>
      this.translate(one, nullable && i === taker ? { ...below, nullable } : below),
    );
    if (translated.some(isEmpty)) return ANYTHING;
    const different = new Map(translated.map((one) => [JSON.stringify(one), one]));
    const [first = ANYTHING, ...more] = different.values();
    return more.length ? { anyOf: [first, ...more] } : first;
  }

  #isShape(schema: RawSchema): boolean {
    let shape: RawSchema | undefined = schema;
    for (let hops = 0; hops < 32 && typeof shape === 'object'; hops += 1) {
      const ref: Json | undefined = own(shape, '$ref');
      if (typeof ref !== 'string') return ['object', 'array'].includes(String(own(shape, 'type')));
      shape = this.#references[ref];
    }
    return false;
  }

  /** What a schema says beside its references to others. */
  #own(schema: JsonObject, at: At): JsonObject {
    const type = own(schema, 'type');
    const types = isList(type) ? type : [type];
    if (types.length > 1) {
      const { allOf, anyOf, oneOf, default: _, ...rest } = schema;
      return this.#choice(
        types.map((one) => ({ ...rest, type: one ?? null })),
        at,
      );
    }
    switch (types[0]) {
      case undefined:
        return { ...object(this, schema, at), ...list(this, schema, at) };
      case 'object':
        return typed(this, 'object', object(this, schema, at), at);
      case 'array':
        return isTuple(schema) ? list(this, schema, at) : typed(this, 'array', list(this, schema, at), at);
      case 'string':
        return text(this, schema, at);
      case 'integer':
      case 'number':
      case 'boolean':
        return scalar(this, schema, at);
      default:
        return ANYTHING;
    }
  }
}

function valuesOf(schema: JsonObject): readonly Json[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [own(schema, 'const') ?? null];
  const values = own(schema, 'enum');
  return isList(values) ? values : undefined;
}

function isNull(schema: RawSchema): boolean {
  if (!isObject(schema)) return false;
  const values = valuesOf(schema);
  return values?.length ? values.every((value) => value === null) : own(schema, 'type') === 'null';
}
