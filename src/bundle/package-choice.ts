import { basename } from 'node:path';
import { type Problem, UserError } from '../errors';
import { CHOICE_SETTINGS, type ChoiceKind, type PackageChoice } from '../package-choice';
import { sha256 } from '../system';

/** A key of what is made from something with a key, and a choice; the same key where nothing is chosen. */
export function chosenKey(key: string, { groups, extras }: PackageChoice): string {
  return groups.length + extras.length === 0 ? key : sha256(JSON.stringify([key, groups, extras]));
}

/**
 * Refuses chosen names that a project does not have.
 *
 * @param where the file that lacks them
 * @param isUnknown whether a name is one of these
 * @throws UserError where there is one
 */
export function refuseUnknown(
  where: string,
  choice: PackageChoice,
  isUnknown: (name: string, kind: ChoiceKind) => boolean,
): void {
  refuse(
    named(choice).filter(({ kind, name }) => isUnknown(name, kind)),
    ({ kind, name }) => ({
      where,
      what: `there is no ${kind} "${name}"`,
      got: name,
      fix: `correct "${CHOICE_SETTINGS[kind]}" in terragate.json (with add: --${kind}); where the ${kind} is new, lock again`,
    }),
  );
}

/** Refuses a choice of kinds that a file of packages does not have. @throws UserError where one is made */
export function refuseChoice(source: string, choice: PackageChoice, kinds: readonly ChoiceKind[]): void {
  const file = basename(source);
  refuse(
    named(choice).filter(({ kind }) => kinds.includes(kind)),
    ({ kind, name }) => ({
      where: source,
      what: `the packages come from ${file}, which has no ${kind}s`,
      got: name,
      fix: `leave it out of "${CHOICE_SETTINGS[kind]}" in terragate.json (with add: --${kind}), and name its packages in ${file}`,
    }),
  );
}

interface Named {
  readonly kind: ChoiceKind;
  readonly name: string;
}

function named({ groups, extras }: PackageChoice): Named[] {
  const of = (kind: ChoiceKind, names: readonly string[]) => names.map((name) => ({ kind, name }));
  return [...of('group', groups), ...of('extra', extras)];
}

function refuse(names: readonly Named[], problem: (one: Named) => Problem): void {
  if (names.length) throw new UserError(names.map(problem));
}
