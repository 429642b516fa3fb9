import { UserError } from '../../errors';
import { newestOf } from './live-alias';
import { shortHash, type Version, type VersionedFunction } from './versions';

/** A function that goes to another of its versions. */
export interface Move {
  readonly of: VersionedFunction;
  /** The newest version that answers now. */
  readonly from: Version;
  readonly to: Version;
}

/**
 * What goes back to where: one function to its version before, several to the package before, so that no two packages
 * answer side by side. Those without that package, which came later, stay. After a rollback that was broken off, the same
 * package is meant again.
 *
 * @param wanted number of a version, or the first digits of a package's hash. @default - what was before
 * @throws UserError where there is no such version
 */
export function movesOf(functions: readonly VersionedFunction[], wanted?: string): Move[] {
  const moves = wanted === undefined ? before(functions) : to(functions, wanted);
  return moves.filter(
    ({ of, to }) => of.live.version !== to.version || Object.keys(of.live.shares).length > 0,
  );
}

function before(functions: readonly VersionedFunction[]): Move[] {
  const earlier = (of: VersionedFunction) =>
    of.versions.filter(({ version }) => Number(version) < Number(newestOf(of.live)));
  const [only, ...more] = functions;
  const [previous] = only && !more.length ? earlier(only) : [];
  if (only && previous) return [{ of: only, from: liveOf(only), to: previous }];
  const candidates = functions.flatMap((of) =>
    earlier(of)
      .filter(({ sha256 }) => sha256 !== liveOf(of).sha256)
      .slice(0, 1),
  );
  const [target] = candidates.sort((one, other) => timeOf(other) - timeOf(one));
  if (!target) throw nothingBefore(functions);
  return functions.flatMap((of) => {
    const from = liveOf(of);
    const found = earlier(of).find(({ sha256 }) => sha256 === target.sha256);
    return found && from.sha256 !== target.sha256 ? [{ of, from, to: found }] : [];
  });
}

function to(functions: readonly VersionedFunction[], wanted: string): Move[] {
  const isNumber = /^\d{1,5}$/.test(wanted);
  const [only, ...more] = functions;
  if (isNumber && more.length)
    throw new UserError([
      {
        where: '--to',
        what: `${functions.length} functions have versions of their own, and a number is that of one function`,
        got: wanted,
        allowed: packagesOf(functions),
        fix: `give the first digits of a package, or name the function: terragate rollback ${only?.name} --to ${wanted}`,
      },
    ]);
  const fits = ({ version, sha256 }: Version) => (isNumber ? version === wanted : sha256.startsWith(wanted));
  const hashes = new Set(functions.flatMap(({ versions }) => versions.filter(fits).map((one) => one.sha256)));
  if (hashes.size !== 1)
    throw new UserError([
      {
        where: '--to',
        what: hashes.size ? 'several packages begin with these digits' : 'no version is that',
        got: wanted,
        allowed: isNumber ? (only?.versions.map(({ version }) => version) ?? []) : packagesOf(functions),
        fix: 'terragate rollback --list prints what there is',
      },
    ]);
  return functions.flatMap((of) => {
    const found = of.versions.find(fits);
    return found ? [{ of, from: liveOf(of), to: found }] : [];
  });
}

/** The newest version of a function that answers now. */
export function liveOf({ live, versions }: VersionedFunction): Version {
  const version = newestOf(live);
  return versions.find((one) => one.version === version) ?? { version, publishedAt: '', sha256: '' };
}

function packagesOf(functions: readonly VersionedFunction[]): string[] {
  return [...new Set(functions.flatMap(({ versions }) => versions.map(({ sha256 }) => shortHash(sha256))))];
}

function timeOf({ publishedAt }: Version): number {
  // Lambda writes the zone without a colon
  return Date.parse(publishedAt.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

function nothingBefore(functions: readonly VersionedFunction[]): UserError {
  const [first, ...more] = functions;
  return new UserError([
    {
      where: `${first?.name ?? 'the project'}${more.length ? ` and ${more.length} more` : ''}`,
      what: more.length
        ? 'there is no package before the one that answers'
        : `there is no version before ${first && newestOf(first.live)}, which answers`,
      fix: 'each up --aws with a changed package makes a version that there is a way back to; terragate rollback --list prints them',
    },
  ]);
}
