/** What stands between the braces of a path, and what is wrong with them. */
export interface PathTemplate {
  /** Names in the order of the path, each once. A greedy `{proxy+}` or `{proxy:path}` is the variable `proxy`. */
  readonly variables: readonly string[];
  /** Those of the variables that are written as greedy: they can hold slashes. */
  readonly greedy: readonly string[];
  /** What is wrong with the braces. Empty when nothing is. */
  readonly faults: readonly string[];
}

/** How greedy variables are written: as API Gateway does (`{proxy+}`), or as Starlette does (`{proxy:path}`). */
const GREEDY = /\+$|:path$/;

/**
 * The variables of a path, or of a part of one.
 *
 * @example readTemplate('/items/{item_id}/files/{path+}').variables // ['item_id', 'path']
 */
export function readTemplate(path: string): PathTemplate {
  const variables = new Set<string>();
  const greedy = new Set<string>();
  const faults: string[] = [];
  for (const [, name = ''] of path.matchAll(/\{([^{}]*)\}/g)) {
    const variable = name.replace(GREEDY, '');
    if (variable === '') faults.push('has a variable without a name');
    else if (variables.has(variable)) faults.push(`has the variable {${variable}} twice`);
    else variables.add(variable);
    if (variable !== '' && variable !== name) greedy.add(variable);
  }
  if (/[{}]/.test(path.replaceAll(/\{[^{}]*\}/g, ''))) faults.push('has a brace without its other half');
  return { variables: [...variables], greedy: [...greedy], faults };
}
