import { type MyApiInPage, useMyApiInPage } from './MyApiContext';

/**
 * The operations of MyApi for TanStack Query. The object stays the same from render to render.
 *
 * @example const item = useQuery(useMyApi().getItem.queryOptions({ itemId: 3 }));
 */
export function useMyApi(): MyApiInPage['queries'] {
  return useMyApiInPage().queries;
}
