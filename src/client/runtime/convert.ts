/** Turns values of JSON into those of the program, and back. */

/** What is to be done with a value between JSON and the program; undefined where it stays as it is. */
export type Shape = Text | Structure | (() => Shape);

/** A text that is a `Date` in the program. With `maybe-`, other texts can stand there too. */
type Text = 'date-time' | 'date' | 'maybe-date-time' | 'maybe-date';

interface Structure {
  /** Properties of an object, by their names in JSON. */
  readonly properties?: { readonly [name: string]: Shape };
  /** Names of properties in the program, by those in JSON, where they differ. */
  readonly names?: { readonly [name: string]: string };
  /** All other properties of an object. */
  readonly rest?: Shape;
  /** Items of a list, after those of `tuple`. */
  readonly items?: Shape;
  /** Items of a list by their place. */
  readonly tuple?: readonly (Shape | undefined)[];
  /** One of several shapes, by the value of a property. */
  readonly tag?: {
    /** Name in JSON. */
    readonly property: string;
    /** Name in the program. @default - the same */
    readonly own?: string;
    readonly of: { readonly [value: string]: Shape };
  };
  /** Each of several shapes. */
  readonly all?: readonly Shape[];
}

/** From JSON to the program. */
export const READ = true;
/** From the program to JSON. */
export const WRITE = false;

/** A value of JSON as the program has it, or the other way round. */
export function convert(shape: Shape | undefined, value: unknown, reads: boolean): unknown {
  if (shape === undefined || value === undefined || value === null) return value;
  if (typeof shape === 'function') return convert(shape(), value, reads);
  if (typeof shape === 'string') return reads ? dateOf(shape, value) : textOf(shape, value);
  const { tag, all, items, tuple } = shape;
  let made: unknown = value;
  for (const one of all ?? []) made = convert(one, made, reads);
  if (Array.isArray(made))
    return items || tuple ? made.map((item, i) => convert(tuple?.[i] ?? items, item, reads)) : made;
  if (!isObject(made)) return made;
  if (tag)
    made = convert(own(tag.of, String(made[reads ? tag.property : (tag.own ?? tag.property)])), made, reads);
  return shape.properties || shape.names || shape.rest ? objectOf(shape, made as object, reads) : made;
}

const { hasOwnProperty: hasOwn } = Object.prototype;

function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return hasOwn.call(object, name) ? object[name] : undefined;
}

function objectOf({ properties = {}, names = {}, rest }: Structure, value: object, reads: boolean): object {
  const given = reads ? names : Object.fromEntries(Object.entries(names).map(([json, own]) => [own, json]));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const other = own(given, name) ?? name;
      return [other, convert(own(properties, reads ? name : other) ?? rest, item, reads)];
    }),
  );
}

/** The date of a text. One without a zone is in UTC: servers that leave the zone out mean that. */
function dateOf(shape: Text, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (
    shape.startsWith('maybe-') &&
    !/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i.test(value)
  )
    return value;
  return new Date(/\d[T ]\d\d:\d\d[^Z+-]*$/i.test(value) ? `${value}Z` : value);
}

function textOf(shape: Text, value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  return shape.endsWith('date') ? value.toISOString().slice(0, 10) : value.toISOString();
}

/** Whether a value is an object that is nothing else: no list, date or file. */
export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return Object.prototype.toString.call(value) === '[object Object]';
}
