import { Group, Skeleton, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, Languages, SlidersHorizontal, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentOut } from '@/api';
import { listReceiptsOptions, timelineOptions } from '@/api/@tanstack/react-query.gen';
import { moment } from '@/lib/format';
import { useMay } from '@/lib/may';
import { AskTrouble } from '@/ui/Problem';
import { GiveConsent } from './GiveConsent';
import { OptOut } from './OptOut';
import { MakeReceipt, Receipts } from './Receipts';
import { Standing } from './Standing';

const BULLETS: Record<string, ReactNode> = {
  give: <Check size={16} aria-hidden />,
  prefer: <SlidersHorizontal size={16} aria-hidden />,
  language: <Languages size={16} aria-hidden />,
};

/** Every yes and no of a person, newest first, each with who says so, how and in which words. */
export function Consents({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const may = useMay()('consent.write');
  const query = useQuery(timelineOptions({ path: { contact_id: id } }));
  const { data: receipts } = useQuery(listReceiptsOptions({ path: { contact_id: id } }));
  const receipted = new Set(receipts?.flatMap(({ consent_ids }) => consent_ids));
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
      <Receipts id={id} />
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
              bullet={BULLETS[line.act] ?? <X size={16} aria-hidden />}
            >
              <Evidence line={line} />
              {may && line.act === 'give' && !receipted.has(line.id) && (
                <MakeReceipt contact={id} consent={line.id} />
              )}
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
