import { type Problem, UserError } from '../errors';
import type { StartFailure } from '../local/starts';
import type { Project } from '../project';
import { ask, type Instance } from './background/instance';

/** Functions that do not start, on an instance that runs on for a look at them. */
export class DoesNotStart extends UserError {}

/** Lines of a function's log that are shown. */
const LINES = 12;

/**
 * Starts each function of an instance once, without a request.
 *
 * @throws DoesNotStart with the last lines of the logs
 */
export async function checkStarts(
  project: Project,
  instance: Instance,
  functions: readonly string[],
): Promise<void> {
  if (!instance.own || functions.length === 0) return;
  const failures = await ask<readonly StartFailure[]>(instance, 'POST', { functions });
  if (failures.length) throw new DoesNotStart(failures.map((one) => startProblem(project, one)));
}

/** A function that does not start, with the last lines of its log and the variables that it lacks by them. */
export function startProblem(project: Pick<Project, 'name'>, { function: name, log }: StartFailure): Problem {
  const lines = log
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim())
    .slice(-LINES)
    .map((line) => `    | ${line}`);
  return {
    where: name,
    what: [`the function ${name} does not start:`, ...lines].join('\n'),
    fix: `${remedy(log)} and run terragate up again; ${project.name} runs on for a look: terragate logs ${name}, terragate down`,
  };
}

/** A variable of the environment that Python does not find: os.environ["NAME"] ends in this module of its own. */
const NO_VARIABLE =
  /File "(?:<frozen os>|[^"\n]*[\\/]os\.py)", line \d+, in __getitem__\n(?: .*\n)*KeyError: '(\w+)'/g;

/** The fields of a Pydantic model that have no value, each on a line of its own. */
const NO_FIELDS = /validation errors? for (\w+)\n((?:\S.*\n {2}.*(?:\n {4}.*)?(?:\n|$))+)/g;

function remedy(log: string): string {
  const variables = [...log.matchAll(NO_VARIABLE)].map(([, variable]) => variable);
  const fields = [...log.matchAll(NO_FIELDS)].flatMap(([, model, lines = '']) =>
    [...lines.matchAll(/^(\S+)\n {2}Field required\b/gm)].map(([, field]) => `${model}.${field}`),
  );
  const lacking = [...new Set([...variables, ...fields])];
  return lacking.length === 0
    ? 'correct the app'
    : `it lacks ${lacking.join(', ')}: give the variable${lacking.length > 1 ? 's' : ''} by env or secrets of the module,`;
}
