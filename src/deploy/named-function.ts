import { UserError } from '../errors';
import type { Project } from '../project';

/** @throws UserError when a project has no function of a name */
export function checkFunctionName(project: Project, names: readonly string[], wanted: string): void {
  if (names.includes(wanted)) return;
  throw new UserError([
    {
      where: project.name,
      what: `the project has no function ${wanted}`,
      got: wanted,
      allowed: names,
      fix: 'name one of them, or none for all',
    },
  ]);
}
