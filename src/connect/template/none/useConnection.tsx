import { useMemo } from 'react';
import type { Connection } from './runtime';
import { useRuntimeConfig } from './runtime-config';

/** How MyApi is called: by anyone. */
export function useConnection(): Connection {
  const { url } = useRuntimeConfig();
  return useMemo(() => ({ baseUrl: url }), [url]);
}
