import type { Callers } from '../callers';
import { sdkEnvironment } from '../local/credentials';
import type { Lacks } from '../local/strict';
import type { Project } from '../project';
import { clean, cleanedInWords, type Instance, running } from './background/instance';
import { StatePaths } from './background/state-paths';
import { type RunningApi, runningApis } from './docs-page';
import { instanceOf } from './endpoint';
import { isLeftBehind } from './left-behind';
import { isAtWork, lock } from './lock';
import { removePlans } from './plan-file';
import { deployed } from './state';
import { readStateFile } from './state-file';

/** The status of a project. */
export type Status =
  | {
      readonly project: string;
      readonly running: false;
      /** Leftovers of an earlier run that were removed, in words. @default - none */
      readonly cleaned?: string;
    }
  | {
      readonly project: string;
      readonly running: true;
      readonly apis: readonly RunningApi[];
      readonly functions: readonly string[];
      readonly resources: number;
      /** Endpoint of all services, for other programs: the value of AWS_ENDPOINT_URL. */
      readonly aws: string;
      /** Whether callers are checked; undefined for an endpoint that runs elsewhere. */
      readonly callers?: Callers;
      /** What this system lacks of Lambda's limits; undefined where functions are not held to them. */
      readonly strict?: Lacks;
      readonly startedAt: string;
      /** Id of the background process. */
      readonly pid: number;
      readonly stateFile: string;
    };

/** Reads the status of a project on this machine. */
export async function status(project: Project): Promise<Status> {
  if (!isAtWork(project.state)) removePlans(project);
  const paths = new StatePaths(project);
  const instance = await running(paths);
  const cleaned = await tidied(project, paths, instance);
  if (!instance)
    return { project: project.name, running: false, ...(cleaned === undefined ? {} : { cleaned }) };
  const stateFile = paths.stateFile(instance);
  const { functions, resources } = await readStateFile(stateFile, deployed);
  const { endpoints, aws, callers, strict, startedAt, pid } = instance;
  return {
    project: project.name,
    running: true,
    apis: runningApis(project, endpoints),
    functions: functions.map(({ name }) => name),
    resources,
    aws,
    ...(callers === undefined ? {} : { callers }),
    ...(strict === undefined ? {} : { strict }),
    startedAt,
    pid,
    stateFile,
  };
}

/** Removes what earlier runs left behind, while no command is at work. @returns that in words */
async function tidied(
  project: Project,
  paths: StatePaths,
  instance: Instance | undefined,
): Promise<string | undefined> {
  const spared = instance ? { instance: paths.folder(instance.id) } : {};
  if (isAtWork(project.state) || !isLeftBehind(project.state, spared)) return undefined;
  // A command that has begun meanwhile removes leftovers by itself
  const held = await lock(project, 'status').catch(() => undefined);
  try {
    return held && cleanedInWords(await clean(paths, await running(paths)));
  } finally {
    held?.release();
  }
}

/**
 * Variables by which AWS's SDKs, its CLI and Terraform speak to what runs of a project: the endpoint of all services, and
 * the keys of a local AWS. An endpoint that runs elsewhere has keys of its own, which are not known here.
 *
 * @throws UserError when it does not run
 */
export async function sdkVariables(project: Project): Promise<Readonly<Record<string, string>>> {
  const { aws, credentials } = await instanceOf(project);
  if (!credentials) return { AWS_ENDPOINT_URL: aws };
  return sdkEnvironment(aws, credentials, process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION);
}
