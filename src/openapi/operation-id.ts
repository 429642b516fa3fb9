import { createHash } from 'node:crypto';
import type { HttpMethod } from './model';

/** The input of an id. */
export interface IdSource {
  /** Id as the document writes it, when it is text that is not blank. */
  readonly operationId: string | undefined;
  readonly method: HttpMethod;
  readonly path: string;
  /** The first tag. */
  readonly tag: string | undefined;
}

/** The lengths of the hash that are tried in turn when names made from paths collide. */
const HASH_LENGTHS = [8, 16, 64];

/** The keys of functions that are of no single operation, with what each is: no id is the same. */
export const RESERVED_IDS: ReadonlyMap<string, string> = new Map([
  ['$router', 'the shared function'],
  ['$events', 'the function of schedules, queues and buckets'],
]);

/**
 * A unique id for each operation, in the same order.
 *
 * An operationId that is there once is the id, unless it is reserved. Operations that share one are called `<tag>.<operationId>`; where that is
 * not unique either, and where there is no operationId, they are called after method and path
 * (`get_items_by_item_id`), with a hash of both where two meet. An id never depends on the order of the operations or
 * on a count: people write ids into their settings, and `list_2` would silently become another operation's name.
 */
export function uniqueIds(sources: readonly IdSource[]): readonly string[] {
  const claims = sources.map((source) => ({
    candidates: candidatesOf(source),
    rank: 0,
    written: source.operationId,
  }));
  const current = (claim: { candidates: readonly string[]; rank: number }): string =>
    claim.candidates[claim.rank] ?? '';
  for (let changed = true; changed; ) {
    changed = false;
    for (const sharers of groupedBy(claims, current).values()) {
      if (sharers.length === 1) continue;
      // An operation whose author gave it this very id keeps it, and the made-up ids give way.
      const owners = sharers.filter((claim) => claim.rank === 0 && claim.written === current(claim));
      for (const claim of sharers) {
        if (owners.length === 1 && claim === owners[0]) continue;
        if (claim.rank < claim.candidates.length - 1) {
          claim.rank++;
          changed = true;
        }
      }
    }
  }
  return claims.map(current);
}

/** Sets of ids that are one when case and punctuation are left out, as they are where names are made from ids. */
export function nearlySame(ids: readonly string[]): readonly (readonly string[])[] {
  const groups = groupedBy(ids, (id) => id.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase());
  return [...groups.values()].filter((group) => group.length > 1);
}

/** The values by what `keyOf` says of them. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function candidatesOf({ operationId, method, path, tag }: IdSource): readonly string[] {
  const derived = derivedId(method, path);
  const hash = createHash('sha256').update(`${method} ${path}`).digest('hex');
  const last = HASH_LENGTHS.map((length) => `${derived}_${hash.slice(0, length)}`);
  if (operationId === undefined || RESERVED_IDS.has(operationId)) return [derived, ...last];
  return [operationId, ...(tag === undefined ? [] : [`${tag}.${operationId}`]), derived, ...last];
}

/**
 * An id made from method and path.
 *
 * @example derivedId('get', '/items/{item_id}') // 'get_items_by_item_id'
 */
export function derivedId(method: HttpMethod, path: string): string {
  const words = path
    .replaceAll(/\{([^{}]*)\}/g, ' by $1 ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return [method, ...(words.length > 0 ? words : ['root'])].join('_');
}
