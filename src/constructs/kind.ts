import type { ApiKind } from '../api-kind';

export type { ApiKind };

/** What works with REST APIs. */
export interface ForRest {
  readonly rest: true;
}

/** What works with HTTP APIs. */
export interface ForHttp {
  readonly http: true;
}

/** What works with both kinds of API. */
export interface ForBoth extends ForRest, ForHttp {}

/** What works with APIs of one kind: such as also works with the other does, too. */
export type For<K extends ApiKind> = K extends 'rest' ? ForRest : ForHttp;

/** The marks themselves, for those who write no types. */
export const FOR_REST: ForRest = { rest: true };
export const FOR_HTTP: ForHttp = { http: true };
export const FOR_BOTH: ForBoth = { rest: true, http: true };
