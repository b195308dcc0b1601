import { Text, Title } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OldestOut } from '@/api';
import { count, day } from '@/lib/format';

/** The oldest row of each kind of data in this installation: nothing is kept past its time. */
export function Oldest({ rows }: { rows: OldestOut[] }) {
  const { t } = useTranslation();
  if (!rows.length) return null;
  return (
    <section aria-labelledby="oldest">
      <Title order={2} id="oldest" mt="xl" mb={4}>
        {t('oldest.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('oldest.lead')}
      </Text>
      <div className="surface">
        {rows.map((one) => {
          const Sign = one.is_over ? CircleX : CircleCheck;
          return (
            <div className="row" key={one.data_class}>
              <Sign
                size={20}
                aria-hidden
                color={one.is_over ? 'var(--mantine-color-error)' : 'var(--mantine-color-dimmed)'}
              />
              <div className="grow">
                <Text fw={600}>
                  {t(`retention.class.${one.data_class}`, { defaultValue: one.data_class })}
                </Text>
                <Text size="sm" c="dimmed">
                  {one.oldest_at ? t('oldest.at', { day: day(one.oldest_at) }) : t('oldest.none')}{' '}
                  {one.is_over && t('oldest.over')}
                </Text>
              </div>
              <Text size="sm">
                {t('retention.days', { count: one.most_days, shown: count(one.most_days) })}
              </Text>
            </div>
          );
        })}
      </div>
    </section>
  );
}
