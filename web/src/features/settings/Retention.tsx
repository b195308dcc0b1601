import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type DueOut, type RetentionOut, tryRetention } from '@/api';
import { showRetentionOptions } from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { AskTrouble, FormTrouble } from '@/ui/Problem';
import { Clock } from './Clock';

/** How long each kind of data is kept; what would go now; how last night went. */
export function Retention() {
  const { t } = useTranslation();
  const query = useQuery(showRetentionOptions());
  const found = query.data;
  if (query.isError && !found)
    return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  if (!found) return <Skeleton height={420} aria-busy="true" />;
  return (
    <Stack gap="xl">
      <Text c="dimmed">{t('retention.lead')}</Text>
      <LastRun found={found} />
      {found.holds > 0 && (
        <Alert color="yellow">{t('retention.holds', { count: found.holds })}</Alert>
      )}
      <section className="surface" aria-label={t('settings.retention')}>
        {found.clocks.map((one) => (
          <Clock key={one.data_class} one={one} />
        ))}
      </section>
      <DryRun />
    </Stack>
  );
}

function LastRun({ found: { last_run: run, is_late } }: { found: RetentionOut }) {
  const { t } = useTranslation();
  const total = Object.values(run?.counts ?? {}).reduce((sum, one) => sum + one, 0);
  const words = !run
    ? t('retention.no_run')
    : run.problem
      ? t('retention.failed', { at: moment(run.began_at) })
      : t('retention.ran', { at: moment(run.began_at), count: total, shown: count(total) });
  const Sign = is_late ? TriangleAlert : CircleCheck;
  return (
    <Alert color={is_late ? 'red' : 'gray'} icon={<Sign size={20} aria-hidden />}>
      {words} {is_late && !run?.problem && t('retention.late')}
    </Alert>
  );
}

/** Counts what a run would do now; nothing is changed. */
function DryRun() {
  const { t } = useTranslation();
  const asking = useMutation({
    mutationFn: async () => (await tryRetention({ body: {}, throwOnError: true })).data,
  });
  return (
    <section>
      <Title order={2} mb={4}>
        {t('retention.try')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('retention.try_why')}
      </Text>
      <FormTrouble words={asking.isError ? wordsOf(problemOf(asking.error), t) : null} />
      <Group mb="md">
        <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
          {t('retention.try_do')}
        </Button>
      </Group>
      <div role="status">{asking.data && <Found rows={asking.data} />}</div>
    </section>
  );
}

function Found({ rows }: { rows: DueOut[] }) {
  const { t } = useTranslation();
  if (!rows.length) return <Text>{t('retention.nothing_due')}</Text>;
  return (
    <div className="surface">
      {rows.map((one) => (
        <div className="row" key={`${one.table} ${one.is_emptied}`}>
          <div className="grow">
            <Text fw={600}>
              {t(`retention.class.${one.data_class}`, { defaultValue: one.data_class })}
            </Text>
            <Text size="sm" c="dimmed">
              {t(one.is_emptied ? 'retention.emptied' : 'retention.deleted', { table: one.table })}
            </Text>
          </div>
          <Text fw={700}>{count(one.rows)}</Text>
        </div>
      ))}
    </div>
  );
}
