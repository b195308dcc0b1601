import { Avatar, Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Lock, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { seen } from '@/lib/bidi';
import type { ConversationOut } from '@/api';
import { ago, count } from '@/lib/format';
import { useNow } from '@/lib/now';

export function ConversationRow({ one, isOpen }: { one: ConversationOut; isOpen: boolean }) {
  const { t } = useTranslation();
  const name = seen(one.name) ?? t('contacts.nameless');
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: one.id }}
      search={(now) => now}
      className="conversation"
      aria-current={isOpen ? 'true' : undefined}
    >
      <Avatar name={name} color="brand" aria-hidden />
      <div className="grow">
        <div className="line">
          <Text fw={one.unread ? 700 : 550} truncate dir="auto" flex={1}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {ago(one.last_message_at)}
          </Text>
        </div>
        <div className="line">
          <Standing one={one} />
          {one.unread > 0 && (
            <Badge size="md" aria-label={t('inbox.unread', { count: one.unread })}>
              {count(one.unread)}
            </Badge>
          )}
        </div>
      </div>
    </Link>
  );
}

/** What it needs, in a few words and a sign. */
function Standing({ one }: { one: ConversationOut }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const closed = !one.window_ends_at || new Date(one.window_ends_at).getTime() <= now;
  const [Sign, words] =
    one.state === 'resolved'
      ? [CircleCheck, t('state.resolved')]
      : one.attention
        ? [TriangleAlert, t(`inbox.attention.${one.attention}`, { defaultValue: one.attention })]
        : closed
          ? [Lock, t('inbox.closed')]
          : [null, t('inbox.window', { when: ago(one.window_ends_at!) })];
  return (
    <Text size="sm" c="dimmed" truncate flex={1}>
      {Sign && <Sign size={13} aria-hidden style={{ marginInlineEnd: 5, verticalAlign: -2 }} />}
      {words}
    </Text>
  );
}
