import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useContext, useState } from 'react';

/** Gives what is below it a query client: the one that is there already, or one of its own. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const given = useContext(QueryClientContext);
  const [own] = useState(() => new QueryClient());
  return given ? children : <QueryClientProvider client={own}>{children}</QueryClientProvider>;
}
