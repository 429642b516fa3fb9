import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../errors';
import type { Project } from '../project';
import { readText } from '../system';
import { backendOf, placeIn, type RootBackend, settingsIn } from './backend-file';
import type { Plan } from './plan';
import { accountOfBucket } from './state-bucket';

/** A deployment of a project on AWS with variables and a state of its own. */
export interface Environment {
  readonly name: string;
  /** File of its variables, from the root. @example 'envs/staging.tfvars' */
  readonly variables: string;
  /** File of its backend's settings, from the root; undefined where its state is on this machine. */
  readonly backend: string | undefined;
  /** File of its state on this machine, from the root. @example 'envs/staging.tfstate' */
  readonly state: string;
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
 * @throws UserError as `environmentVariables`, and when its state has no place
 */
export function environmentNamed(project: Project, name: string): Environment {
  const variables = environmentVariables(project, name);
  const backend = backendFile(project, name);
  const ofRoot = backendOf(project);
  if (backend === undefined && ofRoot)
    throw new UserError([
      {
        where: `${ENVIRONMENTS}/${name}.${ofRoot.type}.tfbackend`,
        what: `nothing says where the state of ${name} is`,
        fix: ofRoot.isOurs
          ? `terragate backend --aws --env ${name}`
          : `write the settings that it has in place of those of ${ofRoot.file}, such as another key`,
      },
    ]);
  if (backend !== undefined) checkPlaceIsOwn(project, backend, ofRoot);
  return {
    name,
    variables,
    backend,
    state: stateOf(name),
    data: dataOf(project, name),
  };
}

/**
 * The file with the variables of an environment, from the root.
 *
 * @throws UserError when there is none, or when the root is a stack of CDKTF
 */
export function environmentVariables(project: Project, name: string): string {
  const { root, cdktf, settings } = project;
  if (cdktf !== undefined)
    throw new UserError([
      {
        where: '--env',
        what: 'environments are files beside a Terraform root, and this root is synthesized from a stack',
        got: name,
        fix: `make a stack for each environment in its main.ts, with a "root" in ${relative(process.cwd(), settings)} for the one that is meant`,
      },
    ]);
  const variables = `${ENVIRONMENTS}/${name}.tfvars`;
  if (existsSync(join(root, variables))) return variables;
  throw new UserError([
    {
      where: '--env',
      what: `the project has no environment ${name}`,
      got: name,
      allowed: environmentNames(project),
      fix: `correct the name, or write ${relative(process.cwd(), join(root, variables))} with: environment = "${name}"`,
    },
  ]);
}

/**
 * Refuses a plan for an environment under the name of another one, whose resources it would be mixed up with.
 *
 * @throws UserError where the root has no variable `environment`, or one with another value
 */
export function checkEnvironment({ name, variables }: Environment, plan: Plan): void {
  if (!plan.configuration?.root_module?.variables?.environment) throw undeclared(name);
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

/** The error of a root that gives no environment a name of its own: Terraform only warns of a value that nothing takes. */
function undeclared(name: string): UserError {
  return new UserError([
    {
      where: 'the Terraform root',
      what: `it has no variable "environment", so that ${name} would have the names of another deployment`,
      fix: [
        'add the variable, and begin names with it, in each module of Terragate:',
        '  variable "environment" {',
        '    type    = string',
        '    default = null',
        '  }',
        '',
        '  name_prefix = var.environment == null ? "" : "${var.environment}-"',
      ].join('\n    '),
    },
  ]);
}

/** @throws UserError where the file of a backend names the place of another state, which its plan would take for its own */
function checkPlaceIsOwn(project: Project, file: string, ofRoot: RootBackend | undefined): void {
  const files = readdirSync(join(project.root, ENVIRONMENTS)).filter((one) => one.endsWith('.tfbackend'));
  const places = new Map(
    files.map((one) => {
      const path = `${ENVIRONMENTS}/${one}`;
      return [path, placeOf(backendIn(path, project, ofRoot))];
    }),
  );
  if (ofRoot) places.set(ofRoot.file, placeOf(ofRoot));
  const place = places.get(file);
  const [other] = [...places].find(([path, one]) => path !== file && one === place) ?? [];
  if (place === undefined || other === undefined) return;
  throw new UserError([
    {
      where: file,
      what: `its state would be that of ${other}: both name the same place`,
      got: place,
      fix: 'give each of the two a place of its own, such as another key',
    },
  ]);
}

/** The settings of a file, whose path is from the root, above those of the root's block. */
function backendIn(file: string, { root }: Project, ofRoot: RootBackend | undefined): StateBackend {
  const type = file.split('.').at(-2) ?? '';
  const own = settingsIn(readText(join(root, file)) ?? '');
  return { file, type, settings: { ...(ofRoot?.type === type ? ofRoot.settings : {}), ...own } };
}

/** A place by which two states are the same; of a type other than S3, whose settings name it is not known here, by all. */
function placeOf({ type, settings }: StateBackend): string | undefined {
  if (type === 's3') return placeIn(settings);
  const all = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  return all.length ? `${type} ${all.map(([name, value]) => `${name} = "${value}"`).join(', ')}` : undefined;
}

/** What says where a state is. */
export type StateBackend = Pick<RootBackend, 'file' | 'type' | 'settings'>;

/**
 * What says where the state of a deployment is; undefined where the state is a file beside the root.
 *
 * @param name of the environment. @default - the root as it stands
 */
export function stateBackend(project: Project, name?: string): StateBackend | undefined {
  const ofRoot = backendOf(project);
  const file = name === undefined ? undefined : backendFile(project, name);
  return file === undefined ? ofRoot : backendIn(file, project, ofRoot);
}

/**
 * The account whose bucket has the state of a deployment; undefined where the bucket's name does not say it, or the state is
 * elsewhere.
 */
export function accountOfState(project: Project, name?: string): string | undefined {
  const bucket = stateBackend(project, name)?.settings.bucket;
  return bucket === undefined ? undefined : accountOfBucket(bucket);
}

/** The folder in which Terraform keeps providers and the backend of an environment. */
export function dataOf({ state }: Project, name: string): string {
  return join(state, 'aws', 'environments', name);
}

/** The file of the state of an environment on this machine, from the root. */
export function stateOf(name: string): string {
  return `${ENVIRONMENTS}/${name}.tfstate`;
}

/** The file of settings for the backend of an environment, from the root; undefined where there is none. */
function backendFile({ root }: Project, name: string): string | undefined {
  const folder = join(root, ENVIRONMENTS);
  const file = (existsSync(folder) ? readdirSync(folder) : []).find((one) => isBackendOf(one, name));
  return file && `${ENVIRONMENTS}/${file}`;
}

function isBackendOf(file: string, name: string): boolean {
  return file.startsWith(`${name}.`) && file.endsWith('.tfbackend') && file.split('.').length === 3;
}
