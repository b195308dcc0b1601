import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { editCampaign } from '@/api';
import {
  forecastCampaignQueryKey,
  listCampaignsQueryKey,
  showCampaignOptions,
} from '@/api/@tanstack/react-query.gen';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { planOf, type Plan } from './plan';
import { PlanWizard } from './PlanWizard';

/** A draft, opened again. */
export function EditCampaign({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const path = { campaign_id: id };
  const query = useQuery(showCampaignOptions({ path }));
  const send = async (body: Plan) => {
    const { data } = await editCampaign({ path, body, throwOnError: true });
    queries.setQueryData(showCampaignOptions({ path }).queryKey, data);
    const keys = [listCampaignsQueryKey(), forecastCampaignQueryKey({ path })];
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    await navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } });
  };
  if (query.data)
    return <PlanWizard title={query.data.name} initial={planOf(query.data)} send={send} />;
  return (
    <Page title={t('nav.campaigns')}>
      {query.isError ? (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      ) : (
        <Skeleton height={360} radius="lg" aria-busy="true" />
      )}
    </Page>
  );
}
