/** The variables of a path template, and its problems. */
export interface PathTemplate {
  /** Names in the order of the path, each once. A greedy `{proxy+}` or `{proxy:path}` is the variable `proxy`. */
  readonly variables: readonly string[];
  /** The greedy variables: their values can hold slashes. */
  readonly greedy: readonly string[];
  /** The problems of the braces. Empty when there are none. */
  readonly faults: readonly string[];
}

/** The forms of greedy variables: API Gateway's (`{proxy+}`) and Starlette's (`{proxy:path}`). */
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
