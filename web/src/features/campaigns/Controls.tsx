import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changeCampaign, type CampaignOut } from '@/api';
import {
  listCampaignsQueryKey,
  showCampaignQueryKey,
  showLiveQueryKey,
} from '@/api/@tanstack/react-query.gen';
import { problemOf, wordsOf } from '@/lib/problem';
import { Confirm } from '@/ui/Confirm';

/** Pause and resume at once; only what cannot be taken back is asked again. */
export function Controls({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { campaign_id: one.id };
  const call = async (verb: 'pause' | 'resume' | 'cancel') => {
    const { data } = await changeCampaign({ path: { ...path, verb }, throwOnError: true });
    queries.setQueryData(showCampaignQueryKey({ path }), data);
    const keys = [showLiveQueryKey({ path }), listCampaignsQueryKey()];
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  const change = useMutation({
    mutationFn: call,
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  const { state } = one;
  if (!['scheduled', 'running', 'paused'].includes(state)) return null;
  return (
    <>
      {state === 'running' && (
        <Button
          leftSection={<Pause size={18} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate('pause')}
        >
          {t('live.pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          leftSection={<Play size={18} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate('resume')}
        >
          {t('live.resume')}
        </Button>
      )}
      <Confirm
        label={t('live.cancel')}
        title={t('live.cancel_title', { name: one.name })}
        words={t('live.cancel_why')}
        icon={<Ban size={18} aria-hidden />}
        act={() => call('cancel')}
      />
    </>
  );
}
