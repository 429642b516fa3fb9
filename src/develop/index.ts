/** What is done with an app while it is written: serve it, test it, lint it, check its types. */
export { lint } from './lint';
export type { Done, Place } from './place';
export { type ServeOptions, serve } from './serve';
export { runTests } from './tests';
export { checkTypes } from './types';
