import type { Problem } from '../errors';

/** The problem of a file that both the application and a package have: one would hide the other without a word. */
export function fileConflict(name: string, owner: string): Problem {
  return {
    where: name,
    what: `both the application and the package ${owner} have this file`,
    fix: 'rename the file of the application',
  };
}
