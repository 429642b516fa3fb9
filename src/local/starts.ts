import { order } from './order';

/** A function that does not start. */
export interface StartFailure {
  readonly function: string;
  /** The output of the function and of the platform. */
  readonly log: string;
}

/** Seconds that all starts may take; one gives up after 10. */
const SECONDS = 120;

/**
 * Starts functions once, without a request, and ends them again. Those with the same package, handler, variables, layers
 * and runtime are started once. A start that takes longer than Lambda waits for it is none that failed.
 *
 * @returns those that cannot start
 */
export async function startFunctions(
  aws: Parameters<typeof order>[0],
  functions: readonly string[],
): Promise<readonly StartFailure[]> {
  type Answer = { readonly failures: readonly StartFailure[] };
  return (await order<Answer>(aws, 'POST', 'starts', { functions }, SECONDS)).failures;
}
