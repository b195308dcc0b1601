import { Group, Skeleton, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConsentOut } from '@/api';
import { timelineOptions } from '@/api/@tanstack/react-query.gen';
import { moment } from '@/lib/format';
import { useMay } from '@/lib/may';
import { AskTrouble } from '@/ui/Problem';
import { GiveConsent } from './GiveConsent';
import { OptOut } from './OptOut';
import { Standing } from './Standing';

/** Every yes and no of a person, newest first, each with who says so, how and in which words. */
export function Consents({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const may = useMay()('consent.write');
  const query = useQuery(timelineOptions({ path: { contact_id: id } }));
  const lines = [...(query.data ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <section className="surface panel" aria-labelledby="consents">
      <Title order={2} id="consents" mb={4}>
        {t('consent.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t(query.data && !lines.length ? 'consent.none' : 'consent.lead')}
      </Text>
      <Standing id={id} />
      {query.isPending && <Skeleton height={120} aria-busy="true" />}
      {query.isError && <AskTrouble error={query.error} again={() => void query.refetch()} />}
      {lines.length > 0 && (
        <Timeline mt="md" bulletSize={28} lineWidth={2}>
          {lines.map((line) => (
            <Timeline.Item
              key={line.id}
              title={t(`consent.act.${line.act}`, {
                defaultValue: line.act,
                purpose: t(`purpose.${line.purpose}`, { defaultValue: line.purpose }),
              })}
              bullet={
                line.act === 'give' ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />
              }
            >
              <Evidence line={line} />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
      {may && (
        <Group mt="lg" gap="sm">
          <GiveConsent id={id} />
          <OptOut id={id} name={name} />
        </Group>
      )}
    </section>
  );
}

function Evidence({ line }: { line: ConsentOut }) {
  const { t } = useTranslation();
  const how = t(`consent.method.${line.method}`, { defaultValue: line.method });
  return (
    <>
      <Text size="sm" c="dimmed">
        {[moment(line.at), how, line.source].filter(Boolean).join(' · ')}
      </Text>
      {line.wording && (
        <Text size="sm" component="blockquote" m={0} mt={4} style={{ overflowWrap: 'anywhere' }}>
          “{line.wording}”
        </Text>
      )}
    </>
  );
}
