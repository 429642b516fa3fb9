import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type Rollback, rollbackIn } from './marker';

/** The alias by which an API calls a function. */
export interface LiveAlias {
  /** Version that it names. */
  readonly version: string;
  /** Shares of the calls that other versions get: those of a canary. */
  readonly shares: Readonly<Record<string, number>>;
  /** The rollback that it is in. @default - none */
  readonly rollback?: Rollback;
  /** Number of its state, by which a change of somebody else is noticed. */
  readonly revision: string | undefined;
}

/** Asks Lambda for an alias. */
export async function liveAlias(
  client: LambdaClient,
  { GetAliasCommand }: typeof import('../aws-sdk'),
  { name, alias }: { readonly name: string; readonly alias: string },
): Promise<LiveAlias> {
  const {
    FunctionVersion: version = '',
    RoutingConfig,
    Description,
    RevisionId: revision,
  } = await client.send(new GetAliasCommand({ FunctionName: name, Name: alias }));
  const rollback = rollbackIn(Description);
  return {
    version,
    shares: RoutingConfig?.AdditionalVersionWeights ?? {},
    ...(rollback && { rollback }),
    revision,
  };
}

/** The newest version that answers calls. */
export function newestOf({ version, shares }: LiveAlias): string {
  return [version, ...Object.keys(shares)].sort((one, other) => Number(other) - Number(one))[0] ?? version;
}
