import type { Project } from '../project';
import { ANYONE } from './api-routes';
import type { FunctionState } from './aws-account';
import type { AwsPlace } from './aws-place';
import { environmentFor, profileInUse } from './aws-target';
import { addressOf, findDeployment, identityFor } from './deployment';

/** What is deployed of a project on AWS. */
export type StatusOnAws = { readonly project: string; readonly environment?: string } & (
  | { readonly deployed: false }
  | {
      readonly deployed: true;
      readonly account: string;
      /** Name of the account for people. @default - it has none, or it may not be asked for */
      readonly alias?: string;
      readonly regions: readonly string[];
      /** Profile of the AWS CLI that the credentials are of. @default - there is none: they are keys, or the machine's */
      readonly profile?: string;
      /** ARN of the identity that asked. */
      readonly identity: string;
      readonly apis: readonly ApiOnAws[];
      readonly functions: readonly FunctionState[];
      readonly resources: number;
    }
);

/** An API on AWS. */
export interface ApiOnAws {
  readonly name: string;
  readonly stage: string;
  readonly url: string;
  /** Routes and who may call them; undefined for an API that is made of single resources. */
  readonly routes: readonly { readonly route: string; readonly callers: string }[] | undefined;
}

/**
 * What is deployed of a project: what the state of its root says, and how Lambda says its functions are.
 *
 * @throws UserError when AWS cannot be asked, or the credentials are of another account
 */
export async function statusOnAws(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
): Promise<StatusOnAws> {
  const { environment } = place;
  const named = { project: project.name, ...(environment === undefined ? {} : { environment }) };
  const deployment = await findDeployment(project, place, signal);
  if (!deployment) return { ...named, deployed: false };
  const identity = await identityFor(deployment);
  const profile = profileInUse(environmentFor(place));
  const regions = [...new Set(deployment.functions.map(({ region }) => region))];
  const [alias, ...states] = await Promise.all([
    deployment.awsIn(undefined).alias(),
    ...regions.map((region) =>
      deployment.awsIn(region).functions(deployment.functions.filter((one) => one.region === region)),
    ),
  ]);
  return {
    ...named,
    deployed: true,
    account: identity.account,
    ...(alias === undefined ? {} : { alias }),
    regions: deployment.regions,
    ...(profile === undefined ? {} : { profile }),
    identity: identity.arn,
    apis: deployment.stages.map((stage) => ({
      name: stage.name,
      stage: stage.stage,
      url: addressOf(stage),
      routes: deployment.routes.get(stage.apiId)?.map(({ method, path, callers }) => ({
        route: `${method} ${path}`,
        callers: stage.distribution === undefined ? callers : ANYONE,
      })),
    })),
    functions: states.flat().sort((one, other) => one.name.localeCompare(other.name)),
    resources: deployment.resources,
  };
}
