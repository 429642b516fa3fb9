import { type Code, languageOf } from './code';
import { jsonText } from './json';

/** A workflow of GitHub Actions. */
export type Workflow = Code<'workflow'>;

/**
 * The tag of a workflow of GitHub Actions: each text in it is a scalar of YAML in double quotes on one line, as in JSON, and
 * holds no expression of GitHub.
 *
 * @see https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 * @example workflow`path: ${'${{ a }}'}`.text // `path: "${{ '${{' }} a }}"`
 */
export const workflow = languageOf('workflow', (value: string) =>
  jsonText(value.replaceAll('${{', "${{ '${{' }}"), 0),
);

/** A name of a workflow, such as that of a job, as it is. @throws TypeError for what is none */
export function workflowName(name: string): Workflow {
  if (!/^\w[\w-]*$/.test(name)) throw new TypeError(`not a name in a workflow: ${JSON.stringify(name)}`);
  return workflow.raw(name);
}
