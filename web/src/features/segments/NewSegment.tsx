import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createSegment } from '@/api';
import { listSegmentsQueryKey } from '@/api/@tanstack/react-query.gen';
import type { How } from '@/lib/form';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { NO_RULE } from './rule';
import { SegmentForm, type Values } from './SegmentForm';

export function NewSegment() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const send = async (body: Values, { once }: How) => {
    await createSegment({ body, headers: once });
    await queries.invalidateQueries({ queryKey: listSegmentsQueryKey() });
    await navigate({ to: '/contacts/segments' });
  };
  return (
    <Page
      back={<Back to="/contacts/segments" label={t('contacts.tabs.segments')} />}
      title={t('segments.new')}
      lead={t('segments.new_lead')}
    >
      <SegmentForm initial={{ name: '', ...NO_RULE }} label={t('segments.make')} send={send} />
    </Page>
  );
}
