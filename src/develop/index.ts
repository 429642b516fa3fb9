/** Work on an app during development: serve it, test it, lint it, check its types. */
export { lint } from './lint';
export { type ServeOptions, serve } from './serve';
export { runTests } from './tests';
export type { Done, ToolContext } from './tool-context';
export { checkTypes } from './types';
