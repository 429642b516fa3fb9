import { UserError } from '../../errors';
import type { Project } from '../../project';
import { type Asking, goesOn } from '../agreed';
import { type AwsAccount, accountInWords, inBatches, whoAndWhere } from '../aws-account';
import { userErrorOf } from '../aws-error';
import { type AwsPlace, inEnvironment } from '../aws-place';
import { type Deployment, deploymentOf, identityFor } from '../deployment';
import { lock } from '../lock';
import { unique } from '../unique';
import { aliasedFunctions } from './aliased';
import { rollbackText, USUAL_DESCRIPTION } from './marker';
import { liveOf, type Move, movesOf } from './moves';
import { shortHash, type VersionedFunction, versionsOf } from './versions';

export interface RollbackOptions extends AwsPlace, Asking {
  /** Name of the one function that goes back. @default - all of them */
  readonly function?: string;
  /** Number of a version, or the first digits of a package's hash. @default - what was before */
  readonly to?: string;
}

/** What became of a rollback. */
export interface RolledBack {
  readonly project: string;
  readonly environment?: string;
  /** Whether it was agreed to. */
  readonly done: boolean;
  readonly account: string;
  readonly regions: readonly string[];
  readonly functions: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    /** Time at which that version was published, in ISO 8601. */
    readonly publishedAt: string;
    /** SHA-256 of its package, in hexadecimal digits. */
    readonly package: string;
  }[];
  /** Functions that stay as they are: they have no such package, or run it already. */
  readonly stays: readonly string[];
}

/** The versions that each function of a deployment has. */
export interface VersionList {
  readonly project: string;
  readonly environment?: string;
  readonly functions: readonly {
    readonly name: string;
    /** Version that answers. */
    readonly live: string;
    /** Version that was gone back from. @default - the function is in no rollback */
    readonly rolledBackFrom?: string;
    readonly versions: readonly {
      readonly version: string;
      readonly publishedAt: string;
      readonly package: string;
    }[];
  }[];
}

/**
 * Lets an earlier version answer in place of the newest: nothing is built, uploaded or planned. The alias that the API
 * calls is moved, and its description says so.
 *
 * @throws UserError where nothing is deployed, there is no alias, or no earlier version
 */
export async function rollback(project: Project, options: RollbackOptions): Promise<RolledBack> {
  const { environment, signal, show } = options;
  const held = await lock(project, 'rollback --aws', { signal, progress: show });
  try {
    const { deployment, functions } = await versioned(project, options, signal, options.function);
    const identity = await identityFor(deployment);
    const moves = movesOf(functions, options.to);
    const stays = functions.filter((one) => !moves.some(({ of }) => of === one)).map(({ name }) => name);
    const result = {
      project: project.name,
      ...(environment === undefined ? {} : { environment }),
      account: identity.account,
      regions: unique(moves.flatMap(({ of }) => of.region ?? [])),
      functions: moves.map(({ of, from, to }) => ({
        name: of.name,
        from: from.version,
        to: to.version,
        publishedAt: to.publishedAt,
        package: to.sha256,
      })),
      stays,
    };
    if (!moves.length) {
      show('nothing to do: that is what answers');
      return { ...result, done: false };
    }
    const alias = await deployment.awsIn(undefined).alias();
    show(whoAndWhere(identity, deployment.regions, alias));
    for (const line of described(moves, stays)) show(line);
    const text = `Let the earlier version answer in ${inEnvironment(options)}${accountInWords(identity.account, alias)}?`;
    if (!(await goesOn(options, text, 'to go back'))) return { ...result, done: false };
    const since = new Date().toISOString();
    for (const region of unique(moves.map(({ of }) => of.region ?? ''))) {
      const here = moves.filter(({ of }) => (of.region ?? '') === region);
      await move(deployment.awsIn(region || undefined), here, since);
    }
    return { ...result, done: true };
  } finally {
    held.release();
  }
}

/** The versions of a deployment's functions. @throws UserError as `rollback` */
export async function listVersions(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
  wanted?: string,
): Promise<VersionList> {
  const { deployment, functions } = await versioned(project, place, signal, wanted);
  await identityFor(deployment);
  return {
    project: project.name,
    ...(place.environment === undefined ? {} : { environment: place.environment }),
    functions: functions.map(({ name, live, versions }) => ({
      name,
      live: live.version,
      ...(live.rollback && { rolledBackFrom: live.rollback.from }),
      versions: versions.map(({ version, publishedAt, sha256 }) => ({
        version,
        publishedAt,
        package: sha256,
      })),
    })),
  };
}

async function versioned(
  project: Project,
  place: AwsPlace,
  signal: AbortSignal,
  wanted: string | undefined,
): Promise<{ readonly deployment: Deployment; readonly functions: readonly VersionedFunction[] }> {
  const deployment = await deploymentOf(project, place, signal);
  const aliased = aliasedFunctions(project, deployment, place, wanted);
  const functions: VersionedFunction[] = [];
  for (const region of unique(aliased.map((one) => one.region ?? '')))
    functions.push(
      ...(await versionsOf(
        deployment.awsIn(region || undefined),
        aliased.filter((one) => (one.region ?? '') === region),
      )),
    );
  return { deployment, functions };
}

function described(moves: readonly Move[], stays: readonly string[]): string[] {
  const width = Math.max(...moves.map(({ of }) => of.name.length));
  const [first] = moves;
  return [
    ...moves.map(
      ({ of, from, to }) =>
        `  ${of.name.padEnd(width)}   version ${to.version} of ${to.publishedAt}, package ${shortHash(to.sha256)}, in place of ${from.version}, package ${shortHash(from.sha256)}`,
    ),
    ...(stays.length
      ? [
          `  ${stays.join(', ')}: without package ${shortHash(first?.to.sha256 ?? '')}, or on it, and as before`,
        ]
      : []),
    'Routes, permissions and data stay as they are.',
  ];
}

/** @throws UserError with the functions that have moved, where Lambda refuses one */
async function move(aws: AwsAccount, moves: readonly Move[], since: string): Promise<void> {
  const moved: string[] = [];
  await aws.ask(async (sdk) => {
    const client = aws.ending(new sdk.LambdaClient(aws.settings));
    for (const some of inBatches(moves)) {
      const done = await Promise.allSettled(
        some.map(async ({ of, to }) => {
          await client.send(
            new sdk.UpdateAliasCommand({
              FunctionName: of.name,
              Name: of.alias,
              FunctionVersion: to.version,
              RoutingConfig: { AdditionalVersionWeights: {} },
              Description: descriptionOf(of, to.version, since),
              RevisionId: of.live.revision,
            }),
          );
          moved.push(of.name);
        }),
      );
      const refused = done.find((one) => one.status === 'rejected');
      if (refused) throw partly(userErrorOf(refused.reason, aws.region), moved);
    }
  });
}

/** What the alias says of itself: nothing of a rollback where the newest version answers again. */
function descriptionOf(of: VersionedFunction, to: string, since: string): string {
  const [newest = liveOf(of)] = of.versions;
  return newest.version === to ? USUAL_DESCRIPTION : rollbackText({ to, from: newest.version, since });
}

function partly(error: unknown, moved: readonly string[]): unknown {
  if (!(error instanceof UserError) || !moved.length) return error;
  const after = `; ${moved.join(', ')} went back already: run the command again for the others`;
  return new UserError(error.problems.map((one) => ({ ...one, what: `${one.what}${after}` })));
}
