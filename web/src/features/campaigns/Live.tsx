import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarClock, OctagonPause, Users } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import type { CampaignOut, LiveOut } from '@/api';
import {
  showCampaignQueryKey,
  showLiveOptions,
  showOrganisationOptions,
} from '@/api/@tanstack/react-query.gen';
import { ago, count, moment, momentAt } from '@/lib/format';
import { useMay } from '@/lib/may';
import { AskTrouble } from '@/ui/Problem';
import { Again } from './Again';
import { Bar } from './Bar';
import { Controls } from './Controls';
import { Reasons } from './Reasons';
import { Waits } from './Waits';

/** Once a second while it sends; the last statuses come long after. */
const pause = (state?: string) => (state === 'running' || state === undefined ? 1000 : 5000);

/** Above this a campaign is counted now and then, and says when. */
const AT_SIGHT = 1000;

/** How a campaign goes, while it goes. */
export function Live({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const path = { campaign_id: one.id };
  const query = useQuery({
    ...showLiveOptions({ path }),
    refetchInterval: ({ state }) => pause(state.data?.state),
  });
  const live = query.data;
  const hasChanged = live !== undefined && live.state !== one.state;
  useEffect(() => {
    if (hasChanged) void queries.invalidateQueries({ queryKey: showCampaignQueryKey({ path }) });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key changes with the page only
  }, [hasChanged, queries, one.id]);
  if (query.isError && !live)
    return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  if (!live) return <Skeleton height={360} radius="lg" aria-busy="true" />;
  return (
    <Stack gap="lg">
      {one.state === 'scheduled' && one.due_at && <Planned at={one.due_at} />}
      {one.paused_for && <PausedItself reason={one.paused_for} />}
      {one.state !== 'scheduled' && (
        <section className="surface panel">
          <Stack gap="lg">
            <Text role="status">{wordsOf(live)}</Text>
            <Bar live={live} />
            {(live.counts.recipients ?? 0) > AT_SIGHT && (
              <Text size="sm" c="dimmed">
                {t('live.counted', { ago: ago(live.at) })}
              </Text>
            )}
          </Stack>
        </section>
      )}
      <Waits live={live} />
      <Again id={one.id} live={live} />
      <Reasons live={live} />
      <Group>
        {may('campaigns.start') && <Controls one={one} />}
        {may('campaigns.write') && one.state !== 'scheduled' && (
          <Button
            component={Link}
            to="/campaigns/$campaignId/recipients"
            params={{ campaignId: one.id } as never}
            variant="default"
            leftSection={<Users size={18} aria-hidden />}
          >
            {t('live.recipients')}
          </Button>
        )}
      </Group>
    </Stack>
  );

  function wordsOf({ state, is_expanding, counts, rate, remaining, waits_for }: LiveOut) {
    const people = t('live.people', {
      count: counts.recipients ?? 0,
      shown: count(counts.recipients ?? 0),
    });
    if (state === 'running' && waits_for) return people;
    if (state === 'running' && is_expanding)
      return `${people} ${t([`live.stage.${one.stage}`, 'live.expanding'], { shown: count(one.audience ?? 0) })}`;
    if (state === 'running') {
      const pace = t('live.rate', { shown: count(Math.round(rate)) });
      const left = remaining !== null && t('live.left', { count: Math.ceil(remaining / 60) });
      return [people, pace, left].filter(Boolean).join(' ');
    }
    const ended = one.ended_at && t('live.ended', { when: moment(one.ended_at) });
    return [people, t(`live.is.${state}`, { defaultValue: '' }), ended].filter(Boolean).join(' ');
  }
}

/** Why a campaign paused by itself, and what to do. */
function PausedItself({ reason }: { reason: string }) {
  const { t } = useTranslation();
  const words = t(`live.paused_for.${reason.replaceAll('.', '_')}`, { defaultValue: reason });
  return (
    <Alert
      color="orange"
      icon={<OctagonPause size={20} aria-hidden />}
      title={t('live.paused_title')}
      role="status"
    >
      {words} {t('live.paused_kept')}
    </Alert>
  );
}

function Planned({ at }: { at: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(showOrganisationOptions());
  if (!data) return null;
  return (
    <Alert color="blue" icon={<CalendarClock size={20} aria-hidden />} role="status">
      {t('live.planned', { when: momentAt(at, data.zone), zone: data.zone.replaceAll('_', ' ') })}
    </Alert>
  );
}
