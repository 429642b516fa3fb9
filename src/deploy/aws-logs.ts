import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import { type AwsPlace, placeOptions } from './aws-place';
import { type Deployment, deploymentOf, identityFor } from './deployment';
import { type FunctionLine, LogGroup } from './log-group';
import type { LogsOptions } from './logs';
import { checkFunctionName } from './named-function';

/** Options of reading logs on AWS. */
export interface AwsLogsOptions extends Omit<LogsOptions, 'fromNow'> {
  /** Milliseconds before now from which on lines are shown. */
  readonly since: number;
}

/** Milliseconds between two looks at a log: CloudWatch Logs takes 5 to 10 a second, of a whole account. */
const PAUSE = 2000;

/**
 * Prints what the functions of a deployment printed, with Lambda's own lines, in the order of their times.
 *
 * @throws UserError when nothing is deployed, when there is no function of that name, or no log yet
 */
export async function logsOnAws(
  project: Project,
  place: AwsPlace,
  { function: wanted, follow, since, signal, line }: AwsLogsOptions,
): Promise<void> {
  const deployment = await deploymentOf(project, place, signal);
  const names = deployment.functions.map(({ name }) => name);
  if (wanted !== undefined) checkFunctionName(project, names, wanted);
  await identityFor(deployment);
  const groups = groupsOf(deployment, wanted, Date.now() - since);
  const prefix = wanted === undefined && names.length > 1;
  for (;;) {
    const lines: FunctionLine[] = [];
    for (const group of groups) {
      if (signal.aborted) return;
      try {
        lines.push(...(await group.more()));
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
    }
    for (const { time, text, function: name } of lines.sort((a, b) => a.time - b.time)) {
      if (wanted === undefined || name === wanted)
        line({ function: name, text, prefix, at: new Date(time).toISOString() });
    }
    if (!follow) return checkThere(groups, place);
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** The log groups of a function, or of all of them: functions may share one. */
function groupsOf(
  { functions, awsIn }: Deployment,
  wanted: string | undefined,
  from: number,
): readonly LogGroup[] {
  const of = functions.filter(({ name }) => wanted === undefined || name === wanted);
  const places = new Map(of.map((one) => [`${one.region} ${one.logGroup}`, one]));
  return [...places.values()].map(({ region, logGroup }) => {
    const writers = functions.filter((one) => one.region === region && one.logGroup === logGroup);
    const aws = awsIn(region);
    return new LogGroup(
      logGroup,
      writers.map(({ name }) => name),
      (since) => aws.events(logGroup, since),
      from,
    );
  });
}

/** @throws UserError that names each log group that is not there */
function checkThere(groups: readonly LogGroup[], place: AwsPlace): void {
  const missing = groups.filter(({ isThere }) => !isThere);
  if (missing.length === 0) return;
  const options = placeOptions(place).text;
  throw new UserError(
    missing.map(({ name }) => ({
      where: name,
      what: 'there is no such log group yet',
      fix: `Lambda makes it with the first call: terragate invoke ${options} GET /. terragate logs ${options} -f waits for it`,
    })),
  );
}
