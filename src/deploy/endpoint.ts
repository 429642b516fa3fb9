import { UserError } from '../errors';
import type { Project } from '../project';
import { type Endpoint, type Instance, running } from './background/instance';
import { StatePaths } from './background/state-paths';
import { namedApi } from './named-api';

/**
 * The instance of a project that runs.
 *
 * @throws UserError when none does
 */
export async function instanceOf(project: Project): Promise<Instance> {
  const instance = await running(new StatePaths(project));
  if (instance) return instance;
  throw new UserError([
    { where: project.name, what: 'the project does not run on this machine', fix: 'start it: terragate up' },
  ]);
}

/**
 * The address of an API of a project.
 *
 * @param name of the API. @default - the only one
 * @throws UserError when the project does not run, or has no such API, or several and none was named
 */
export async function endpointOf(project: Project, name?: string): Promise<Endpoint> {
  return namedApi(project, (await instanceOf(project)).endpoints, name);
}

/** The address of an API of a project: that of its name, else the first one. @returns undefined when none runs here */
export async function endpointHere(project: Project, name: string): Promise<Endpoint | undefined> {
  const endpoints = (await running(new StatePaths(project)))?.endpoints ?? [];
  return endpoints.find((one) => one.name === name) ?? endpoints[0];
}
