import { useMemo } from 'react';
import { identityPoolCredentials } from './credentials';
import { iam } from './iam';
import type { Connection } from './runtime';
import { type RuntimeConfig, useRuntimeConfig } from './runtime-config';
import { useIdToken } from './useIdToken';

/** How MyApi is called: requests are signed with the credentials of who is signed in. */
export function useConnection(): Connection {
  const config = useRuntimeConfig();
  const idToken = useIdToken();
  return useMemo(() => connectionOf(config, idToken), [config, idToken]);
}

function connectionOf({ url, signIn }: RuntimeConfig, idToken: () => string | undefined): Connection {
  if (!signIn) return { baseUrl: url };
  const credentials = identityPoolCredentials(signIn, idToken);
  // The address of an API says its region, a domain of one's own does not
  const isOwnDomain = !new URL(url, window.location.href).hostname.includes('.execute-api.');
  return { baseUrl: url, fetch: iam({ credentials, ...(isOwnDomain ? { region: signIn.region } : {}) }) };
}
