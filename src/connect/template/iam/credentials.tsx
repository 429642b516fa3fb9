import { fromCognitoIdentityPool } from '@aws-sdk/credential-provider-cognito-identity';
import type { Credentials } from './iam';
import type { SignInSettings } from './runtime-config';

/**
 * A function that asks an identity pool for credentials. They end after an hour: who signs requests asks again.
 *
 * @param idToken gives the token of who is signed in
 */
export function identityPoolCredentials(
  { region, userPoolId, identityPoolId, endpoint }: SignInSettings,
  idToken: () => string | undefined,
): () => Promise<Credentials> {
  return fromCognitoIdentityPool({
    identityPoolId,
    clientConfig: { region, ...(endpoint === undefined ? {} : { endpoint }) },
    logins: {
      [`cognito-idp.${region}.amazonaws.com/${userPoolId}`]: async () => {
        const token = idToken();
        if (token === undefined) throw new Error('nobody is signed in');
        return token;
      },
    },
  });
}
