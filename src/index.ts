export { formatProblem, type Problem, UserError } from './errors';
export * from './facade';
export type { Construct, IResolvable } from './framework';
