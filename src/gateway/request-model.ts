import type { ApiModel, Json, JsonObject, RawSchema } from '../openapi';
import { isList, isObject, own } from '../openapi/json-value';
import { isSpecial, looksLikeAlias, readAlike, textKind, UNMEASURED } from './request-text';
import { type SkippedCheckKind, SkippedChecks } from './skipped-check';

/** A schema that API Gateway takes, and what of the app's schema it does not check. */
export interface RequestModel {
  /** The model, in JSON Schema draft 4 without references. Undefined when it would check nothing, or not fit. */
  readonly schema?: JsonObject;
  readonly skipped: SkippedChecks;
}

/** The parts of a document that a model is made from. */
export type SchemaSource = Pick<ApiModel, 'openapi' | 'references'>;

/**
 * Most bytes of a model's JSON text. API Gateway takes 400 KB, but reads the model for every request.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const MOST_BYTES = 32 * 1024;
/** Most schemas within each other, below that of the body. */
export const MOST_LEVELS = 12;
/** Most schemas that are translated for a model: references can multiply them without end. */
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
  let best: RequestModel = { skipped: new SkippedChecks().add('deep', 'body') };
  for (let levels = 1; levels <= MOST_LEVELS; levels += 1) {
    const translation = new Translation(source, levels);
    const translated = translation.body(schema);
    if (translation.schemas > MOST_SCHEMAS || bytes(translated) > MOST_BYTES) break;
    const { skipped } = translation;
    best = isEmpty(translated) ? { skipped } : { schema: translated, skipped };
    if (!translation.cut) break;
  }
  return best;
}

/** Bytes of a schema's JSON text. */
export function bytes(schema: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(schema));
}

/** The schema that takes any value. */
const ANYTHING: JsonObject = {};

/** The place of a schema, and what applies there. */
interface SchemaLocation {
  /** Place for people: `body.tags[].name`. */
  readonly path: string;
  /** The number of schemas around this one. */
  readonly level: number;
  /** Whether the app takes null in this place, whatever the schema says. */
  readonly nullable?: boolean;
  /** Whether properties that are not required can be null. */
  readonly parameters?: boolean;
  /** Whether properties of other schemas can be beside those of this one. */
  readonly combined?: boolean;
}

class Translation {
  readonly skipped = new SkippedChecks();
  readonly old: boolean;
  /** The number of translated schemas. */
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
    if (this.old) this.skip('oldDocument', { path: 'body', level: 0 });
  }

  skip(kind: SkippedCheckKind, { path }: SchemaLocation): JsonObject {
    this.skipped.add(kind, path);
    return ANYTHING;
  }

  /**
   * Translates the schema of a body. FastAPI makes one schema of a body's several parameters, and has taken null for
   * the default of one.
   */
  body(schema: RawSchema): JsonObject {
    const ref = isObject(schema) ? own(schema, '$ref') : undefined;
    const target = typeof ref === 'string' ? this.#references[ref] : schema;
    const title = isObject(target) ? own(target, 'title') : undefined;
    const parameters = [ref?.toString().replace(/^.*\//, ''), title].some((name) =>
      /^Body_/.test(String(name)),
    );
    return this.translate(schema, { path: 'body', level: 0, ...(parameters && { parameters }) });
  }

  translate(schema: RawSchema, at: SchemaLocation): JsonObject {
    this.schemas += 1;
    if (typeof schema === 'boolean' || this.schemas > MOST_SCHEMAS) return ANYTHING;
    if (at.level > this.#levels) {
      this.cut = true;
      return this.skip('deep', at);
    }
    const nullable =
      this.old || at.nullable || own(schema, 'nullable') === true || own(schema, 'default') === null;
    const here = nullable ? { ...at, nullable } : at;
    const ref = own(schema, '$ref');
    return typeof ref === 'string' ? this.#follow(ref, here) : this.#parts(schema, here);
  }

  /** Follows a reference. The keywords beside it could only narrow it, and are skipped. */
  #follow(ref: string, at: SchemaLocation): JsonObject {
    const target = this.#references[ref];
    if (target === undefined) return this.skip('reference', at);
    if (typeof target === 'boolean') return ANYTHING;
    if (this.#within.has(target)) return this.skip('recursive', at);
    this.#within.add(target);
    const translated = this.translate(target, at);
    this.#within.delete(target);
    return translated;
  }

  /** Translates the parts of a schema that hold together: its own, those of `allOf`, and one of `anyOf`. */
  #parts(schema: JsonObject, at: SchemaLocation): JsonObject {
    if (NARROWING.some((key) => Object.hasOwn(schema, key))) this.skip('keyword', at);
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

  #values(values: readonly Json[], at: SchemaLocation): JsonObject {
    const texts = values.filter((value) => typeof value === 'string');
    const others = values.filter((value) => typeof value !== 'string' && value !== null);
    if (others.length || !texts.length) return this.skip('values', at);
    if (at.nullable || texts.length < values.length) return this.skip('null', at);
    return { type: 'string', enum: [...new Set(texts)] };
  }

  /**
   * Translates one of several schemas. Null has no word in a model, so that one of the others takes it: an object or
   * list at best.
   */
  #choice(schemas: readonly RawSchema[], at: SchemaLocation): JsonObject {
    const others = schemas.filter((one) => !isNull(one));
    const nullable = at.nullable || others.length < schemas.length;
    const taker = Math.max(
      others.findIndex((one) => this.#isShape(one)),
      0,
    );
    const below: SchemaLocation = {
      path: at.path,
      level: at.level + 1,
      ...(at.combined && { combined: true }),
    };
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

  /** Translates the keywords of a schema itself, without its combinations. */
  #own(schema: JsonObject, at: SchemaLocation): JsonObject {
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

/** Translates the keywords for lists. */
function list(translation: Translation, schema: JsonObject, at: SchemaLocation): JsonObject {
  const set = own(schema, 'uniqueItems') === true;
  const tuple = isTuple(schema);
  const minItems = count(own(schema, 'minItems'));
  const maxItems = set ? undefined : count(own(schema, 'maxItems'));
  if (set) translation.skip('set', at);
  if (tuple) translation.skip('tuple', at);
  const below = { path: `${at.path}[]`, level: at.level + 1 };
  const items = tuple ? {} : translation.translate(schemaOf(own(schema, 'items')), below);
  return {
    ...(!isEmpty(items) && { items }),
    ...(minItems && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
}

/** Translates the keywords for objects. */
function object(translation: Translation, schema: JsonObject, at: SchemaLocation): JsonObject {
  const written = own(schema, 'properties');
  const all = isObject(written) ? Object.entries(written) : [];
  const listed = own(schema, 'required');
  const needed = new Set(isList(listed) ? listed.filter((name) => typeof name === 'string') : []);
  const names = [...all.map(([name]) => name), ...needed];
  const others = additional(translation, schema, names, at);
  const readOnly = new Set(all.filter(([, one]) => isReadOnly(one)).map(([name]) => name));
  const properties = all
    .filter(([name]) => !isSpecial(name))
    .map(([name, one]): [string, JsonObject] => {
      const below = { path: `${at.path}.${name}`, level: at.level + 1 };
      if (readOnly.has(name)) return [name, translation.skip('readOnly', below)];
      const nullable = !needed.has(name) && (at.parameters || !hasDefault(one));
      return [name, translation.translate(schemaOf(one), nullable ? { ...below, nullable } : below)];
    })
    .filter(([, one]) => others !== undefined || !isEmpty(one));
  const required = [...needed].filter((name) => !looksLikeAlias(name) && !readOnly.has(name));
  if ([...needed].some(looksLikeAlias)) translation.skip('alias', at);
  const minProperties = count(own(schema, 'minProperties'));
  if (own(schema, 'maxProperties') !== undefined) translation.skip('maximum', at);
  return {
    ...(properties.length && { properties: Object.fromEntries(properties) }),
    ...(required.length && { required }),
    ...(others !== undefined && { additionalProperties: others }),
    ...(minProperties && { minProperties }),
  };
}

/** The schema of additional properties. Undefined: they can be anything. */
function additional(
  translation: Translation,
  schema: JsonObject,
  names: readonly string[],
  at: SchemaLocation,
): JsonObject | false | undefined {
  if (names.some(isSpecial)) translation.skip('special', at);
  const written = own(schema, 'additionalProperties');
  if (written === undefined || written === true) return undefined;
  const aliases = names.some(looksLikeAlias);
  if (aliases) translation.skip('alias', at);
  if (at.combined) translation.skip('combined', at);
  if (aliases || at.combined || Object.hasOwn(schema, 'patternProperties')) return undefined;
  if (written === false) return false;
  const others = translation.translate(schemaOf(written), { path: `${at.path}.*`, level: at.level + 1 });
  return isEmpty(others) ? undefined : others;
}

/**
 * Whether a property has a default. FastAPI leaves a default of null out: a property without one can have it, and
 * take null.
 */
function hasDefault(schema: Json): boolean {
  return isObject(schema) && Object.hasOwn(schema, 'default');
}

function isReadOnly(schema: Json): boolean {
  return isObject(schema) && own(schema, 'readOnly') === true;
}

/** A number or boolean, which Pydantic takes as each other and as text. */
function scalar(translation: Translation, schema: JsonObject, at: SchemaLocation): JsonObject {
  const within = bounds(translation, schema, at);
  if (at.nullable) {
    if (!translation.old) translation.skip('null', at);
    return within;
  }
  translation.skip('scalar', at);
  return { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], ...within };
}

/** Translates bounds, which bind numbers alone. Pydantic 1 makes 10 of 10.9 before it looks at them. */
function bounds(translation: Translation, schema: JsonObject, at: SchemaLocation): JsonObject {
  const type = own(schema, 'type');
  if (type === 'boolean' || (translation.old && type !== 'number')) return ANYTHING;
  const bound = (pick: (...all: number[]) => number, ...keys: string[]): number | undefined => {
    const found = keys.map((key) => own(schema, key)).filter((value) => typeof value === 'number');
    const exact = found.filter((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER);
    if (exact.length < found.length) translation.skip('bounds', at);
    return exact.length ? pick(...exact) : undefined;
  };
  const minimum = bound(Math.max, 'minimum', 'exclusiveMinimum');
  const maximum = bound(Math.min, 'maximum', 'exclusiveMaximum');
  const multipleOf = own(schema, 'multipleOf');
  const whole = type === 'integer' && Number.isSafeInteger(multipleOf) && Number(multipleOf) > 0;
  if (multipleOf !== undefined && !whole) translation.skip('multiple', at);
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(whole && multipleOf !== undefined && { multipleOf }),
  };
}

/** Translates text, or what an app reads out of text. */
function text(translation: Translation, schema: JsonObject, at: SchemaLocation): JsonObject {
  const kind = textKind(schema);
  if (kind === 'unknown') return translation.skip('format', at);
  if (kind === 'scalar') return scalar(translation, ANYTHING, at);
  const minLength = count(own(schema, 'minLength'));
  const maxLength = count(own(schema, 'maxLength'));
  const pattern = own(schema, 'pattern');
  if (kind === 'converted') {
    if (minLength || maxLength !== undefined || pattern !== undefined) translation.skip('length', at);
    return typed(translation, 'string', ANYTHING, at);
  }
  const alike = typeof pattern === 'string' && readAlike(pattern);
  if (pattern !== undefined && !alike) translation.skip('pattern', at);
  const measured = { ...(maxLength !== undefined && { maxLength }), ...(alike && { pattern }) };
  const rest = {
    ...(minLength && { minLength }),
    ...(!isEmpty(measured) && { anyOf: [measured, { pattern: UNMEASURED }] }),
  };
  return typed(translation, 'string', rest, at);
}

/** A model with its type; without the type where the app takes null, for which API Gateway has no word. */
function typed(translation: Translation, type: string, rest: JsonObject, at: SchemaLocation): JsonObject {
  if (!at.nullable) return { type, ...rest };
  if (!translation.old) translation.skip('null', at);
  return rest;
}

/** The schemas of a list; what is none counts as one that allows everything. */
export function schemasOf(list: Json | undefined): RawSchema[] {
  return isList(list) ? list.map(schemaOf) : [];
}

/** The schema that a value is; what is none counts as one that allows everything. */
export function schemaOf(value: Json | undefined): RawSchema {
  return typeof value === 'boolean' || isObject(value) ? value : true;
}

function isTuple(schema: JsonObject): boolean {
  return Object.hasOwn(schema, 'prefixItems') || isList(own(schema, 'items'));
}

/** A number of things, when the value is one. */
function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function isEmpty(schema: JsonObject): boolean {
  return Object.keys(schema).length === 0;
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
