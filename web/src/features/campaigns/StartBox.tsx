import { Button, Group, Progress, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Rocket, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startCampaign, type CampaignOut } from '@/api';
import {
  listCampaignsQueryKey,
  showCampaignQueryKey,
  showOrganisationOptions,
} from '@/api/@tanstack/react-query.gen';
import { momentAt } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { clockIn, momentIn } from '@/lib/zone';
import { FormTrouble } from '@/ui/Problem';
import { SECONDS, useCountdown } from './countdown';

const HOUR = 3_600_000;

/** Now or later, by the organisation's clock; a start now can be taken back for five seconds. */
export function StartBox({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: organisation } = useQuery(showOrganisationOptions());
  const zone = organisation?.zone ?? 'UTC';
  const [when, setWhen] = useState('now');
  const [chosen, setChosen] = useState<string>();
  const [opened] = useState(() => new Date());
  const clock = chosen ?? clockIn(zone, new Date(opened.getTime() + HOUR));
  const path = { campaign_id: one.id };
  const start = useMutation({
    mutationFn: async (at: string | null) =>
      (await startCampaign({ path, body: at ? { at } : null, throwOnError: true })).data,
    onSuccess: async (now) => {
      queries.setQueryData(showCampaignQueryKey({ path }), now);
      await queries.invalidateQueries({ queryKey: listCampaignsQueryKey() });
    },
  });
  const countdown = useCountdown(() => start.mutate(null));
  const at = clock ? momentIn(zone, clock) : null;
  if (countdown.left !== null)
    return (
      <section className="surface panel" aria-label={t('begin.title')}>
        <Group justify="space-between" mb="sm">
          <Text fw={600} role="status">
            {t('begin.in', { count: countdown.left })}
          </Text>
          <Button
            variant="default"
            leftSection={<Undo2 size={18} aria-hidden />}
            onClick={countdown.stop}
            autoFocus
          >
            {t('undo')}
          </Button>
        </Group>
        <Progress value={(countdown.left / SECONDS) * 100} aria-label={t('begin.title')} />
      </section>
    );
  return (
    <section className="surface panel" aria-labelledby="begin">
      <Title order={2} id="begin" mb="sm">
        {t('begin.title')}
      </Title>
      <FormTrouble words={start.isError ? wordsOf(problemOf(start.error), t) : null} />
      <Stack gap="md">
        <Radio.Group aria-labelledby="begin" value={when} onChange={setWhen}>
          <Stack gap="xs">
            <Radio value="now" label={t('begin.now')} />
            <Radio value="later" label={t('begin.later')} />
          </Stack>
        </Radio.Group>
        {when === 'later' && (
          <TextInput
            type="datetime-local"
            label={t('begin.when')}
            description={t('begin.zone', { zone: zone.replaceAll('_', ' ') })}
            value={clock}
            min={clockIn(zone, opened)}
            onChange={(event) => setChosen(event.currentTarget.value)}
            maw={280}
          />
        )}
        {when === 'later' && at && (
          <Text fw={600} role="status">
            {t('begin.on', { when: momentAt(at.toISOString(), zone) })}
          </Text>
        )}
        {when === 'now' ? (
          <Button
            leftSection={<Rocket size={18} aria-hidden />}
            loading={start.isPending}
            onClick={countdown.begin}
          >
            {t('begin.do')}
          </Button>
        ) : (
          <Button
            leftSection={<CalendarClock size={18} aria-hidden />}
            loading={start.isPending}
            disabled={!at}
            onClick={() => at && start.mutate(at.toISOString())}
          >
            {t('begin.plan')}
          </Button>
        )}
        <Text size="sm" c="dimmed">
          {t('begin.why')}
        </Text>
      </Stack>
    </section>
  );
}
