import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countSegment } from '@/api';
import { count } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import type { Rule } from './rule';

/** How many belong to a selection while it is being made. */
export function LiveCount({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(rule, 400);
  const body = { ...asked, conditions: asked.conditions.filter(({ value }) => value.trim()) };
  const { data, error } = useQuery({
    queryKey: [{ _id: 'countSegment' }, body],
    queryFn: async ({ signal }) => (await countSegment({ body, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="live-count" role="status">
      <UsersRound size={22} aria-hidden />
      {error ? (
        <Text>{wordsOf(problemOf(error), t)}</Text>
      ) : (
        <Text fw={600} size="lg">
          {data
            ? t('segments.people', { count: data.count, shown: count(data.count) })
            : t('segments.counting')}
        </Text>
      )}
    </div>
  );
}
