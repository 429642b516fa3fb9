import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api';

const MOST_RETRIES = 1;

/** The query client of the website. What the API refuses is not asked for again: the answer would be the same. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !isRefusal(error) && failures < MOST_RETRIES,
    },
  },
});

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500;
}
