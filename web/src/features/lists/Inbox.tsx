import { Avatar, Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Inbox as Icon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listConversationsOptions } from '@/api/@tanstack/react-query.gen';
import { ago } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';

export function Inbox() {
  const { t } = useTranslation();
  const query = useQuery({ ...listConversationsOptions(), select: ({ items }) => items });
  const empty = <Empty icon={Icon} title={t('inbox.none')} words={t('inbox.none_why')} />;
  return (
    <Page title={t('nav.inbox')} lead={t('inbox.lead')}>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <Avatar name={one.name ?? '?'} color="brand" aria-hidden />
            <div className="grow">
              <Text fw={600} truncate>
                {one.name ?? t('contacts.nameless')}
              </Text>
              <Text size="sm" c="dimmed">
                {one.window_ends_at
                  ? t('inbox.window', { when: ago(one.window_ends_at) })
                  : t('inbox.closed')}
              </Text>
            </div>
            {one.unread > 0 && (
              <Badge circle={one.unread < 10} aria-label={t('inbox.unread', { count: one.unread })}>
                {one.unread}
              </Badge>
            )}
            <State of={one.state} />
          </div>
        )}
      </Rows>
    </Page>
  );
}
