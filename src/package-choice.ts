/** Names of packages that a project keeps apart, and that its functions need beside the main ones, or in their place. */
export interface PackageChoice {
  /** Dependency groups: of pyproject.toml (PEP 735), of Poetry or PDM, or categories of a Pipfile. */
  readonly groups: readonly string[];
  /** Extras: the lists of `[project.optional-dependencies]` or `[tool.poetry.extras]`. */
  readonly extras: readonly string[];
  /**
   * Environment of Hatch whose packages are taken in place of the main ones, as `hatch -e NAME` has them.
   *
   * @default - the main packages
   * @see https://hatch.pypa.io/latest/config/environment/overview/
   */
  readonly environment?: string | undefined;
}

/** A kind of name in a choice. */
export type ChoiceKind = 'group' | 'extra' | 'environment';

/** A name of a choice, with its kind. */
export interface Chosen {
  readonly kind: ChoiceKind;
  readonly name: string;
}

/** The names of a choice. */
export function chosenNames({ groups, extras, environment }: PackageChoice): readonly Chosen[] {
  const of = (kind: ChoiceKind, names: readonly string[]) => names.map((name) => ({ kind, name }));
  return [
    ...of('group', groups),
    ...of('extra', extras),
    ...of('environment', environment === undefined ? [] : [environment]),
  ];
}

/** The main packages, and no others. */
export const MAIN_PACKAGES: PackageChoice = { groups: [], extras: [] };

/** The settings that hold a choice, by kind. */
export const CHOICE_SETTINGS = {
  ...{ group: 'dependencyGroups', extra: 'extras', environment: 'hatchEnvironment' },
} as const;

/** The options of `add` that make a choice, by kind. */
export const CHOICE_OPTIONS = {
  ...{ group: '--group', extra: '--extra', environment: '--hatch-environment' },
} as const;

/** A name of a choice in a sentence, after "the": `group "aws"`, `environment "web" of Hatch`. */
export function choiceWords({ kind, name }: Chosen): string {
  return kind === 'environment' ? `environment "${name}" of Hatch` : `${kind} "${name}"`;
}

/** The setting that makes a choice: `"extras": ["server"]`. */
export function choiceSetting({ kind, name }: Chosen): string {
  const value = JSON.stringify(name);
  return `"${CHOICE_SETTINGS[kind]}": ${kind === 'environment' ? value : `[${value}]`}`;
}

const NOUNS = { group: 'a group', extra: 'an extra', environment: 'an environment of Hatch' } as const;

/** What is wrong with a name of a group or an extra, so that none is taken for an option of a tool; undefined for a right one. */
export function choiceNameProblem(
  kind: ChoiceKind,
  name: string,
): { readonly what: string; readonly fix: string } | undefined {
  if (/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(name)) return undefined;
  return {
    what: `this is no name of ${NOUNS[kind]}`,
    fix: 'give letters, digits, -, _ and dots, beginning and ending with a letter or a digit',
  };
}
