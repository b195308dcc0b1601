import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changeSegment, createSegment, deleteSegment, type SegmentOut } from '@/api';
import {
  listSegmentsQueryKey,
  showSegmentOptions,
  showSegmentQueryKey,
} from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import { sayDone } from '@/lib/undo';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { ruleOf } from './rule';
import { SegmentForm, type Values } from './SegmentForm';

export function Segment({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { segment_id: id };
  const query = useQuery(showSegmentOptions({ path }));
  const send = async ({ name, ...rule }: Values) => {
    const { data } = await changeSegment({ path, body: { name, rule }, throwOnError: true });
    queries.setQueryData(showSegmentQueryKey({ path }), data);
    await queries.invalidateQueries({ queryKey: listSegmentsQueryKey() });
    notifications.show({ message: t('saved') });
  };
  const found = query.data;
  return (
    <Page
      back={<Back to="/contacts/segments" label={t('contacts.tabs.segments')} />}
      title={found?.name ?? t('contacts.tabs.segments')}
      action={found && <Forget segment={found} />}
    >
      {query.isPending && <Skeleton height={420} radius="lg" aria-busy="true" />}
      {query.isError && !found && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {found && (
        <SegmentForm
          key={id}
          initial={{ name: found.name, ...ruleOf(found.rule) }}
          label={t('save')}
          send={send}
        />
      )}
    </Page>
  );
}

/** Forgotten at once; undo makes the same selection again. */
function Forget({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const may = useMay()('contacts.write');
  const again = () => queries.invalidateQueries({ queryKey: listSegmentsQueryKey() });
  const forget = useMutation({
    mutationFn: () => deleteSegment({ path: { segment_id: segment.id } }),
    onSuccess: async () => {
      await navigate({ to: '/contacts/segments' });
      await again();
      sayDone(t('segments.forgotten', { name: segment.name }), t, async () => {
        await createSegment({ body: { name: segment.name, ...ruleOf(segment.rule) } });
        await again();
      });
    },
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  if (!may) return null;
  return (
    <Button
      variant="default"
      leftSection={<Trash2 size={18} aria-hidden />}
      loading={forget.isPending}
      onClick={() => forget.mutate()}
    >
      {t('segments.forget')}
    </Button>
  );
}
