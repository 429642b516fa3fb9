/** New projects, and the files that deploy an existing app. */
export type { AddMake, AddOptions } from './add';
export { addProject, newProject } from './make';
export { nameProblems, toName, underscored } from './names';
export {
  addProblems,
  CHOICES,
  checkedOptions,
  type GivenOptions,
  givenProblems,
  type NewOptions,
} from './options';
export type { Made, MakeOptions, NextStep } from './project';
