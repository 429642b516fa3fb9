import type { Project } from '../../project';
import { sha256 } from '../../system';

/**
 * What is wrong with a variable that a secret is for, in words; undefined where nothing is. The module of the app has the
 * same rule.
 */
export function secretNameProblem(name: string): string | undefined {
  return /^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)
    ? undefined
    : 'a secret is called as the variable that the app reads: two or more letters, digits and _, a letter first';
}

/**
 * The folder for the secrets of a deployment, in the names of either store. Names of variables and of environments do not
 * meet: one without an environment is not below those with one.
 *
 * @example secretFolder(project, 'staging') // '/terragate/shop/staging'
 */
export function secretFolder({ name }: Project, environment?: string): string {
  // Both stores take these letters; a name with others is told from a like one by its hash
  const own = /^[A-Za-z0-9_.-]{1,100}$/.test(name)
    ? name
    : `${name.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 80)}-${sha256(name).slice(0, 8)}`;
  return ['/terragate', own, ...(environment === undefined ? [] : [environment])].join('/');
}

/** The variable that a secret of such a folder is for. */
export function variableOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
