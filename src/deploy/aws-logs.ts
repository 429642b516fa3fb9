import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import type { LogEvent } from './aws-account';
import type { AwsPlace } from './aws-root';
import { type Deployment, deploymentOf, identityFor } from './deployment';
import type { LogLine, LogsOptions } from './logs';
import { checkFunctionName } from './named-function';
import type { DeployedFunction } from './state';

/** Options of reading logs on AWS. */
export interface AwsLogsOptions extends Omit<LogsOptions, 'fromNow'> {
  /** Milliseconds before now from which on lines are shown. */
  readonly since: number;
}

/** Milliseconds between two looks at a log: CloudWatch Logs takes 5 to 10 a second, of a whole account. */
const PAUSE = 2000;
/** Milliseconds for which lines may come into a log behind later ones. */
const LATE = 10_000;

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
  const all = deployment.functions;
  if (wanted !== undefined)
    checkFunctionName(
      project,
      all.map(({ name }) => name),
      wanted,
    );
  await identityFor(deployment);
  const of = all.filter(({ name }) => wanted === undefined || name === wanted);
  const readers = of.map((one) => new LogReader(one, deployment, Date.now() - since));
  for (;;) {
    const lines: (LogLine & { time: number })[] = [];
    for (const reader of readers) {
      if (signal.aborted) return;
      for (const { time, text } of await reader.more())
        lines.push({
          function: reader.of.name,
          text,
          prefix: of.length > 1,
          at: new Date(time).toISOString(),
          time,
        });
    }
    for (const { time, ...one } of lines.sort((a, b) => a.time - b.time)) line(one);
    if (!follow) return checkThere(readers);
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** Reads a log group as it grows. */
class LogReader {
  /** Whether the group was there at the last look. */
  isThere = false;
  private seen = new Map<string, number>();

  /** @param from milliseconds since 1970 */
  constructor(
    readonly of: DeployedFunction,
    private readonly deployment: Deployment,
    private from: number,
  ) {}

  /** The lines since the last call. */
  async more(): Promise<LogEvent[]> {
    const { logGroup, region } = this.of;
    const events = await this.deployment.awsIn(region).events(logGroup, this.from);
    this.isThere = events !== undefined;
    const fresh = (events ?? []).filter(({ id }) => !this.seen.has(id));
    for (const { id, time } of fresh) this.seen.set(id, time);
    const newest = Math.max(...this.seen.values());
    if (newest - LATE > this.from) this.from = newest - LATE;
    this.seen = new Map([...this.seen].filter(([, time]) => time >= this.from));
    return fresh;
  }
}

/** @throws UserError that names each log group that is not there */
function checkThere(readers: readonly LogReader[]): void {
  const missing = readers.filter(({ isThere }) => !isThere);
  if (missing.length === 0) return;
  throw new UserError(
    missing.map(({ of }) => ({
      where: of.name,
      what: `there is no log group ${of.logGroup} yet`,
      fix: 'Lambda makes it with the first call: terragate invoke --aws GET /. terragate logs --aws -f waits for it',
    })),
  );
}
