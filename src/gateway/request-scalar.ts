import type { JsonObject } from '../openapi';
import { own } from '../openapi/json-value';
import { ANYTHING, type At, count, isEmpty, type Translating, typed } from './request-at';
import { readAlike, textKind, UNMEASURED } from './request-text';

/** A number or boolean, which Pydantic takes as each other and as text. */
export function scalar(translating: Translating, schema: JsonObject, at: At): JsonObject {
  const within = bounds(translating, schema, at);
  if (at.nullable) {
    if (!translating.old) translating.relax('null', at);
    return within;
  }
  translating.relax('scalar', at);
  return { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], ...within };
}

/** Bounds bind numbers alone. Pydantic 1 makes 10 of 10.9 before it looks at them. */
function bounds(translating: Translating, schema: JsonObject, at: At): JsonObject {
  const type = own(schema, 'type');
  if (type === 'boolean' || (translating.old && type !== 'number')) return ANYTHING;
  const bound = (pick: (...all: number[]) => number, ...keys: string[]): number | undefined => {
    const found = keys.map((key) => own(schema, key)).filter((value) => typeof value === 'number');
    const exact = found.filter((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER);
    if (exact.length < found.length) translating.relax('bounds', at);
    return exact.length ? pick(...exact) : undefined;
  };
  const minimum = bound(Math.max, 'minimum', 'exclusiveMinimum');
  const maximum = bound(Math.min, 'maximum', 'exclusiveMaximum');
  const multipleOf = own(schema, 'multipleOf');
  const whole = type === 'integer' && Number.isSafeInteger(multipleOf) && Number(multipleOf) > 0;
  if (multipleOf !== undefined && !whole) translating.relax('multiple', at);
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(whole && multipleOf !== undefined && { multipleOf }),
  };
}

/** Text, or what an app reads out of text. */
export function text(translating: Translating, schema: JsonObject, at: At): JsonObject {
  const kind = textKind(schema);
  if (kind === 'unknown') return translating.relax('format', at);
  if (kind === 'scalar') return scalar(translating, ANYTHING, at);
  const minLength = count(own(schema, 'minLength'));
  const maxLength = count(own(schema, 'maxLength'));
  const pattern = own(schema, 'pattern');
  if (kind === 'converted') {
    if (minLength || maxLength !== undefined || pattern !== undefined) translating.relax('length', at);
    return typed(translating, 'string', ANYTHING, at);
  }
  const alike = typeof pattern === 'string' && readAlike(pattern);
  if (pattern !== undefined && !alike) translating.relax('pattern', at);
  const measured = { ...(maxLength !== undefined && { maxLength }), ...(alike && { pattern }) };
  const rest = {
    ...(minLength && { minLength }),
    ...(!isEmpty(measured) && { anyOf: [measured, { pattern: UNMEASURED }] }),
  };
  return typed(translating, 'string', rest, at);
}
