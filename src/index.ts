export * from './constructs';
export { formatProblem, type Problem, UserError } from './errors';
export type { Construct, IResolvable } from './framework';
