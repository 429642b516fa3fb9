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

/** Files by their path as lines: those of a module are one, and each has its purpose where it is not plain. */
export function fileLines(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of files) {
    const [module] = /^(?:.+\/)?modules\/[^/]+\//.exec(path) ?? [];
    counts.set(module ?? path, (counts.get(module ?? path) ?? 0) + 1);
  }
  const shown = [...counts].map(([path, count]) => ({
    path: path.endsWith('/') ? `${path} (${counted(count, 'file')})` : path,
    purpose: PURPOSES.find(([pattern]) => pattern.test(path))?.[1],
  }));
  const width = Math.max(0, ...shown.map(({ path, purpose }) => (purpose ? path.length : 0)));
  return shown.map(({ path, purpose }) => (purpose ? `${path.padEnd(width)}   ${purpose}` : path));
}

/** A number with its noun. @example counted(2, 'file') // '2 files' */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
