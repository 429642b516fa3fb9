import { basename } from 'node:path';
import { type Problem, UserError } from '../errors';
import {
  CHOICE_OPTIONS,
  CHOICE_SETTINGS,
  type ChoiceKind,
  type Chosen,
  choiceWords,
  chosenNames,
  type PackageChoice,
} from '../package-choice';
import { sha256 } from '../system';

/** A key of what is made from something with a key, and a choice; the same key where nothing is chosen. */
export function chosenKey(key: string, { groups, extras, environment }: PackageChoice): string {
  const chosen = [groups, extras, ...(environment === undefined ? [] : [environment])];
  return chosen.flat().length === 0 ? key : sha256(JSON.stringify([key, ...chosen]));
}

/**
 * Refuses chosen names that a project does not have.
 *
 * @param where the file that lacks them
 * @param names those that it lacks, chosen or not
 * @param of the kind that they are of. @default - either
 * @throws UserError where one of them is chosen
 */
export function refuseUnknown(
  where: string,
  choice: PackageChoice,
  names: readonly string[],
  of?: ChoiceKind,
): void {
  refuse(
    chosenNames(choice).filter(({ kind, name }) => names.includes(name) && (of === undefined || of === kind)),
    ({ kind, name }) => ({
      where,
      what: `there is no ${choiceWords({ kind, name })}`,
      got: name,
      fix: `correct "${CHOICE_SETTINGS[kind]}" in terragate.json (with add: ${CHOICE_OPTIONS[kind]})${kind === 'environment' ? '' : `; where the ${kind} is new, lock again`}`,
    }),
  );
}

/** As `refuseUnknown`, for what the scripts beside this file say of names that are not there. */
export function refuseSaid(where: string, choice: PackageChoice, said: string): void {
  const [, kind, names] = /there is no (group|extra|environment): (.+)/.exec(said) ?? [];
  refuseUnknown(where, choice, wordsIn(names), kind as ChoiceKind | undefined);
}

/** The words of a list with commas or spaces between them; none without a text. */
export function wordsIn(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** Refuses a choice of kinds that a file of packages does not have. @throws UserError where one is made */
export function refuseChoice(source: string, choice: PackageChoice, kinds: readonly ChoiceKind[]): void {
  const file = basename(source);
  refuse(
    chosenNames(choice).filter(({ kind }) => kinds.includes(kind)),
    ({ kind, name }) => ({
      where: source,
      what: `the packages come from ${file}, which has no ${kind}s`,
      got: name,
      fix: `leave it out of "${CHOICE_SETTINGS[kind]}" in terragate.json (with add: ${CHOICE_OPTIONS[kind]}), and name its packages in ${file}`,
    }),
  );
}

function refuse(names: readonly Chosen[], problem: (one: Chosen) => Problem): void {
  if (names.length) throw new UserError(names.map(problem));
}
