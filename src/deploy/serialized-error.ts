import { fileError, UserError } from '../errors';

/** An error on its way from one process to another. */
export interface SerializedError {
  readonly message: string;
  /** The problems of a `UserError`. */
  readonly problems?: UserError['problems'];
}

/** An error as data, for another process. */
export function serializeError(error: unknown): SerializedError {
  const known = error instanceof UserError ? error : fileError(error);
  if (known) return { message: known.message, problems: known.problems };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The error that another process sent as data. */
export function deserializeError({ message, problems }: SerializedError): Error {
  return problems ? new UserError(problems) : new Error(message);
}
