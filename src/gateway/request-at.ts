import type { Json, JsonObject, RawSchema } from '../openapi';
import { isList, isObject, own } from '../openapi/json-value';
import type { Relaxation } from './request-relaxed';

/** The schema that takes any value. */
export const ANYTHING: JsonObject = {};

/** Where a schema stands. */
export interface At {
  /** For people: `body.tags[].name`. */
  readonly path: string;
  /** How many schemas it stands in. */
  readonly level: number;
  /** The app takes null in this place, whatever the schema says. */
  readonly nullable?: boolean;
  /** Properties that are not required can be null. */
  readonly parameters?: boolean;
  /** The properties of other schemas can stand beside those of this one. */
  readonly combined?: boolean;
}

/** The translation of a document's schema that is under way. */
export interface Translating {
  /** Pydantic 1 wrote the document, perhaps: it does not say what can be null, and converts freely. */
  readonly old: boolean;
  /** The schema for a schema; `ANYTHING` where nothing can be said. */
  translate(schema: RawSchema, at: At): JsonObject;
  /** Notes what is not checked. Returns `ANYTHING`. */
  relax(kind: Relaxation, at: At): JsonObject;
}

/** The rest with its type; without, where the app takes null: API Gateway has no word for null. */
export function typed(translating: Translating, type: string, rest: JsonObject, at: At): JsonObject {
  if (!at.nullable) return { type, ...rest };
  if (!translating.old) translating.relax('null', at);
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

export function isTuple(schema: JsonObject): boolean {
  return Object.hasOwn(schema, 'prefixItems') || isList(own(schema, 'items'));
}

/** A number of things, when the value is one. */
export function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function isEmpty(schema: JsonObject): boolean {
  return Object.keys(schema).length === 0;
}
