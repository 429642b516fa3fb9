import type { User } from 'oidc-client-ts';
import { type ReactNode, useContext, useState } from 'react';
import { AuthContext, AuthProvider, useAuth, useAutoSignin } from 'react-oidc-context';
import { REDIRECT_URI, useRuntimeConfig } from './runtime-config';

interface Props {
  readonly children: ReactNode;
}

/** Shows what is below it to who is signed in to the user pool; everybody else is sent to its page. */
export function SignIn({ children }: Props) {
  const { signIn } = useRuntimeConfig();
  const isAbove = useContext(AuthContext) !== undefined;
  if (!signIn || isAbove) return children;
  return (
    <AuthProvider
      authority={`${signIn.endpoint ?? `https://cognito-idp.${signIn.region}.amazonaws.com`}/${signIn.userPoolId}`}
      client_id={signIn.userPoolClientId}
      redirect_uri={REDIRECT_URI}
      scope="openid email profile"
      onSigninCallback={backToPlace}
    >
      <SignedIn>{children}</SignedIn>
    </AuthProvider>
  );
}

function SignedIn({ children }: Props) {
  const [signinArgs] = useState(() => ({ state: window.location.href }));
  const { isAuthenticated, error } = useAutoSignin({ signinArgs });
  if (isAuthenticated) return children;
  return error ? <Refused reason={error.message} /> : null;
}

function Refused({ reason }: { readonly reason: string }) {
  const { signinRedirect } = useAuth();
  return (
    <p role="alert">
      Signing in failed: {reason}{' '}
      <button type="button" onClick={() => void signinRedirect()}>
        Sign in
      </button>
    </p>
  );
}

/** Goes to the place that somebody wanted to see before they were sent to the page of the user pool. */
function backToPlace(user: User | undefined): void {
  const { origin, pathname } = window.location;
  const place = new URL(typeof user?.state === 'string' ? user.state : pathname, origin);
  // A router has read the address already: it reads another one when the page is loaded anew
  if (place.pathname !== pathname) window.location.replace(place);
  else window.history.replaceState({}, '', place);
}
