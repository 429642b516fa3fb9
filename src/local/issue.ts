import { type Problem, UserError } from '../errors';
import { order } from './order';
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
  return order(aws, 'POST', 'keys', request, SECONDS, unknownCaller);
}

/**
 * A token of a user of a user pool, without a password.
 *
 * @throws UserError where there is no such pool or user
 */
export function userToken(aws: Place, request: TokenRequest): Promise<UserToken> {
  return order(aws, 'POST', 'tokens', request, SECONDS, unknownCaller);
}

/** Somebody who is not there: the local AWS says what to do. */
async function unknownCaller(answer: Response): Promise<UserError | undefined> {
  if (answer.status !== 404) return undefined;
  const { what, fix, got, allowed } = (await answer.json()) as Omit<Problem, 'where'>;
  const named = got === undefined || got === null ? {} : { got };
  return new UserError([{ where: 'callers', what, fix, ...named, ...(allowed?.length ? { allowed } : {}) }]);
}
