import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../errors';
import type { Project } from '../project';
import { backendOf } from './backend-file';

/** A deployment of a project on AWS with variables and a state of its own. */
export interface Environment {
  readonly name: string;
  /** File of its variables, from the root. @example 'envs/staging.tfvars' */
  readonly variables: string;
  /** File of its backend's settings, from the root; undefined where its state is in a workspace of the root's backend. */
  readonly backend: string | undefined;
  /** The folder in which Terraform keeps providers and the backend of this environment: the value of TF_DATA_DIR. */
  readonly data: string;
}

/** Folder of the root with the files of environments. */
export const ENVIRONMENTS = 'envs';

/** Names of the environments of a project: those that have a file of variables. */
export function environmentNames({ root }: Project): string[] {
  const folder = join(root, ENVIRONMENTS);
  return (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((file) => /^(.+)\.tfvars$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * An environment of a project.
 *
 * @throws UserError when it has no file of variables, when its root is a stack of CDKTF, or when its state has no place
 */
export function environmentNamed(project: Project, name: string): Environment {
  const { root, cdktf } = project;
  const environment = withoutBackend(project, name);
  const variables = join(root, environment.variables);
  const problem = (where: string, what: string, fix: string, allowed?: readonly string[]) =>
    new UserError([{ where, what, got: name, ...(allowed?.length ? { allowed } : {}), fix }]);
  if (cdktf !== undefined)
    throw problem(
      '--env',
      'environments are files beside a Terraform root, and this root is synthesized from a stack',
      `make a stack for each environment in ${relative(process.cwd(), cdktf) || cdktf}, and a project of the name of each`,
    );
  if (!existsSync(variables)) {
    const fix = `correct the name, or write ${relative(process.cwd(), variables)} with: environment = "${name}"`;
    throw problem('--env', `the project has no environment ${name}`, fix, environmentNames(project));
  }
  const backend = existsSync(join(root, ENVIRONMENTS))
    ? readdirSync(join(root, ENVIRONMENTS)).find((file) => isBackendOf(file, name))
    : undefined;
  if (backend === undefined && backendOf(project)?.isOurs)
    throw problem(
      join(ENVIRONMENTS, `${name}.s3.tfbackend`),
      `nothing says where the state of ${name} is`,
      `terragate backend --aws --env ${name}`,
    );
  return { ...environment, backend: backend && `${ENVIRONMENTS}/${backend}` };
}

/** An environment whose state has no file yet. */
export function withoutBackend({ state }: Project, name: string): Environment {
  return {
    name,
    variables: `${ENVIRONMENTS}/${name}.tfvars`,
    backend: undefined,
    data: join(state, 'aws', 'environments', name),
  };
}

/**
 * Refuses a plan for an environment under the name of another one, whose resources it would be mixed up with.
 *
 * @param json of `terraform show -json <plan>`
 * @throws UserError where the root has a variable `environment` with another value
 */
export function checkEnvironment({ name, variables }: Environment, json: string): void {
  const plan = JSON.parse(json) as {
    readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
    readonly configuration?: {
      readonly root_module?: { readonly variables?: Readonly<Record<string, unknown>> };
    };
  };
  if (!plan.configuration?.root_module?.variables?.environment) return;
  const value = plan.variables?.environment?.value ?? null;
  if (value === name) return;
  throw new UserError([
    {
      where: variables,
      what: `the variable "environment" is that of another deployment, and ${name} would have its names`,
      got: value,
      allowed: [name],
      fix: `write: environment = "${name}"`,
    },
  ]);
}

function isBackendOf(file: string, name: string): boolean {
  return file.startsWith(`${name}.`) && file.endsWith('.tfbackend') && file.split('.').length === 3;
}
