import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createCampaign } from '@/api';
import { listCampaignsQueryKey } from '@/api/@tanstack/react-query.gen';
import { NO_PLAN } from './plan';
import { PlanWizard, type Send } from './PlanWizard';

export function NewCampaign() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const send: Send = async (body, { once }) => {
    const { data } = await createCampaign({ body, headers: once, throwOnError: true });
    await queries.invalidateQueries({ queryKey: listCampaignsQueryKey() });
    await navigate({ to: '/campaigns/$campaignId', params: { campaignId: data.id } });
  };
  return <PlanWizard title={t('campaigns.new')} initial={NO_PLAN} send={send} />;
}
