import { fileError, UserError } from '../errors';

/** An error on its way from one process to another. */
export interface Failure {
  readonly message: string;
  /** Those of a `UserError`. */
  readonly problems?: UserError['problems'];
}

/** The failure that tells of an error. */
export function failureOf(error: unknown): Failure {
  const known = error instanceof UserError ? error : fileError(error);
  if (known) return { message: known.message, problems: known.problems };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The error that a failure tells of. */
export function errorOf({ message, problems }: Failure): Error {
  return problems ? new UserError(problems) : new Error(message);
}
