import { Text } from '@mantine/core';
import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Beside the list while no conversation is open. */
export function Choose() {
  const { t } = useTranslation();
  return (
    <section className="choose paper" aria-label={t('inbox.choose')}>
      <MessagesSquare size={40} aria-hidden />
      <Text fw={600}>{t('inbox.choose')}</Text>
      <Text size="sm" c="dimmed">
        {t('inbox.choose_why')}
      </Text>
    </section>
  );
}
