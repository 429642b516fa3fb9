import { type Code, languageOf } from './code';
import { jsonText } from './json';

/** Code of YAML 1.2. */
export type Yaml = Code<'yaml'>;

/**
 * The tag of YAML: each text in it is a scalar in double quotes on one line, which YAML reads as JSON.
 *
 * @see https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
 * @example yaml`working-directory: ${'my folder'}`.text // 'working-directory: "my folder"'
 */
export const yaml = languageOf('yaml', (value: string) => scalar(value));

/** A workflow of GitHub Actions. */
export type Workflow = Code<'workflow'>;

/**
 * The tag of a workflow of GitHub Actions: YAML in which a text holds no expression either.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 * @example workflow`path: ${'${{ a }}'}`.text // `path: "${{ '${{' }} a }}"`
 */
export const workflow = languageOf('workflow', (value: string) =>
  scalar(value.replaceAll('${{', "${{ '${{' }}")),
);

/** A name of a workflow, such as that of a job, as it is. @throws TypeError for what is none */
export function workflowName(name: string): Workflow {
  if (!/^\w[\w-]*$/.test(name)) throw new TypeError(`not a name in a workflow: ${JSON.stringify(name)}`);
  return workflow.raw(name);
}

function scalar(value: string): string {
  return jsonText(value, 0);
}
