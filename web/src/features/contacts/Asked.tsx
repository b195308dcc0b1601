import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listRequestsOptions } from '@/api/@tanstack/react-query.gen';
import { day } from '@/lib/format';
import { State } from '@/ui/State';

/** What this person asked about their own data. */
export function Asked({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(listRequestsOptions());
  const theirs = data?.filter(({ contact_id }) => contact_id === id) ?? [];
  return (
    <section className="surface" aria-labelledby="asked">
      <Title order={2} id="asked" className="panel" pb={4}>
        {t('contacts.asked')}
      </Title>
      {!theirs.length && (
        <Text c="dimmed" size="sm" px={20} pb={20}>
          {t('contacts.asked_none')}
        </Text>
      )}
      {theirs.map((one) => (
        <div className="row" key={one.id}>
          <ShieldCheck size={20} aria-hidden />
          <div className="grow">
            <Text fw={600}>{t(`request.${one.kind}`, { defaultValue: one.kind })}</Text>
            <Text size="sm" c="dimmed">
              {t('contacts.asked_at', { day: day(one.opened_at) })}
            </Text>
          </div>
          <State of={one.state} />
        </div>
      ))}
    </section>
  );
}
