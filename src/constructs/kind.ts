import type { ApiKind } from '../api-kind';

export type { ApiKind };

/** The mark of integrations and authorizations that REST APIs can have. */
export interface ForRest {
  /** Always true: REST APIs can have what has this mark. */
  readonly rest: true;
}

/** The mark of integrations and authorizations that HTTP APIs can have. */
export interface ForHttp {
  /** Always true: HTTP APIs can have what has this mark. */
  readonly http: true;
}

/** The mark of integrations and authorizations that both kinds of API can have. */
export interface ForBoth extends ForRest, ForHttp {}

/** The mark of integrations and authorizations that APIs of one kind can have, the other kind or not. */
export type For<K extends ApiKind> = K extends 'rest' ? ForRest : ForHttp;

/** The marks as values, which the classes carry at run time. */
export const FOR_REST: ForRest = { rest: true };
export const FOR_HTTP: ForHttp = { http: true };
export const FOR_BOTH: ForBoth = { rest: true, http: true };
