import type { Json, JsonObject } from '../openapi';
import { isList, isObject, own } from '../openapi/json-value';
import { type At, count, isEmpty, isTuple, schemaOf, type Translating } from './request-at';
import { isSpecial, looksLikeAlias } from './request-names';

/** What a schema says of lists. */
export function list(translating: Translating, schema: JsonObject, at: At): JsonObject {
  const set = own(schema, 'uniqueItems') === true;
  const tuple = isTuple(schema);
  const minItems = count(own(schema, 'minItems'));
  const maxItems = set ? undefined : count(own(schema, 'maxItems'));
  if (set) translating.relax('set', at);
  if (tuple) translating.relax('tuple', at);
  const below = { path: `${at.path}[]`, level: at.level + 1 };
  const items = tuple ? {} : translating.translate(schemaOf(own(schema, 'items')), below);
  return {
    ...(!isEmpty(items) && { items }),
    ...(minItems && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
}

/** What a schema says of objects. */
export function object(translating: Translating, schema: JsonObject, at: At): JsonObject {
  const written = own(schema, 'properties');
  const all = isObject(written) ? Object.entries(written) : [];
  const listed = own(schema, 'required');
  const needed = new Set(isList(listed) ? listed.filter((name) => typeof name === 'string') : []);
  const names = [...all.map(([name]) => name), ...needed];
  const others = additional(translating, schema, names, at);
  const readOnly = new Set(all.filter(([, one]) => isReadOnly(one)).map(([name]) => name));
  const properties = all
    .filter(([name]) => !isSpecial(name))
    .map(([name, one]): [string, JsonObject] => {
      const below = { path: `${at.path}.${name}`, level: at.level + 1 };
      if (readOnly.has(name)) return [name, translating.relax('readOnly', below)];
      const nullable = !needed.has(name) && (at.parameters || !hasDefault(one));
      return [name, translating.translate(schemaOf(one), nullable ? { ...below, nullable } : below)];
    })
    .filter(([, one]) => others !== undefined || !isEmpty(one));
  const required = [...needed].filter((name) => !looksLikeAlias(name) && !readOnly.has(name));
  if ([...needed].some(looksLikeAlias)) translating.relax('alias', at);
  const minProperties = count(own(schema, 'minProperties'));
  if (own(schema, 'maxProperties') !== undefined) translating.relax('maximum', at);
  return {
    ...(properties.length && { properties: Object.fromEntries(properties) }),
    ...(required.length && { required }),
    ...(others !== undefined && { additionalProperties: others }),
    ...(minProperties && { minProperties }),
  };
}

/** What other properties have to be. Undefined: they can be anything. */
function additional(
  translating: Translating,
  schema: JsonObject,
  names: readonly string[],
  at: At,
): JsonObject | false | undefined {
  if (names.some(isSpecial)) translating.relax('special', at);
  const written = own(schema, 'additionalProperties');
  if (written === undefined || written === true) return undefined;
  const aliases = names.some(looksLikeAlias);
  if (aliases) translating.relax('alias', at);
  if (at.combined) translating.relax('combined', at);
  if (aliases || at.combined || Object.hasOwn(schema, 'patternProperties')) return undefined;
  if (written === false) return false;
  const others = translating.translate(schemaOf(written), { path: `${at.path}.*`, level: at.level + 1 });
  return isEmpty(others) ? undefined : others;
}

/** FastAPI leaves a default of null out of its document: a property without one can have it, and take it. */
function hasDefault(schema: Json): boolean {
  return isObject(schema) && Object.hasOwn(schema, 'default');
}

function isReadOnly(schema: Json): boolean {
  return isObject(schema) && own(schema, 'readOnly') === true;
}
