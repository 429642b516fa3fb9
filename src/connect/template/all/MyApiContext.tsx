import { createContext, useContext } from 'react';
import type { MyApi } from './client';
import type { myApiQueries } from './queries';

/** MyApi as a page has it. */
export interface MyApiInPage {
  readonly client: MyApi;
  /** Options for TanStack Query, for each operation. */
  readonly queries: ReturnType<typeof myApiQueries>;
}

export const MyApiContext = createContext<MyApiInPage | undefined>(undefined);

/** MyApi, below a MyApiProvider. */
export function useMyApiInPage(): MyApiInPage {
  const api = useContext(MyApiContext);
  if (!api) throw new Error('MyApi is used outside of a MyApiProvider: main.tsx has it around <App />');
  return api;
}
