import { useCallback, useContext } from 'react';
import { AuthContext } from 'react-oidc-context';

/**
 * A function that signs out who is signed in, here and at the user pool. The pool sends them back to the website, which
 * has to be one of the client's sign-out addresses. Where nobody signs in, it does nothing.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function useSignOut(): () => Promise<void> {
  const auth = useContext(AuthContext);
  return useCallback(async () => {
    if (!auth) return;
    const { client_id, redirect_uri: logout_uri } = auth.settings;
    // A user pool asks for names that OpenID Connect does not have
    await auth.signoutRedirect({ extraQueryParams: { client_id, logout_uri } });
  }, [auth]);
}
