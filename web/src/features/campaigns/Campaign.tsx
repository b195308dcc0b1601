import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showCampaignOptions } from '@/api/@tanstack/react-query.gen';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { State } from '@/ui/State';
import { Live } from './Live';
import { Review } from './Review';

/** One campaign: a draft to be checked and started, or how it goes. */
export function Campaign({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(showCampaignOptions({ path: { campaign_id: id } }));
  const found = query.data;
  return (
    <Page
      back={<Back to="/campaigns" label={t('nav.campaigns')} />}
      title={found?.name ?? t('nav.campaigns')}
      lead={found && t(`purpose.${found.purpose}`)}
      action={found && <State of={found.state} />}
    >
      {query.isPending && <Skeleton height={420} radius="lg" aria-busy="true" />}
      {query.isError && !found && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {found && (found.state === 'draft' ? <Review one={found} /> : <Live one={found} />)}
    </Page>
  );
}
