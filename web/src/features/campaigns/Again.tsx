import { Alert, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { CircleHelp, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type LiveOut, sendAgain } from '@/api';
import { showLiveQueryKey } from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { useMay } from '@/lib/may';
import { Confirm } from '@/ui/Confirm';

/** What nobody knows the outcome of: some may have it already, so a person decides. */
export function Again({ id, live }: { id: string; live: LiveOut }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const path = { campaign_id: id };
  const doubtful = live.counts.doubtful ?? 0;
  if (!doubtful || live.state === 'cancelled') return null;
  const words = { count: doubtful, shown: count(doubtful) };
  const send = async () => {
    const { data } = await sendAgain({ path, throwOnError: true });
    const waiting = { count: data.count, shown: count(data.count) };
    notifications.show({ message: t('doubt.done', waiting) });
  };
  return (
    <Alert
      color="yellow"
      icon={<CircleHelp size={20} aria-hidden />}
      title={t('doubt.title', words)}
      role="status"
    >
      <Stack gap="sm" align="start">
        {t('doubt.why')}
        {may('campaigns.start') && (
          <Confirm
            label={t('doubt.do')}
            title={t('doubt.sure', words)}
            words={t('doubt.twice')}
            icon={<RotateCw size={18} aria-hidden />}
            act={send}
            after={() => queries.invalidateQueries({ queryKey: showLiveQueryKey({ path }) })}
          />
        )}
      </Stack>
    </Alert>
  );
}
