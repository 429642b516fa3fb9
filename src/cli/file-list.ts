import { linesOf } from './file-groups';

/** Purposes of files that `new` and `add` write, by their path in a project; the first that fits. */
const PURPOSES: readonly (readonly [path: RegExp, purpose: string])[] = [
  [/^terragate\.json$/, 'settings of the project'],
  [/^openapi\.json$/, 'operations of the app, from each export anew'],
  [/^package\.json$/, 'the terragate command, in this version'],
  [/^vendor\//, 'the package of Terragate that npm installs'],
  [/^(?:run(?:-lambda)?\.sh|(?:lambda|terragate)_handler\.py)$/, 'starts the app in Lambda'],
  [/^infra\/modules\//, 'written by terragate synth, never by hand'],
  [/^infra\//, 'the root: yours to change'],
];

/**
 * Files by their path as lines: those of a module are one, and each has its purpose where it is not plain.
 *
 * @param lines number of lines of each text, which are shown then
 */
export function fileLines(files: readonly string[], lines?: ReadonlyMap<string, number>): string[] {
  const shown = [...byModule(files)].map(([place, paths]) => ({
    path: place.endsWith('/') ? `${place} (${counted(paths.length, 'file')})` : place,
    count: lines ? String(linesOf(paths, lines) || '') : '',
    purpose: PURPOSES.find(([pattern]) => pattern.test(place))?.[1],
  }));
  const pathWidth = Math.max(0, ...shown.map(({ path, purpose }) => (purpose || lines ? path.length : 0)));
  const countWidth = Math.max(0, ...shown.map(({ count }) => count.length));
  return shown.map(({ path, count, purpose }) => {
    const columns = [path.padEnd(pathWidth), ...(lines ? [count.padStart(countWidth)] : []), purpose ?? ''];
    return columns.join('   ').trimEnd();
  });
}

/** Files by the folder of the module that they are of, and each other one by itself. */
function byModule(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const path of files) {
    const [place = path] = /^(?:.+\/)?modules\/[^/]+\//.exec(path) ?? [];
    places.set(place, [...(places.get(place) ?? []), path]);
  }
  return places;
}

/** A number with its noun. @example counted(2, 'file') // '2 files' */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
