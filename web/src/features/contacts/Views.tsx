import { Switch, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { markHoney, unmarkHoney } from '@/api';
import { listViewsOptions } from '@/api/@tanstack/react-query.gen';
import { useActs } from '@/lib/acts';
import { seen } from '@/lib/bidi';
import { moment } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';

/** Who of the organisation saw this person's data; and whether the person is a decoy. */
export function Views({ id }: { id: string }) {
  const { t } = useTranslation();
  const { wordsOf: actWords } = useActs();
  const path = { contact_id: id };
  const { data } = useQuery(listViewsOptions({ path }));
  const items = data?.items.slice(0, 12) ?? [];
  return (
    <section className="surface" aria-labelledby="views">
      <Title order={2} id="views" className="panel" pb={4}>
        {t('views.title')}
      </Title>
      <Text c="dimmed" size="sm" px={20} pb={12}>
        {t(data && !items.length ? 'views.none' : 'views.lead')}
      </Text>
      {items.map((one, at) => (
        <div className="row" key={at}>
          <Eye size={20} aria-hidden />
          <div className="grow">
            <Text fw={600}>
              <bdi>
                {seen(one.name) ??
                  t(`audit.actor.${one.actor_kind}`, { defaultValue: t('audit.actor.other') })}
              </bdi>
            </Text>
            <Text size="sm" c="dimmed">
              {actWords(one.act)} · {moment(one.at)}
            </Text>
          </div>
        </div>
      ))}
      {data && <Decoy id={id} is={data.is_honey} />}
    </section>
  );
}

function Decoy({ id, is }: { id: string; is: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { contact_id: id };
  const turn = useMutation({
    mutationFn: (on: boolean) => (on ? markHoney : unmarkHoney)({ path, throwOnError: true }),
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
    onSettled: () => queries.invalidateQueries({ queryKey: listViewsOptions({ path }).queryKey }),
  });
  return (
    <div className="row">
      <Switch
        label={t('views.decoy')}
        description={t('views.decoy_why')}
        checked={turn.isPending ? turn.variables : is}
        onChange={({ currentTarget }) => turn.mutate(currentTarget.checked)}
      />
    </div>
  );
}
