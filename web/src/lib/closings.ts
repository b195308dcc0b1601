import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keepLogin, keepOrganisation } from '@/api';
import { listClosingsOptions, listClosingsQueryKey } from '@/api/@tanstack/react-query.gen';

/** What is about to be erased and can still be undone: one's own login, the organisation. */
export function useClosings() {
  const queries = useQueryClient();
  const { data } = useQuery({ ...listClosingsOptions(), staleTime: 60_000 });
  const undo = useMutation({
    mutationFn: (kind: string) =>
      kind === 'user'
        ? keepLogin({ throwOnError: true })
        : keepOrganisation({ throwOnError: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: listClosingsQueryKey() }),
  });
  return { closings: data ?? [], undo };
}
