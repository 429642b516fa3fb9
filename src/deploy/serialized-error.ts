import { fileError, UserError } from '../errors';

/** An error on its way from one process to another. */
export interface SerializedError {
  readonly message: string;
  /** The problems of a `UserError`. */
  readonly problems?: UserError['problems'];
}

/** The failure that tells of an error. */
export function serializeError(error: unknown): SerializedError {
  const known = error instanceof UserError ? error : fileError(error);
  if (known) return { message: known.message, problems: known.problems };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The error that a failure tells of. */
export function deserializeError({ message, problems }: SerializedError): Error {
  return problems ? new UserError(problems) : new Error(message);
}
