import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { UserError } from '../errors';
import type { Project } from '../project';
import { AwsAccount } from './aws-account';
import type { AwsPlace } from './aws-place';
import { StatePaths } from './background/state-paths';
import { deploymentOf, identityFor } from './deployment';
import { instanceOf } from './endpoint';
import { checkFunctionName } from './named-function';
import { type DeployedFunction, deployed } from './state';
import { readStateFile } from './state-file';

/** Options of handing an event to a function. */
export interface EventOptions {
  /** The event, as JSON text. */
  readonly event: string;
  /** Name of the function. @default - that of the events beside the API */
  readonly function?: string;
  /** Ends the wait for the answer; the function goes on. */
  readonly signal: AbortSignal;
}

/** What a function did with an event. */
export interface EventOutcome {
  readonly function: string;
  /** The answer of the function, as JSON text. */
  readonly payload: string;
  /** Whether the invocation failed: whoever sends such events sends this one again. */
  readonly failed: boolean;
  readonly milliseconds: number;
}

/** What the names end with of the functions that the modules make for events. */
const EVENTS = '_events';

/**
 * Hands an event to a function of a project on this machine, as a schedule, a queue or a bucket does: without the API, and
 * with an answer.
 *
 * @throws UserError when the project does not run, or has no such function
 */
export async function sendEvent(project: Project, options: EventOptions): Promise<EventOutcome> {
  const instance = await instanceOf(project);
  const { functions } = await readStateFile(new StatePaths(project).stateFile(instance), deployed);
  const one = functionFor(project, functions, options.function);
  const { region = 'us-east-1' } = one;
  const { credentials, aws: endpoint } = instance;
  const here = { endpoint, region, ...(credentials && { credentials }) };
  return invoked(new AwsAccount(region, process.env, options.signal), here, one, options.event);
}

/** As `sendEvent`, on AWS. @throws UserError when nothing is deployed, or there is no such function */
export async function sendEventOnAws(
  project: Project,
  place: AwsPlace,
  options: EventOptions,
): Promise<EventOutcome> {
  const deployment = await deploymentOf(project, place, options.signal);
  const one = functionFor(project, deployment.functions, options.function);
  await identityFor(deployment);
  const aws = deployment.awsIn(one.region);
  return invoked(aws, aws.settings, one, options.event);
}

/** @param settings those of the client, for the place where the function is */
function invoked(
  aws: AwsAccount,
  settings: LambdaClientConfig,
  { name, alias }: DeployedFunction,
  event: string,
): Promise<EventOutcome> {
  return aws.ask(async ({ InvokeCommand, LambdaClient }) => {
    // An event that is sent twice is two events
    const client = aws.ending(new LambdaClient({ ...settings, maxAttempts: 1 }));
    const start = performance.now();
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({
        FunctionName: name,
        ...(alias === undefined ? {} : { Qualifier: alias }),
        Payload: Buffer.from(event),
      }),
    );
    return {
      function: name,
      payload: Buffer.from(Payload ?? []).toString() || 'null',
      failed: FunctionError !== undefined,
      milliseconds: Math.round(performance.now() - start),
    };
  });
}

/** The function that an event is for. @throws UserError when there is none, or several and none was named */
function functionFor(
  project: Project,
  functions: readonly DeployedFunction[],
  wanted: string | undefined,
): DeployedFunction {
  const names = functions.map(({ name }) => name);
  if (wanted !== undefined) checkFunctionName(project, names, wanted);
  const of = (name: string) => (wanted === undefined ? name.endsWith(EVENTS) : name === wanted);
  const [one, other] = functions.filter(({ name }) => of(name));
  if (one && !other) return one;
  throw new UserError([
    {
      where: project.name,
      what: one
        ? 'the project has several functions for events'
        : 'the project has no function for events: its module has neither schedules, queues nor buckets',
      allowed: one ? names.filter((name) => name.endsWith(EVENTS)) : names,
      fix: one
        ? 'name one of them: --function NAME'
        : 'give the module schedules, queues or buckets, and run: terragate up; or name a function that takes events: --function NAME',
    },
  ]);
}
