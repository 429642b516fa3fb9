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
  if (failures.length) throw new DoesNotStart(failures.map((one) => problemOf(project, one)));
}

function problemOf(project: Project, { function: name, log }: StartFailure): Problem {
  const lines = log
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim())
    .slice(-LINES)
    .map((line) => `    | ${line}`);
  return {
    where: name,
    what: [`the function ${name} does not start:`, ...lines].join('\n'),
    fix: `correct the app and run terragate up again; ${project.name} runs on for a look: terragate logs ${name}, terragate down`,
  };
}
