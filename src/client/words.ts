import { isObject, type JsonObject } from '../openapi';
import { textOf } from './json';

/** Bounds beyond which a number of JavaScript is no longer each whole number. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** Text on a schema: its description, and what a type of TypeScript cannot say. */
export function wordsOf(schema: JsonObject): string {
  return paragraphs([
    textOf(schema, 'description') ?? '',
    isBeyondSafe(schema)
      ? `JavaScript keeps whole numbers up to ${SAFE} only: digits of greater ones are lost.`
      : '',
    tagsOf(schema).join('\n'),
  ]);
}

/** Parts of a text that say something, with an empty line between. */
export function paragraphs(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

function tagsOf(schema: JsonObject): string[] {
  const { default: fallback, deprecated } = schema;
  const shown = fallback === undefined ? '' : JSON.stringify(fallback);
  return [
    ...(shown !== '' && shown !== 'null' && shown.length <= 100 ? [`@default ${shown}`] : []),
    ...(deprecated === true ? ['@deprecated'] : []),
  ];
}

/** Whether whole numbers of a schema can be greater than JavaScript keeps. */
function isBeyondSafe(schema: JsonObject): boolean {
  if (/^u?int64$/.test(textOf(schema, 'format') ?? '')) return true;
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((key) => schema[key]);
  if (
    schema.type === 'integer' &&
    bounds.some((bound) => typeof bound === 'number' && Math.abs(bound) > SAFE)
  )
    return true;
  return [schema.anyOf, schema.oneOf].some(
    (of) => Array.isArray(of) && of.some((one) => isObject(one) && isBeyondSafe(one)),
  );
}
