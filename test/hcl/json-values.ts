import fc from 'fast-check';
import type { Value } from '../../src/hcl';
import { anyText } from './arbitraries';

const key = fc.oneof(
  anyText,
  fc.constantFrom(
    '__proto__',
    'constructor',
    'for',
    'null',
    'true',
    'if',
    'in',
    '',
    '0',
    '1.5',
    '-',
    'a.b',
    '$hcl',
    '//',
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]*$/),
);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, -1e21, 1e-7, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, 0.1),
);

const any: fc.Arbitrary<Value> = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    anyText,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('any')), { maxLength: 5 }).map(toObject),
  ),
})).any;

/** Anything that JSON can hold. An object that has the mark of an expression is one: no document has it. */
export const value = any.filter(
  (item) =>
    !/"\$hcl":"(?:literal|raw|template|tuple|object|call|for|conditional)"/.test(JSON.stringify(item)),
);

/** HCL holds text in one normal form, so that two keys may be one. */
function toObject(entries: readonly (readonly [string, Value])[]): Value {
  return Object.fromEntries(
    new Map(entries.map(([name, item]) => [name.normalize('NFC'), [name, item] as const])).values(),
  );
}

/** The same value as HCL holds it: text in its composed form, no minus before zero. */
export function normal(item: unknown): unknown {
  if (typeof item === 'string') return item.normalize('NFC');
  if (typeof item === 'number') return item === 0 ? 0 : item;
  if (Array.isArray(item)) return item.map(normal);
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(
    Object.entries(item).map(([name, inner]) => [name.normalize('NFC'), normal(inner)]),
  );
}

/** As text, in which a key `__proto__` is a key like any other; the parser sorts the names of an object. */
export function shown(item: unknown): string {
  return JSON.stringify(item, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
