import type { Problem } from '../errors';
import { pascalCase } from '../naming';
import { CORE_MODULES } from '../project';
import { takenBy } from './reserved';

/** The names of a project, in each language that names it. */
export interface Names {
  /** Folder, distribution, Terraform module folder and AWS resources: `my-api`. */
  readonly name: string;
  /** Python module: `my_api`. */
  readonly module: string;
  /** Class of TypeScript, and the service's name in logs and metrics: `MyApi`. */
  readonly className: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MODULE = /^[a-z][a-z0-9_]*$/;
const NAME_LENGTH = 40;

/** The names of a project. @example namesOf('my-api').className // 'MyApi' */
export function namesOf(name: string, module: string = underscored(name)): Names {
  return { name, module, className: pascalCase(name) };
}

/** A name of a project as Python and Terraform take it. @example underscored('my-api') // 'my_api' */
export function underscored(name: string): string {
  return name.replaceAll('-', '_');
}

/**
 * The nearest name to what was given that is one; `undefined` when nothing is left of it.
 *
 * @example toName('My API') // 'my-api'
 * @example toName('OrderService') // 'order-service'
 */
export function toName(text: string): string | undefined {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, NAME_LENGTH)
    .replace(/-+$/, '');
  return NAME.test(name) ? name : undefined;
}

/** The problems of the name of a project. */
export function nameProblems(where: string, name: string): Problem[] {
  if (!NAME.test(name) || name.length > NAME_LENGTH) {
    const near = toName(name);
    return [
      {
        where,
        what: `${JSON.stringify(name)} is not a name for a project: lower-case letters, digits and single hyphens, a letter first, ${NAME_LENGTH} at most`,
        got: name,
        fix: near && near !== name ? `did you mean "${near}"?` : 'give a name such as my-api',
      },
    ];
  }
  if (CORE_MODULES.some((core) => core === name)) {
    const what = `${name} is the name of a Terraform module beside the API`;
    return [{ where, what, got: name, fix: `give another name, such as my-${name}` }];
  }
  return [];
}

/**
 * The problems of the name of a Python module.
 *
 * @param option the option that gives it another name, for the advice
 */
export function moduleProblems(where: string, module: string, option = '--module-name'): Problem[] {
  if (!MODULE.test(module) || module.length > 2 * NAME_LENGTH) {
    const near = underscored(toName(module) ?? '');
    return [
      {
        where,
        what: `${JSON.stringify(module)} is not a name for a Python module: lower-case letters, digits and _, a letter first`,
        got: module,
        fix: near ? `did you mean "${near}"?` : 'give a name such as my_api',
      },
    ];
  }
  const taken = takenBy(module);
  if (!taken) return [];
  return [
    {
      where,
      what: `${module} is ${taken}, so that imports would find the wrong one`,
      got: module,
      fix: `give the Python module another name, such as ${option} ${module}_api`,
    },
  ];
}

/**
 * A function that puts a project's names in place of those that templates have: my-api, my_api, MyApi.
 *
 * @example renamer(namesOf('orders'))('from my_api.main import app') // 'from orders.main import app'
 */
export function renamer({ name, module, className }: Names): (text: string) => string {
  const to: Readonly<Record<string, string>> = { 'my-api': name, my_api: module, MyApi: className };
  // All names are replaced in one pass: a replacement is not looked at again
  return (text) => text.replace(/my-api|my_api|MyApi/g, (word) => to[word] ?? word);
}
