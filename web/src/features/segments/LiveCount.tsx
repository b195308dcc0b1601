import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { countSegment } from '@/api';
import { count } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { PeopleCount } from '@/ui/PeopleCount';
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
  const told = data && t('segments.people', { count: data.count, shown: count(data.count) });
  return (
    <PeopleCount words={error ? wordsOf(problemOf(error), t) : (told ?? t('segments.counting'))} />
  );
}
