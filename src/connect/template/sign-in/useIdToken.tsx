import { useCallback, useContext, useLayoutEffect, useRef } from 'react';
import { AuthContext } from 'react-oidc-context';

/** A function that gives the id token of who is signed in. It stays the same while the token is renewed. */
export function useIdToken(): () => string | undefined {
  const token = useContext(AuthContext)?.user?.id_token;
  const latest = useRef(token);
  useLayoutEffect(() => {
    latest.current = token;
  }, [token]);
  return useCallback(() => latest.current, []);
}
