import { type Code, languageOf } from './code';
import { jsonText } from './json';

/** A pipeline of GitLab. */
export type GitLab = Code<'gitlab'>;

/**
 * The tag of a pipeline of GitLab: each text in it is a scalar of YAML in double quotes on one line, as in JSON. It is made for
 * values of `variables`, in which `$$` is a dollar sign, and a single one begins the name of a variable.
 *
 * @see https://docs.gitlab.com/ci/variables/#prevent-cicd-variable-expansion
 * @example gitlab`NAME: ${'$HOME: "a"'}`.text // `NAME: "$$HOME: \"a\""`
 */
export const gitlab = languageOf('gitlab', (value: string) => jsonText(value.replaceAll('$', '$$$$'), 0));

/** A name in a pipeline of GitLab, such as that of a job, as it is. @throws TypeError for what is none */
export function gitlabName(name: string): GitLab {
  if (!/^\.?\w[\w-]*$/.test(name)) throw new TypeError(`not a name in a pipeline: ${JSON.stringify(name)}`);
  return gitlab.raw(name);
}

/** A path or a pattern of paths, in which GitLab has no way to write a dollar sign. @throws TypeError for one with it */
export function gitlabPath(path: string): GitLab {
  if (path.includes('$')) throw new TypeError(`GitLab reads a variable in ${JSON.stringify(path)}`);
  return gitlab.literal(path);
}

/** A condition of `rules`. */
export type GitLabIf = Code<'gitlab-if'>;

/**
 * The tag of a condition of `rules`. A string there has no escapes: what it cannot hold is refused.
 *
 * @throws TypeError for a text with more than letters, digits, spaces and `_./-`
 * @see https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
 */
export const gitlabIf = languageOf('gitlab-if', (value: string) => {
  if (!/^[\w./ -]*$/.test(value))
    throw new TypeError(`no string of a condition can hold ${JSON.stringify(value)}`);
  return `"${value}"`;
});

/** Any text that begins, ends and goes on as a pattern with `*`, as a regular expression of a condition. */
export function gitlabPattern(pattern: string): GitLabIf {
  if (!/^[\w./*-]+$/.test(pattern)) throw new TypeError(`not a pattern: ${JSON.stringify(pattern)}`);
  const inner = pattern.replace(/[./]/g, '\\$&').replaceAll('*', '.*');
  return gitlabIf.raw(`/^${inner}$/`);
}

/** A condition as the scalar that it is in a pipeline. */
export function gitlabRule({ text }: GitLabIf): GitLab {
  return gitlab.raw(jsonText(text, 0));
}
