import { useMemo } from 'react';
import { cognito } from './cognito';
import type { Connection } from './runtime';
import { useRuntimeConfig } from './runtime-config';
import { useIdToken } from './useIdToken';

/** How MyApi is called: with the id token of who is signed in. An API that asks for scopes takes the access token. */
export function useConnection(): Connection {
  const { url } = useRuntimeConfig();
  const idToken = useIdToken();
  return useMemo(() => ({ baseUrl: url, headers: cognito(idToken) }), [url, idToken]);
}
