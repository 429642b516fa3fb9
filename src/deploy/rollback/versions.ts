import { type AwsAccount, inBatches } from '../aws-account';
import type { DeployedFunction } from '../state';
import { type LiveAlias, liveAlias } from './live-alias';

/** A published version of a function. */
export interface Version {
  readonly version: string;
  /** Time at which it was published, in ISO 8601. */
  readonly publishedAt: string;
  /** SHA-256 of its package, in hexadecimal digits. */
  readonly sha256: string;
}

/** A function that is called by an alias, with all versions that can be gone back to. */
export interface VersionedFunction {
  readonly name: string;
  readonly alias: string;
  readonly region: string | undefined;
  readonly live: LiveAlias;
  /** The newest first. */
  readonly versions: readonly Version[];
}

/** A function of a state that is called by an alias. */
export type AliasedFunction = DeployedFunction & { readonly alias: string };

/** The versions of functions that are in one region. */
export function versionsOf(
  aws: AwsAccount,
  functions: readonly AliasedFunction[],
): Promise<VersionedFunction[]> {
  return aws.ask(async (sdk) => {
    const client = aws.ending(new sdk.LambdaClient(aws.settings));
    const versions = async (name: string): Promise<Version[]> => {
      const found: Version[] = [];
      let Marker: string | undefined;
      do {
        const page = await client.send(new sdk.ListVersionsByFunctionCommand({ FunctionName: name, Marker }));
        for (const { Version: version = '', LastModified = '', CodeSha256 = '' } of page.Versions ?? [])
          if (/^\d+$/.test(version))
            found.push({
              version,
              publishedAt: LastModified,
              sha256: Buffer.from(CodeSha256, 'base64').toString('hex'),
            });
        Marker = page.NextMarker;
      } while (Marker);
      return found.sort((one, other) => Number(other.version) - Number(one.version));
    };
    const all: VersionedFunction[] = [];
    for (const some of inBatches(functions))
      all.push(
        ...(await Promise.all(
          some.map(async ({ name, alias, region }) => ({
            name,
            alias,
            region,
            live: await liveAlias(client, sdk, { name, alias }),
            versions: await versions(name),
          })),
        )),
      );
    return all;
  });
}

/** The first digits of a package's hash, by which people tell it. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 12);
}
