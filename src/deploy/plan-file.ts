import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project';

/**
 * The files in which the commands of a project keep a plan between its making and its apply: a plan holds sensitive
 * values in plain text.
 */
export function planFiles({ state }: Project): { readonly local: string; readonly aws: string } {
  return { local: join(state, 'local', 'plan'), aws: join(state, 'aws', 'plan') };
}

/** Removes the plan that a killed command left behind. To be called while no command works on the project. */
export function removePlans(project: Project): void {
  for (const file of Object.values(planFiles(project))) rmSync(file, { force: true });
}
