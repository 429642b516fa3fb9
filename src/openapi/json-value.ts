/** A value that JSON can write. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of a document. Read its keys with `own`: names like `constructor` are ordinary keys there. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether the value is an object, which a list and null are not. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is a list. `Array.isArray` alone does not narrow readonly lists. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object's own value of the key, never one of its prototype's. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An empty record in which every key, `__proto__` too, is an ordinary one. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** A value in words, for messages: `null`, `a list`, `the text "abc"`. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  return `${typeof value === 'number' ? 'the number' : 'the value'} ${String(value)}`;
}

/** Text in quotes for messages, cut when it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
