import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { syncTemplates } from '@/api';
import { listNumbersOptions, listTemplatesQueryKey } from '@/api/@tanstack/react-query.gen';
import { problemOf, wordsOf } from '@/lib/problem';

/** Take over what Meta has, of every account. */
export function Sync() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: numbers = [] } = useQuery(listNumbersOptions());
  const sync = useMutation({
    mutationFn: async () => {
      const sum = { created: 0, changed: 0, gone: 0 };
      for (const number of numbers) {
        const path = { number_id: number.id };
        const { data } = await syncTemplates({ path, throwOnError: true });
        sum.created += data.created;
        sum.changed += data.changed;
        sum.gone += data.gone;
      }
      return sum;
    },
    onSuccess: async (sum) => {
      await queries.invalidateQueries({ queryKey: listTemplatesQueryKey() });
      notifications.show({ message: t('templates.synced', sum) });
    },
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  if (!numbers.length) return null;
  return (
    <Button
      variant="default"
      loading={sync.isPending}
      onClick={() => sync.mutate()}
      leftSection={<RefreshCw size={17} aria-hidden />}
    >
      {t('templates.sync')}
    </Button>
  );
}
