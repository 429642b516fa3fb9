import { type Problem, UserError } from '../errors';
import type { LocalAws } from './server';

/** A temporary key of a user or of a role of the local IAM, for one API. */
export interface CallerKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Region of the API. */
  readonly region: string;
}

/** A token of a user of a user pool. */
export interface UserToken {
  readonly token: string;
  /** What the user is called: the e-mail address where there is one. */
  readonly user: string;
  /** The password of a user that was made now, for the page to sign in. @default - the user was there */
  readonly password?: string;
}

/** Whom a token is for, and what it is to be. */
export interface TokenRequest {
  /** Name of the user, or the e-mail address. */
  readonly name: string;
  readonly use?: 'id' | 'access';
  /** Name or id of the user pool. @default - the only one */
  readonly pool?: string;
  /** Scopes of an access token. @default - that of signing in */
  readonly scopes?: readonly string[];
  /** Makes the user where it is missing. @default false */
  readonly create?: boolean;
  /** Whether the token's time is over. @default false */
  readonly expired?: boolean;
}

type Place = Pick<LocalAws, 'url' | 'headers'>;

/** Seconds that an answer may take. */
const SECONDS = 20;

/**
 * A key of a user or a role of the local IAM.
 *
 * @param create makes a user that is missing, who may call this API
 * @throws UserError where there is neither a user nor a role of this name
 */
export function callerKey(
  aws: Place,
  request: { name: string; api: string; create: boolean },
): Promise<CallerKey> {
  return ask(aws, 'keys', request);
}

/**
 * A token of a user of a user pool, without a password.
 *
 * @throws UserError where there is no such pool or user
 */
export function userToken(aws: Place, request: TokenRequest): Promise<UserToken> {
  return ask(aws, 'tokens', request);
}

async function ask<T>({ url, headers }: Place, what: 'keys' | 'tokens', body: object): Promise<T> {
  const answer = await fetch(`${url}/_terragate/${what}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  if (answer.status === 404) {
    const { what, fix, got, allowed } = (await answer.json()) as Omit<Problem, 'where'>;
    const named = got === undefined || got === null ? {} : { got };
    throw new UserError([{ where: 'callers', what, fix, ...named, ...(allowed?.length ? { allowed } : {}) }]);
  }
  if (!answer.ok) throw new Error(`the local AWS answered ${answer.status} to ${what}`);
  return (await answer.json()) as T;
}
