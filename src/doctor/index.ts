/** Checks of this machine and a project, with the commands that repair what is missing. */
export type { Check } from './check';
export { type Diagnosis, type DoctorOptions, doctor } from './doctor';
export { lines } from './lines';
