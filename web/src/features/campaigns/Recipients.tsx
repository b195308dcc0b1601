import { Button, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RecipientOut } from '@/api';
import {
  listRecipientsInfiniteOptions,
  showCampaignOptions,
  showTemplateOptions,
} from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { fill, partOf, type Shape, type Values } from '@/ui/message/template';
import { Back } from '@/ui/Back';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { MoreRows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { failureWords, refusalWords } from './reason';

/** Every message of a campaign, one by one. */
export function Recipients({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const path = { campaign_id: id };
  const { data: campaign } = useQuery(showCampaignOptions({ path }));
  const { data: template } = useQuery({
    ...showTemplateOptions({ path: { template_id: campaign?.template_id ?? '' } }),
    enabled: Boolean(campaign),
  });
  const query = useInfiniteQuery({
    ...listRecipientsInfiniteOptions({ path }),
    initialPageParam: { path },
    getNextPageParam: ({ after }) => after ?? undefined,
  });
  const file = (
    <Button
      component="a"
      href={`/api/campaigns/${id}/recipients.csv`}
      download
      variant="default"
      leftSection={<Download size={18} aria-hidden />}
    >
      {t('recipients.file')}
    </Button>
  );
  return (
    <Page title={t('recipients.title')} lead={campaign?.name} action={may('contacts.read') && file}>
      <Back
        to="/campaigns/$campaignId"
        params={{ campaignId: id }}
        label={campaign?.name ?? t('nav.campaigns')}
      />
      <MoreRows
        query={query}
        empty={<Empty icon={Users} title={t('recipients.none')} words={t('recipients.none_why')} />}
      >
        {(one: RecipientOut) => (
          <RecipientRow key={one.id} one={one} shape={template?.shape as Shape | undefined} />
        )}
      </MoreRows>
    </Page>
  );
}

function RecipientRow({ one, shape }: { one: RecipientOut; shape?: Shape }) {
  const { t } = useTranslation();
  const values = (one.content?.values ?? {}) as Values;
  const text = one.content
    ? fill((shape && partOf(shape, 'BODY')?.text) ?? '', values)
    : t('recipients.erased');
  return (
    <div className="row">
      <div className="grow">
        <Text truncate>{text}</Text>
        {one.code !== null && (
          <Text size="sm" c="dimmed">
            {typeof one.code === 'number'
              ? failureWords(one.code, t('live.code', { code: one.code }), t)
              : refusalWords(one.code, t).title}
          </Text>
        )}
      </div>
      <State of={one.state} />
    </div>
  );
}
