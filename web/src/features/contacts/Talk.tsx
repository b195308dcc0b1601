import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MessageCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listConversationsOptions } from '@/api/@tanstack/react-query.gen';

/** The way to what was said with this person. */
export function Talk({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(listConversationsOptions({ query: { contact_id: id, limit: 1 } }));
  const found = data?.items[0];
  if (!data) return null;
  if (!found) return <Text c="dimmed">{t('contacts.no_talk')}</Text>;
  return (
    <Button
      component={Link}
      // The inbox keeps its own address of a conversation; this one leads there from outside.
      to={`/inbox/${found.id}` as '/inbox'}
      variant="default"
      leftSection={<MessageCircle size={18} aria-hidden />}
    >
      {t('contacts.talk')}
    </Button>
  );
}
