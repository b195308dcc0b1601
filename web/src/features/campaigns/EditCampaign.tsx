import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editCampaign, type CampaignOut } from '@/api';
import {
  forecastCampaignQueryKey,
  listCampaignsQueryKey,
  showCampaignOptions,
} from '@/api/@tanstack/react-query.gen';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { planOf } from './plan';
import { PlanWizard, type Send } from './PlanWizard';

/** A draft, opened again. */
export function EditCampaign({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(showCampaignOptions({ path: { campaign_id: id } }));
  if (query.data) return <Opened key={id} first={query.data} />;
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

/** As it was when it was opened, until somebody asks for the newer one. */
function Opened({ first }: { first: CampaignOut }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [one, setOne] = useState(first);
  const path = { campaign_id: one.id };
  const options = showCampaignOptions({ path });
  const send: Send = async (plan, { overwrite }) => {
    const body = { ...plan, seen: overwrite ? null : one.version };
    const { data } = await editCampaign({ path, body, throwOnError: true });
    queries.setQueryData(options.queryKey, data);
    const keys = [listCampaignsQueryKey(), forecastCampaignQueryKey({ path })];
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    await navigate({ to: '/campaigns/$campaignId', params: { campaignId: one.id } });
  };
  const showOther = async () => setOne(await queries.fetchQuery({ ...options, staleTime: 0 }));
  return (
    <PlanWizard
      key={one.version}
      title={one.name}
      initial={planOf(one)}
      send={send}
      showOther={() => void showOther()}
    />
  );
}
