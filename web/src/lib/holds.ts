import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { liftHold, type Me, placeHold } from '@/api';
import { listHoldsOptions, listHoldsQueryKey } from '@/api/@tanstack/react-query.gen';
import { problemOf, wordsOf } from '@/lib/problem';

export type Held = { kind: 'organisation' | 'number' | 'template'; subject_id: string };

/** What does not send until it is let go, whether this member may change it, and how. */
export function useHolds(me: Me) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sees = me.permissions.includes('numbers.read');
  const { data: holds = [] } = useQuery({ ...listHoldsOptions(), enabled: sees });
  const set = useMutation({
    mutationFn: async ({ held, path }: { held: boolean; path: Held }) => {
      await (held ? placeHold : liftHold)({ path, throwOnError: true });
      await queries.invalidateQueries({ queryKey: listHoldsQueryKey() });
    },
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  return { holds, may: me.permissions.includes('campaigns.start'), set };
}
