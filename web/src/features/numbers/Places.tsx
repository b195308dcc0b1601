import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BudgetOut } from '@/api';
import { count, moment } from '@/lib/format';

/** How many people this number's portfolio has written to first, of those it may in 24 hours. */
export function Places({ of, name }: { of: BudgetOut; name: string }) {
  const { t } = useTranslation();
  const words = t('numbers.places', { used: count(of.used), limit: count(of.limit) });
  const others = of.number_ids.length - 1;
  return (
    <div>
      <Text size="sm" c="dimmed">
        {words}
        {others > 0 && ` · ${t('numbers.places_shared', { count: others })}`}
      </Text>
      <Progress
        value={of.limit ? (100 * of.used) / of.limit : 100}
        color={of.free_at ? 'orange' : undefined}
        size="xs"
        my={4}
        maw={320}
        aria-label={t('numbers.places_of', { name })}
      />
      {of.free_at && (
        <Text size="sm" role="status">
          {t('numbers.places_full', { when: moment(of.free_at) })}
        </Text>
      )}
    </div>
  );
}
