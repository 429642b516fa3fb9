import type { HTTPValidationError } from './api';

/** A message for each field that is not as the API asks for. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The messages of a 422 by the field that they are about: `loc` is `['body', 'price']`. */
export function fieldErrors({ detail }: HTTPValidationError): FieldErrors {
  return Object.fromEntries(detail.map(({ loc, msg }) => [String(loc[1] ?? ''), msg]));
}
