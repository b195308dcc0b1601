import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Megaphone, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CampaignOut } from '@/api';
import { listCampaignsOptions } from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { useMay } from '@/lib/may';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { RowLink } from '@/ui/RowLink';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';

/** Every campaign with how it stands, newest first. */
export function Campaigns() {
  const { t } = useTranslation();
  const query = useQuery({
    ...listCampaignsOptions(),
    select: (all) => [...all].sort((a, b) => b.created_at.localeCompare(a.created_at)),
  });
  const add = useMay()('campaigns.write') && (
    <Button component={Link} to="/campaigns/new" leftSection={<Plus size={18} aria-hidden />}>
      {t('campaigns.new')}
    </Button>
  );
  const empty = (
    <Empty icon={Megaphone} title={t('campaigns.none')} words={t('campaigns.none_why')}>
      {add}
    </Empty>
  );
  return (
    <Page
      title={t('nav.campaigns')}
      lead={t('campaigns.lead')}
      action={query.data?.length ? add : null}
    >
      <Rows query={query} empty={empty}>
        {(one) => <CampaignRow key={one.id} one={one} />}
      </Rows>
    </Page>
  );
}

function CampaignRow({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const when = one.due_at && one.state === 'scheduled' ? one.due_at : one.started_at;
  const people = one.counts.recipients ?? 0;
  const facts = [
    t(`purpose.${one.purpose}`),
    moment(when ?? one.created_at),
    people > 0 && t('campaigns.people', { count: people, shown: count(people) }),
  ];
  return (
    <div className="row">
      <RowLink
        to="/campaigns/$campaignId"
        params={{ campaignId: one.id }}
        sign={<Megaphone size={20} aria-hidden />}
        title={one.name}
        words={facts.filter(Boolean).join(' · ')}
      />
      <State of={one.state} />
    </div>
  );
}
