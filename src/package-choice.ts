/** Names of packages that a project keeps apart, and that its functions need beside the main ones. */
export interface PackageChoice {
  /** Dependency groups: of pyproject.toml (PEP 735), of Poetry or PDM, or categories of a Pipfile. */
  readonly groups: readonly string[];
  /** Extras: the lists of `[project.optional-dependencies]` or `[tool.poetry.extras]`. */
  readonly extras: readonly string[];
}

/** A kind of name in a choice. */
export type ChoiceKind = 'group' | 'extra';

/** The main packages, and no others. */
export const MAIN_PACKAGES: PackageChoice = { groups: [], extras: [] };

/** The settings that hold a choice, by kind. */
export const CHOICE_SETTINGS = { group: 'dependencyGroups', extra: 'extras' } as const;

/** What is wrong with a name of a group or an extra, so that none is taken for an option of a tool; undefined for a right one. */
export function choiceNameProblem(
  kind: ChoiceKind,
  name: string,
): { readonly what: string; readonly fix: string } | undefined {
  if (/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(name)) return undefined;
  return {
    what: `this is no name of ${kind === 'extra' ? 'an extra' : 'a group'}`,
    fix: 'give letters, digits, -, _ and dots, beginning and ending with a letter or a digit',
  };
}
