/** Files of a project with one purpose. */
export interface FileGroup {
  /** What they are, in a word or two. */
  readonly purpose: string;
  /** Their paths in the project. */
  readonly files: readonly string[];
  /** Number of lines that they have in all. */
  readonly lines: number;
}

/** The purposes with the paths that have them: the first that fits. */
const PURPOSES = [
  ['modules that are generated', /^infra\/modules\//],
  ['infrastructure', /^infra\//],
  ['tests', /^tests\//],
  ['app', /\.(?:py|sh)$|^pyproject\.toml$/],
  ['project', /./],
] as const;

/** The order in which groups are shown: what a team writes comes first. */
const SHOWN: readonly string[] = ['app', 'tests', 'infrastructure', 'project', 'modules that are generated'];

/**
 * Files by what they are for: those of a team first, what is generated last.
 *
 * @param lines number of lines of each text; a file that is none has no lines
 */
export function fileGroups(files: readonly string[], lines: ReadonlyMap<string, number>): FileGroup[] {
  const purposeOf = (path: string) => PURPOSES.find(([, pattern]) => pattern.test(path))?.[0];
  return SHOWN.flatMap((purpose) => {
    const own = files.filter((path) => purposeOf(path) === purpose);
    return own.length ? [{ purpose, files: own, lines: linesOf(own, lines) }] : [];
  });
}

/** The number of lines of files in all. */
export function linesOf(files: readonly string[], lines: ReadonlyMap<string, number>): number {
  return files.reduce((sum, path) => sum + (lines.get(path) ?? 0), 0);
}
