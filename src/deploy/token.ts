import { UserError } from '../errors';
import { SECRET_HEADER } from '../local/credentials';
import { type TokenRequest, type UserToken, userToken } from '../local/issue';
import type { Project } from '../project';
import type { Instance } from './background/instance';
import { instanceOf } from './endpoint';

/**
 * A token of a user of a project's user pool on this machine.
 *
 * @throws UserError when the project does not run, or has no such pool or user
 */
export async function token(project: Project, request: TokenRequest): Promise<UserToken> {
  return userToken(localAwsOf(await instanceOf(project)), request);
}

/**
 * The local AWS of an instance, for what it gives out.
 *
 * @throws UserError for an endpoint that runs elsewhere
 */
export function localAwsOf({ aws: url, credentials }: Instance) {
  if (credentials) return { url, headers: { [SECRET_HEADER]: credentials.secretAccessKey } };
  throw new UserError([
    {
      where: 'callers',
      what: `keys and tokens are given out by a local AWS that terragate up has started, and the project runs on ${url}`,
      fix: 'sign with keys of your own, or unset AWS_ENDPOINT_URL and run: terragate down, terragate up',
    },
  ]);
}
