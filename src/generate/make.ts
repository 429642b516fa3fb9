import type { AddMake, AddOptions } from './add';
import type { NewOptions } from './options';
import type { Made, MakeOptions } from './project';

// The makers of modules are loaded when they are needed: a mistake in the options is reported without them

/** See `newProject` in `project.ts`. */
export async function newProject(options: NewOptions, make: MakeOptions = {}): Promise<Made> {
  return (await import('./project')).newProject(options, make);
}

/** See `addProject` in `add.ts`. */
export async function addProject(options: AddOptions, make: AddMake = {}): Promise<Made> {
  return (await import('./add')).addProject(options, make);
}
