import { createHash } from 'node:crypto';

/**
 * Most characters of the end of a function's name; 40 of the 64 that the whole name can have are left.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
const LONGEST = 24;

/** The lengths of the hash that are tried in turn when names collide. */
const HASH_LENGTHS = [6, 12, LONGEST];

/** The names that an operation can have, the one that is wanted most first. */
interface Claim {
  readonly id: string;
  readonly candidates: readonly string[];
  rank: number;
}

/**
 * The end of the name of each operation's own function: lower-case words with dashes between, 24 characters at most.
 *
 * A name that was shortened, that has nothing left of the id, or that two ids would share ends with a hash of the id.
 * It never depends on the order of the operations or on a count: a function that changes its name is created again.
 *
 * @returns the names by id
 * @example functionNames(['say_hello', 'getFile']).get('getFile') // 'get-file'
 */
export function functionNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const claims = [...new Set(ids)].map((id): Claim => ({ id, candidates: candidatesOf(id), rank: 0 }));
  for (let changed = true; changed; ) {
    changed = false;
    const sharers = new Map<string, Claim[]>();
    for (const claim of claims) sharers.set(nameOf(claim), [...(sharers.get(nameOf(claim)) ?? []), claim]);
    for (const group of sharers.values()) {
      for (const claim of group.length > 1 ? group : []) {
        if (claim.rank === claim.candidates.length - 1) continue;
        claim.rank++;
        changed = true;
      }
    }
  }
  return new Map(claims.map((claim) => [claim.id, nameOf(claim)]));
}

/**
 * The id of an operation, or the one way of writing it that `getFile`, `get_file` and `get__file` have in common, where
 * the name of its function is that of all of them.
 *
 * A function is known by it in a state: one whose operation is written in another way stays. As another function it would
 * be made while the one of its name is still there, which Lambda refuses.
 *
 * @param name that of `functionNames`
 */
export function functionKey(id: string, name: string): string {
  return kebab(id) === name ? name.replaceAll('-', '_') : id;
}

function nameOf({ candidates, rank }: Claim): string {
  return candidates[rank] ?? '';
}

function candidatesOf(id: string): readonly string[] {
  const words = kebab(id);
  const hash = createHash('sha256').update(id).digest('hex');
  const hashed = HASH_LENGTHS.map((length) => {
    const room = LONGEST - length - 1;
    const start = (words || 'op').slice(0, Math.max(0, room)).replace(/-$/, '');
    return start === '' ? hash.slice(0, length) : `${start}-${hash.slice(0, length)}`;
  });
  return words !== '' && words.length <= LONGEST ? [words, ...hashed] : hashed;
}

/**
 * An operation's id in kebab case: `getFile`, `get_file` and `GETFile` are `get-file`; accented letters lose their
 * accents.
 */
function kebab(id: string): string {
  return id
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
