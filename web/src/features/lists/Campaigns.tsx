import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listCampaignsOptions } from '@/api/@tanstack/react-query.gen';
import { moment } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';

export function Campaigns() {
  const { t } = useTranslation();
  const query = useQuery(listCampaignsOptions());
  const empty = (
    <Empty icon={Megaphone} title={t('campaigns.none')} words={t('campaigns.none_why')} />
  );
  return (
    <Page title={t('nav.campaigns')} lead={t('campaigns.lead')}>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <Megaphone size={20} aria-hidden />
            <div className="grow">
              <Text fw={600} truncate>
                {one.name}
              </Text>
              <Text size="sm" c="dimmed">
                {moment(one.started_at ?? one.created_at)}
              </Text>
            </div>
            <State of={one.state} />
          </div>
        )}
      </Rows>
    </Page>
  );
}
