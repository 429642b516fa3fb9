import { basename, join } from 'node:path';
import type { Problem } from '../errors';
import { CHOICE_OPTIONS, choiceSetting, choiceWords } from '../package-choice';
import type { Notes } from './observed';
import { hatchEnvironmentOf, placesApart } from './package-places';

/** What is known of a failed import. */
export interface FailedImport {
  /** The last line of Python's error. */
  readonly reason: string;
  readonly notes: Pick<Notes, 'missing' | 'network'>;
  /** The file of settings that ways out are named in. @default - options of `add` */
  readonly settings?: string | undefined;
}

/**
 * The problem of an application that imports a package which its project keeps in a group, an extra or an environment
 * of Hatch, which is not installed; undefined for any other.
 */
export function apartProblem(
  project: string,
  app: string,
  reason: string,
  settings?: string,
): Problem | undefined {
  const module = /ModuleNotFoundError: No module named '(\w+)/.exec(reason)?.[1];
  if (module === undefined) return undefined;
  const [apart] = placesApart(project, module);
  const place = apart ?? hatchEnvironmentOf(project, module);
  if (place === undefined) return undefined;
  const way =
    settings === undefined
      ? `${CHOICE_OPTIONS[place.kind]} ${place.name}`
      : `${choiceSetting(place)} in ${basename(settings)}`;
  const instead = place.kind === 'environment' ? '; or name it in "dependencies" of [project]' : '';
  return {
    where: place.kind === 'environment' ? join(project, place.file) : project,
    what: `the import of ${app} needs ${module}, which is in the ${choiceWords(place)} alone\n    | ${reason}`,
    fix: `choose it for the functions: ${way}${instead}`,
  };
}

/** The problem of an application that needs what this machine lacks, variables or a server; undefined for any other. */
export function lackingProblem(
  project: string,
  app: string,
  { reason, notes, settings }: FailedImport,
): Problem | undefined {
  const { missing, network } = notes;
  if (!missing.length && !network) return undefined;
  const what = missing.length
    ? `the import of ${app} needs ${missing.length > 1 ? 'variables that are' : 'a variable that is'} not set: ${missing.join(', ')}`
    : `the import of ${app} needs a server that can not be reached`;
  const variables = missing.length
    ? `set ${missing.length > 1 ? 'them' : 'it'}, in a file with a line NAME=VALUE for each: ${way(settings, 'envFile', '.env')}`
    : `start the server, or name another one by a variable: ${way(settings, 'envFile', '.env')}`;
  return {
    where: project,
    what: `${what}\n    | ${reason}`,
    fix: `${variables}; or import nothing, and give the OpenAPI document: ${documentInstead(settings)}`,
  };
}

/** The number of variables that a message names; one that lacks a value without harm is no news. */
const MOST = 12;

/**
 * What else can be done about an import that fails for some other reason: a variable that it read without a value may be
 * the cause of any.
 */
export function otherWays({ variables }: Pick<Notes, 'variables'>, settings?: string): string {
  const unset = variables.filter((one) => !one.set).map(({ name }) => name);
  const more = unset.length > MOST ? ` and ${unset.length - MOST} more` : '';
  const set = `set what it read without a value (${unset.slice(0, MOST).join(', ')}${more}): ${way(settings, 'envFile', '.env')}; `;
  return `${unset.length ? set : ''}without an import: ${documentInstead(settings)}`;
}

function documentInstead(settings?: string): string {
  return way(settings, 'openapi', 'openapi.json');
}

const OPTIONS = { envFile: '--env-file', openapi: '--openapi' } as const;

function way(settings: string | undefined, name: keyof typeof OPTIONS, example: string): string {
  return settings === undefined
    ? `${OPTIONS[name]} ${example}`
    : `"${name}": "${example}" in ${basename(settings)}`;
}
