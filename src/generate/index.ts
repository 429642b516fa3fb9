/** New projects, and the files that deploy an existing app. */
export type { AddMake } from './add';
export { addProject, newProject, removalOf } from './make';
export { nameProblems, toName, underscored } from './names';
export {
  addProblems,
  CHOICES,
  checkedOptions,
  choicesFor,
  type GivenAddOptions,
  type GivenOptions,
  givenProblems,
  type NewOptions,
} from './options';
export type { Made, MakeOptions, NextStep } from './project';
export type { Removal } from './removal';
export { removeAll } from './remove';
