import type { Json, JsonObject } from '../openapi';

/** The items of a list; none of anything else. */
export function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text under a key. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The text of a `$ref`. */
export function refOf(object: JsonObject): string | undefined {
  return textOf(object, '$ref');
}
