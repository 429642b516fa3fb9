import { ApiError, NetworkError } from './api';

/** A sentence about an error of a call. */
export function failureText(error: unknown): string {
  if (error instanceof NetworkError) return 'The API does not answer. Are you connected?';
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const said = textOf(error.error);
  return said ? `${error.status}: ${said}` : `The API answered ${error.status}.`;
}

/** What an answer says: the app has it in `detail`, API Gateway in `message`. */
function textOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { detail, message } = body as { readonly detail?: unknown; readonly message?: unknown };
  return [detail, message].find((text) => typeof text === 'string');
}
