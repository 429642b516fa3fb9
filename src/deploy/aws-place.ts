import { type Shell, shell } from '../language';

/** Where a deployment is: what all commands with `--aws` are told. */
export interface AwsPlace {
  /** Region. @default - that of the root, or of the environment */
  readonly region?: string;
  /** Profile of the AWS CLI, before keys of the environment. @default - as the environment says */
  readonly profile?: string;
  /** Environment of the project. @default - none: the root as it stands */
  readonly environment?: string;
}

/** The options by which another command is about the same place. @example placeOptions({ environment: 'staging' }).text // '--aws --env staging' */
export function placeOptions({ environment, region, profile }: AwsPlace): Shell {
  const options = [
    shell`--aws`,
    ...(environment === undefined ? [] : [shell`--env ${environment}`]),
    ...(region === undefined ? [] : [shell`--region ${region}`]),
    ...(profile === undefined ? [] : [shell`--profile ${profile}`]),
  ];
  return shell.join(options, ' ');
}

/** The beginning of a place in a question; nothing without an environment. @example 'environment staging, ' */
export function inEnvironment({ environment }: AwsPlace): string {
  return environment === undefined ? '' : `environment ${environment}, `;
}
