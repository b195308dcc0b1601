import { Button, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RecipientOut } from '@/api';
import {
  listRecipientsInfiniteOptions,
  showCampaignOptions,
} from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { Back } from '@/ui/Back';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Formatted } from '@/ui/message/Formatted';
import { MoreRows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { reasonWords } from '@/lib/reason';

/** Every message of a campaign, one by one. */
export function Recipients({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const path = { campaign_id: id };
  const { data: campaign } = useQuery(showCampaignOptions({ path }));
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
    <Page
      back={
        <Back
          to="/campaigns/$campaignId"
          params={{ campaignId: id }}
          label={campaign?.name ?? t('nav.campaigns')}
        />
      }
      title={t('recipients.title')}
      lead={campaign?.name}
      action={may('contacts.read') && file}
    >
      <MoreRows
        query={query}
        empty={<Empty icon={Users} title={t('recipients.none')} words={t('recipients.none_why')} />}
      >
        {(one: RecipientOut) => <RecipientRow key={one.id} one={one} />}
      </MoreRows>
    </Page>
  );
}

function RecipientRow({ one }: { one: RecipientOut }) {
  const { t } = useTranslation();
  const text = (one.content?.body as string | undefined) ?? t('recipients.erased');
  return (
    <div className="row">
      <div className="grow">
        <Text lineClamp={2}>
          <Formatted text={text} />
        </Text>
        {one.code !== null && (
          <Text size="sm" c="dimmed">
            {reasonWords(one.code, t)}
          </Text>
        )}
      </div>
      <State of={one.state} />
    </div>
  );
}
