import type { Project } from '../../project';
import type { AwsPlace } from '../aws-place';
import { variableOf } from './secret-name';
import { SecretPlace } from './secret-place';
import type { StoreName } from './secret-store';

/** A secret of a deployment, without its value. */
export interface ListedSecret {
  readonly name: string;
  /** @default - the file names it by an expression */
  readonly arn?: string;
  /** Store that has it. @default - it is not one of terragate secret */
  readonly store?: StoreName;
  /** Time of its last change, in ISO 8601. @default - not known */
  readonly changedAt?: string;
  /** Whether the file of variables names it, so that the app gets it. @default - the file cannot be read here */
  readonly named?: boolean;
}

export interface SecretList {
  readonly project: string;
  readonly environment?: string;
  readonly account: string;
  readonly region: string;
  /** File that names secrets, from the folder of the project. */
  readonly file: string;
  readonly secrets: readonly ListedSecret[];
}

/** The secrets of a deployment: those that AWS keeps for it, and those that its file of variables names. */
export async function listSecrets(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
): Promise<SecretList> {
  const { environment } = place;
  const where = await SecretPlace.of(project, place, signal);
  const named = where.file.entries;
  const kept = (await where.all()).map(({ path, store, arn, changedAt }) => ({
    name: variableOf(path),
    store,
    arn,
    ...(changedAt && { changedAt }),
    ...(where.file.isReadable && { named: named.get(variableOf(path)) === arn }),
  }));
  const others = [...named]
    .filter(([name, arn]) => !kept.some((one) => one.name === name && one.arn === arn))
    .map(([name, arn]) => ({ name, ...(arn && { arn }), named: true }));
  return {
    project: project.name,
    ...(environment === undefined ? {} : { environment }),
    account: where.identity.account,
    region: where.aws.region,
    file: where.file.name,
    secrets: [...kept, ...others].sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}
