import { isList, isObject, type Json, own } from './json-value';

/** A value of the document and the JSON pointer to its real place. */
export interface Located<T extends Json = Json> {
  readonly value: T;
  readonly pointer: string;
}

/** The end of following a value's `$ref`. */
export type Followed =
  | { readonly kind: 'value'; readonly value: Json; readonly pointer: string }
  /** The reference leads to another file. */
  | { readonly kind: 'external'; readonly ref: string; readonly pointer: string }
  /** The reference leads nowhere. */
  | { readonly kind: 'dangling'; readonly ref: string; readonly pointer: string }
  /** The references lead back to themselves. */
  | { readonly kind: 'circular'; readonly chain: readonly string[]; readonly pointer: string };

/** Most references inside one pointer's way that are followed, so that references in a circle come to an end. */
const MOST_HOPS = 32;

/**
 * The pointer to a key below another pointer.
 *
 * @example below('/paths', '/items/{id}') // '/paths/~1items~1{id}'
 */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Whether a `$ref` leads to another file. */
export function isExternal(ref: string): boolean {
  return ref !== '' && !ref.startsWith('#');
}

/** The text of the value's `$ref`, when it is a reference. */
export function refOf(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const ref = own(value, '$ref');
  return typeof ref === 'string' ? ref : undefined;
}

/**
 * The value that a local reference (`#`, `#/components/schemas/Pet`) leads to, or undefined.
 *
 * The fragment is percent-decoded and then split, as RFC 6901 (section 6) says. Documents in the wild also escape the
 * slashes of a path (`#/paths/%2Fpets`) or have a percent sign in a name, so those readings are tried after it.
 *
 * @example resolvePointer(document, '#/paths/~1items~1%7Bid%7D/get')
 */
export function resolvePointer(document: Json, ref: string): Located | undefined {
  return resolve(document, ref, { left: MOST_HOPS });
}

/** The hops that remain of {@link MOST_HOPS}: one counter for a whole resolution, or the readings below would multiply. */
interface Hops {
  left: number;
}

function resolve(document: Json, ref: string, hops: Hops): Located | undefined {
  if (ref === '#') return { value: document, pointer: '' };
  if (!ref.startsWith('#/')) return undefined;
  const fragment = ref.slice(2);
  if (!fragment.includes('%')) return walk(document, fragment.split('/'), hops);
  return (
    walk(document, percentDecoded(fragment).split('/'), hops) ??
    walk(document, fragment.split('/').map(percentDecoded), hops) ??
    walk(document, fragment.split('/'), hops)
  );
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that escapes nothing stands for itself
  }
}

function walk(document: Json, escapedKeys: readonly string[], hops: Hops): Located | undefined {
  let value: Json = document;
  let pointer = '';
  for (const escaped of escapedKeys) {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    let child = childOf(value, key);
    while (child === undefined) {
      // A pointer through a reference (`#/components/schemas/A/properties/b`, A being a `$ref`) means the target's part.
      const ref = refOf(value);
      if (ref === undefined || hops.left-- <= 0) return undefined;
      const target = resolve(document, ref, hops);
      if (!target) return undefined;
      ({ value, pointer } = target);
      child = childOf(value, key);
    }
    value = child;
    pointer = below(pointer, key);
  }
  return { value, pointer };
}

function childOf(value: Json, key: string): Json | undefined {
  if (isObject(value)) return own(value, key);
  if (isList(value) && /^(0|[1-9]\d*)$/.test(key)) return value[Number(key)];
  return undefined;
}

/** Follows the `$ref` of a value, and that of what it leads to, to a value that is not a reference. */
export function follow(document: Json, start: Located): Followed {
  const chain: string[] = [];
  const seen = new Set<string>();
  let { value, pointer } = start;
  for (;;) {
    const ref = refOf(value);
    if (ref === undefined) return { kind: 'value', value, pointer };
    if (isExternal(ref)) return { kind: 'external', ref, pointer };
    chain.push(ref);
    seen.add(pointer);
    const target = resolvePointer(document, ref);
    if (!target) return { kind: 'dangling', ref, pointer };
    if (seen.has(target.pointer)) return { kind: 'circular', chain, pointer: start.pointer };
    ({ value, pointer } = target);
  }
}
