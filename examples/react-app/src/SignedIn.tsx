import { useContext } from 'react';
import { AuthContext } from 'react-oidc-context';
import { useSignOut } from './api/useSignOut';

/** Who is signed in, and the way out. Nothing where nobody has to sign in. */
export function SignedIn() {
  const profile = useContext(AuthContext)?.user?.profile;
  const signOut = useSignOut();
  if (!profile) return null;
  return (
    <p className="signed-in">
      <span>{profile.email ?? profile.sub}</span>
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}
