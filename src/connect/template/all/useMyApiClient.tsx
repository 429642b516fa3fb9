import type { MyApi } from './client';
import { useMyApiInPage } from './MyApiContext';

/**
 * The client of MyApi, for calls without TanStack Query. The object stays the same from render to render.
 *
 * @example const item = await client.getItem({ itemId: 3 });
 */
export function useMyApiClient(): MyApi {
  return useMyApiInPage().client;
}
