import { parse } from 'yaml';
import { pipelineEnvironments } from '../../src/pipeline/environments';
import { type GitlabPipelineOf, gitlabPipeline } from '../../src/pipeline/gitlab-pipeline';
import { readProject } from '../../src/project';

/** A job of a pipeline of GitLab. */
export interface GitlabJob {
  readonly extends?: string;
  readonly image?: string;
  readonly rules: readonly {
    readonly if: string;
    readonly when?: string;
    readonly changes?: readonly string[];
  }[];
  readonly needs?: readonly string[];
  readonly environment?: { readonly name: string };
  readonly resource_group?: string;
  readonly interruptible: boolean;
  readonly allow_failure?: boolean;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly artifacts?: { readonly paths: readonly string[] };
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
}

/** The pipeline of the project in a folder, which `writeProject` wrote. */
export function gitlabText(folder: string, more: Partial<GitlabPipelineOf> = {}): string {
  return gitlabPipeline({
    project: 'shop',
    name: 'acme/shop',
    folder: '.',
    root: 'infra',
    file: '.gitlab-ci.yml',
    prefix: '',
    branch: 'main',
    environments: pipelineEnvironments(readProject(folder)),
    hasModules: true,
    ...more,
  });
}

/** The jobs of a file by their names, each with what it extends. */
export function gitlabJobs(text: string): Readonly<Record<string, GitlabJob>> {
  const read = parse(text) as Readonly<Record<string, Partial<GitlabJob>>>;
  const whole = (job: Partial<GitlabJob> = {}): Partial<GitlabJob> => {
    if (job.extends === undefined) return job;
    const base = whole(read[job.extends]);
    return { ...base, ...job, variables: { ...base.variables, ...job.variables } };
  };
  const names = Object.keys(read).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(names.map((name) => [name, whole(read[name]) as GitlabJob]));
}
