import type { AddMake, AddOptions } from './add';
import type { NewOptions } from './options';
import type { Made, MakeOptions } from './project';

// What makes the modules is loaded when it is needed: a mistake in the options is told without it

/** See `newProject` in `project.ts`. */
export async function newProject(options: NewOptions, make: MakeOptions = {}): Promise<Made> {
  return (await import('./project')).newProject(options, make);
}

/** See `addProject` in `add.ts`. */
export async function addProject(options: AddOptions, make: AddMake = {}): Promise<Made> {
  return (await import('./add')).addProject(options, make);
}
