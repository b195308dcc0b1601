import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MineOut } from '@/api';
import { day } from '@/lib/format';
import { Said } from '@/ui/Said';
import { State } from '@/ui/State';

/** What one asked before, and what was answered. */
export function Mine({ requests }: { requests: MineOut[] }) {
  const { t } = useTranslation();
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h3">
        {t('desk.yours')}
      </Title>
      {requests.length === 0 && <Text c="dimmed">{t('desk.none')}</Text>}
      {requests.map((one) => (
        <article key={one.id} className="surface" style={{ padding: 'var(--mantine-spacing-md)' }}>
          <Group justify="space-between">
            <Text fw={600}>{t(`request.${one.kind}`)}</Text>
            <State of={one.state} />
          </Group>
          <Text size="sm" c="dimmed">
            {one.ended_at
              ? t('desk.answered', { day: day(one.ended_at) })
              : t('desk.due', { day: day(one.due_at) })}
          </Text>
          <Said label={t('desk.you')} words={one.words} />
          <Said label={t('desk.answer')} words={one.answer} />
        </article>
      ))}
    </Stack>
  );
}
