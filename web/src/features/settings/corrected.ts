import { useQueryClient } from '@tanstack/react-query';
import { listSecurityLogQueryKey, showMeQueryKey } from '@/api/@tanstack/react-query.gen';

/** How many acts of one's own login are shown. */
export const LOG = { query: { limit: 20 } };

/** After a correction: who one is, and what was done with the login, are read anew. */
export function useCorrected(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [showMeQueryKey(), listSecurityLogQueryKey(LOG)].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
}
