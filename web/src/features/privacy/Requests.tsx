import { Anchor, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Clock, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestOut } from '@/api';
import { listRequestsOptions, showMeOptions } from '@/api/@tanstack/react-query.gen';
import { day } from '@/lib/format';
import { useMay } from '@/lib/may';
import { CopyText } from '@/ui/CopyText';
import { Empty } from '@/ui/Empty';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { Stands } from './Stands';
import { clockOf } from './clock';

/** What people asked, and how long there is still to answer. */
export function Requests() {
  const { t } = useTranslation();
  const [only, setOnly] = useState<'open' | 'all'>('all');
  const query = useQuery(listRequestsOptions({ query: { is_open: only === 'open' } }));
  const empty = (
    <Empty icon={ShieldCheck} title={t('privacy.none')} words={t('privacy.none_why')}>
      <Anchor component={Link} to="/policy">
        {t('policy.title')}
      </Anchor>
    </Empty>
  );
  return (
    <Stack>
      <DeskLink />
      <SegmentedControl
        w="fit-content"
        aria-label={t('privacy.which')}
        value={only}
        onChange={(to) => setOnly(to as 'open' | 'all')}
        data={[
          { value: 'all', label: t('privacy.all') },
          { value: 'open', label: t('privacy.only_open') },
        ]}
      />
      <Rows query={query} empty={empty}>
        {(one) => <Request key={one.id} one={one} />}
      </Rows>
    </Stack>
  );
}

/** Where people without an account ask: to be put on a web site, or sent along. */
function DeskLink() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  return (
    <div>
      <Text size="sm" mb={4}>
        {t('privacy.desk_link')}
      </Text>
      <CopyText
        text={`${location.origin}/desk/${me.organisation_id}`}
        label={t('privacy.desk_link')}
      />
    </div>
  );
}

function Request({ one }: { one: RequestOut }) {
  const { t } = useTranslation();
  const may = useMay();
  const Sign = one.is_late ? TriangleAlert : one.ended_at ? CircleCheck : Clock;
  return (
    <div className="row" style={{ flexWrap: 'wrap' }}>
      <Sign
        size={20}
        aria-hidden
        color={one.is_late ? 'var(--mantine-color-error)' : 'var(--mantine-color-dimmed)'}
      />
      <div className="grow" style={{ flexBasis: 220 }}>
        <Anchor component={Link} to={`/requests/${one.id}`} fw={600} c="inherit" dir="auto">
          {one.name ? `${one.name} · ` : ''}
          {t(`request.${one.kind}`, { defaultValue: one.kind })}
        </Anchor>
        <Text size="sm" c="dimmed">
          {t('privacy.asked', {
            day: day(one.opened_at),
            channel: t(`privacy.channel.${one.channel}`, { defaultValue: one.channel }),
          })}
        </Text>
        <Text size="sm" fw={600} c={one.is_late ? 'var(--mantine-color-error)' : undefined}>
          {clockOf(one, t)}
        </Text>
        <Stands one={one} />
      </div>
      {may('contacts.read') && one.kind !== 'erasure' && (
        <Anchor component={Link} to={`/contacts/${one.contact_id}`} size="sm">
          {t('inbox.whole_contact')}
        </Anchor>
      )}
      <State of={one.state} />
    </div>
  );
}
