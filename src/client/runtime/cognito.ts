/** Sends the token of a Cognito user pool. */
import type { HeaderValues } from './runtime';

/**
 * Headers with a token for each request: the access token, or the id token where the API asks for that.
 *
 * @param token the token as it is now; it is asked for with each request, as tokens end after an hour
 * @example new MyApi({ baseUrl, headers: cognito(() => user.access_token) })
 */
export function cognito(
  token: () => string | undefined | Promise<string | undefined>,
): () => Promise<HeaderValues> {
  return async () => {
    const value = await token();
    return { authorization: value === undefined ? undefined : `Bearer ${value}` };
  };
}
