import type { Project } from '../project';
import { readText } from '../python';
import { type Door, Keep, running } from './instance';
import { deployed } from './state';

/** What runs of a project. */
export type Status =
  | { readonly project: string; readonly running: false }
  | {
      readonly project: string;
      readonly running: true;
      readonly apis: readonly Door[];
      readonly functions: readonly string[];
      readonly resources: number;
      /** Endpoint of all services, for other programs: the value of AWS_ENDPOINT_URL. */
      readonly aws: string;
      readonly startedAt: string;
      /** Process in the background. */
      readonly pid: number;
      readonly stateFile: string;
    };

/** What runs of a project on this machine. */
export async function status(project: Project): Promise<Status> {
  const keep = new Keep(project);
  const instance = await running(keep);
  if (!instance) return { project: project.name, running: false };
  const stateFile = keep.stateFile(instance);
  const { functions, resources } = deployed(readText(stateFile) ?? '');
  const { doors: apis, aws, startedAt, pid } = instance;
  return { project: project.name, running: true, apis, functions, resources, aws, startedAt, pid, stateFile };
}
