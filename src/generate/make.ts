import type { Project } from '../project';
import type { AddMake } from './add';
import type { GivenAddOptions, NewOptions } from './options';
import type { Made, MakeOptions } from './project';
import type { Removal } from './removal';

// The makers of modules are loaded when they are needed: a mistake in the options is reported without them

/** See `newProject` in `project.ts`. */
export async function newProject(options: NewOptions, make: MakeOptions = {}): Promise<Made> {
  return (await import('./project')).newProject(options, make);
}

/** See `addProject` in `add.ts`. */
export async function addProject(options: GivenAddOptions, make: AddMake = {}): Promise<Made> {
  return (await import('./add')).addProject(options, make);
}

/** See `removalOf` in `removal.ts`. */
export async function removalOf(project: Project): Promise<Removal> {
  return (await import('./removal')).removalOf(project);
}
