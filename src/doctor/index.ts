/** What this machine and a project have, and what they miss, with the commands that put it right. */
export type { Check } from './check';
export { type Diagnosis, type DoctorOptions, doctor } from './doctor';
export { lines } from './lines';
