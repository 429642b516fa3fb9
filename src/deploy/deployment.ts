import { existsSync } from 'node:fs';
import { UserError } from '../errors';
import type { Project } from '../project';
import { abortable } from '../system';
import { AwsAccount, type Identity } from './aws-account';
import { type AwsPlace, placeOptions } from './aws-place';
import { AwsRoot } from './aws-root';
import { synthesize } from './cdktf';
import type { Stage } from './stage';
import type { Deployed } from './state';

/** What is deployed of a project on AWS, as the state of its root says. */
export interface Deployment extends Deployed {
  /** AWS in a region, with the credentials of the command. @default - the only region of the deployment */
  awsIn(region: string | undefined): AwsAccount;
}

/**
 * Reads what is deployed. Nothing is asked of AWS but the state, where that is kept there.
 *
 * @returns undefined where nothing is deployed
 * @throws UserError where another region is asked for than that of the deployment
 */
export async function findDeployment(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
): Promise<Deployment | undefined> {
  // A stack says where its state is once it is synthesized
  if (project.cdktf !== undefined && !existsSync(project.root))
    await abortable(signal, () => synthesize(project, () => {}));
  const root = new AwsRoot(project, place, { log: 'state.log', signal });
  const now = await root.state();
  if (now.resources === 0) return undefined;
  checkRegion(now, place.region);
  return {
    ...now,
    awsIn: (region = now.regions[0] ?? root.env.AWS_REGION ?? 'us-east-1') =>
      new AwsAccount(region, root.env, signal),
  };
}

/** As `findDeployment`. @throws UserError where nothing is deployed */
export async function deploymentOf(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
): Promise<Deployment> {
  const found = await findDeployment(project, place, signal);
  if (found) return found;
  throw new UserError([{ where: project.name, ...notDeployed(place) }]);
}

/** That nothing is deployed, and what to do about it. */
export function notDeployed(place: AwsPlace): { readonly what: string; readonly fix: string } {
  const { environment } = place;
  return {
    what: `the project is not deployed${environment === undefined ? '' : ` as ${environment}`}: its state is empty`,
    fix: `terragate up ${placeOptions(place).text}`,
  };
}

/**
 * Whose credentials they are.
 *
 * @throws UserError where they belong to another account than the deployment
 */
export async function identityFor({ accounts, awsIn }: Deployment): Promise<Identity> {
  const identity = await awsIn(undefined).identity();
  checkAccount(accounts, identity);
  return identity;
}

/** @throws UserError where none of the accounts of a deployment is that of the credentials */
export function checkAccount(accounts: readonly string[], identity: Identity): void {
  if (accounts.length === 0 || accounts.includes(identity.account)) return;
  throw new UserError([
    {
      where: 'AWS',
      what: `the project is deployed in account ${accounts.join(', ')}, and the credentials are of another one`,
      got: `${identity.account} (${identity.arn})`,
      fix: 'take a profile of that account: --profile NAME',
    },
  ]);
}

/** The address that callers of a stage use, with a slash at its end: of the distribution in front, where there is one. */
export function addressOf({ invokeUrl, distribution }: Pick<Stage, 'invokeUrl' | 'distribution'>): string {
  return `${(distribution ?? invokeUrl).replace(/\/$/, '')}/`;
}

function checkRegion({ regions }: Deployed, wanted: string | undefined): void {
  if (wanted === undefined || regions.length === 0 || regions.includes(wanted)) return;
  throw new UserError([
    {
      where: '--region',
      what: `the project is deployed in ${regions.join(', ')}`,
      got: wanted,
      allowed: regions,
      fix: 'leave --region out',
    },
  ]);
}
