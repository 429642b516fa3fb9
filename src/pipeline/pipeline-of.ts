import type { PipelineEnvironment } from './environments';

/** What a pipeline is written for. */
export interface PipelineOf {
  /** Name of the project. */
  readonly project: string;
  /** Folder of the project in the repository, with `/` between its parts. @example '.' */
  readonly folder: string;
  /** Folder of the Terraform root in the repository, likewise. @example 'infra' */
  readonly root: string;
  /** Branch that is deployed. */
  readonly branch: string;
  /** The environments in the order in which they are applied. */
  readonly environments: readonly PipelineEnvironment[];
  /** Whether Terragate writes the modules, so that they can be compared with the app. */
  readonly hasModules: boolean;
}

/** Terraform of the pipeline, where nobody has said another. */
export const TERRAFORM = '1.11.4';

/** Whether commands name an environment: a root without any has one deployment alone. */
export function hasEnvironments({ environments }: PipelineOf): boolean {
  return environments.some(({ name }) => name !== undefined);
}

/** A text as a part of names. @example slug('My shop') // 'my-shop' */
export function slug(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['app'];
  return words.join('-');
}
