import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RequestOut } from '@/api';
import { day } from '@/lib/format';

/** Of an erasure: what stays and until when, and how far each processor is. */
export function Stands({ one }: { one: RequestOut }) {
  const { t } = useTranslation();
  if (one.kept.length + one.told.length === 0) return null;
  return (
    <List size="sm" c="dimmed" mt={4}>
      {one.kept.map((kept) => (
        <List.Item key={kept.what}>
          <Text span size="sm" fw={600} c="var(--mantine-color-text)">
            {t('privacy.stays', {
              what: t(`privacy.class.${kept.what}`, { defaultValue: kept.what }),
              day: day(kept.until),
            })}
          </Text>{' '}
          <span dir="auto">
            {kept.reason} ({kept.source})
          </span>
        </List.Item>
      ))}
      {one.told.map((told) => (
        <List.Item key={`${told.processor} ${told.call} ${told.state}`}>
          {t(`privacy.tell.${told.state}`, {
            name: told.processor,
            code: told.code,
            day: day(told.acknowledged_at ?? told.expires_at ?? one.opened_at),
            defaultValue: told.state,
          })}
        </List.Item>
      ))}
    </List>
  );
}
