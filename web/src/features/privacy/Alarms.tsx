import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Query, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { seeAlarm } from '@/api';
import { listAlarmsOptions } from '@/api/@tanstack/react-query.gen';
import { useAlarmWords } from '@/lib/alarms';
import { moment } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';

const isOfAlarms = ({ queryKey: [key] }: Query) => (key as { _id?: string })?._id === 'listAlarms';

/** What somebody should look at; each can be put aside. */
export function Alarms() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const words = useAlarmWords();
  const { data: alarms = [] } = useQuery(listAlarmsOptions({ query: { unseen: true } }));
  const aside = useMutation({
    mutationFn: (alarm_id: string) => seeAlarm({ path: { alarm_id }, throwOnError: true }),
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
    onSettled: () => queries.invalidateQueries({ predicate: isOfAlarms }),
  });
  if (!alarms.length) return null;
  return (
    <section className="surface" aria-label={t('alarms.title')}>
      {alarms.map((one) => (
        <div className="row" key={one.id} style={{ flexWrap: 'wrap' }}>
          <Siren size={20} aria-hidden color="var(--mantine-color-error)" />
          <div className="grow" style={{ flexBasis: 220 }}>
            <Text fw={600}>{words(one)}</Text>
            <Text size="sm" c="dimmed">
              {moment(one.at)}
            </Text>
          </div>
          <Group>
            <Button size="compact-sm" variant="default" onClick={() => aside.mutate(one.id)}>
              {t('alarms.aside')}
            </Button>
          </Group>
        </div>
      ))}
    </section>
  );
}
