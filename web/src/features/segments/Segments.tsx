import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Filter, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SegmentOut } from '@/api';
import { listSegmentsOptions, showSegmentOptions } from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { useMay } from '@/lib/may';
import { Empty } from '@/ui/Empty';
import { RowLink } from '@/ui/RowLink';
import { Rows } from '@/ui/Rows';
import { inWords } from './rule';

/** Saved selections; campaigns write to them. */
export function Segments() {
  const { t } = useTranslation();
  const query = useQuery(listSegmentsOptions());
  const add = useMay()('contacts.write') && (
    <Button
      component={Link}
      to="/contacts/segments/new"
      leftSection={<Plus size={18} aria-hidden />}
    >
      {t('segments.new')}
    </Button>
  );
  const empty = (
    <Empty icon={Filter} title={t('segments.none')} words={t('segments.none_why')}>
      {add}
    </Empty>
  );
  return (
    <Stack gap="md">
      {Boolean(query.data?.length) && (
        <Group justify="space-between">
          <Text c="dimmed" maw={560}>
            {t('segments.lead')}
          </Text>
          {add}
        </Group>
      )}
      <Rows query={query} empty={empty}>
        {(one) => <SegmentRow key={one.id} one={one} />}
      </Rows>
    </Stack>
  );
}

function SegmentRow({ one }: { one: SegmentOut }) {
  const { t } = useTranslation();
  const { data } = useQuery(showSegmentOptions({ path: { segment_id: one.id } }));
  return (
    <div className="row">
      <RowLink
        to="/contacts/segments/$segmentId"
        params={{ segmentId: one.id }}
        sign={<Filter size={20} aria-hidden />}
        title={one.name}
        oneLine
        words={data ? inWords(data.rule, t) : '…'}
      >
        <Text component="span">
          {data && t('segments.people', { count: data.count ?? 0, shown: count(data.count ?? 0) })}
        </Text>
      </RowLink>
    </div>
  );
}
