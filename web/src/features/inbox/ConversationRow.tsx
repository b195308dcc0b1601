import { Avatar, Badge, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { CircleCheck, Lock, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationOut, NewestOut } from '@/api';
import { ago, count } from '@/lib/format';
import { useNow } from '@/lib/now';

export function ConversationRow({ one, isOpen }: { one: ConversationOut; isOpen: boolean }) {
  const { t } = useTranslation();
  const name = one.name ?? t('contacts.nameless');
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
            {ago(one.newest?.at ?? one.last_message_at)}
          </Text>
        </div>
        <div className="line">
          <Text size="sm" c="dimmed" truncate flex={1} dir="auto">
            {lineOf(one.newest, t)}
          </Text>
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

/** The newest message in a line; what a file is, where it has no words. */
function lineOf(newest: NewestOut | null, t: TFunction): string {
  if (!newest) return '';
  const words =
    newest.text ?? t(`message.file.${newest.kind}`, { defaultValue: t('message.kind_unknown') });
  return newest.direction === 'out' ? t('inbox.you', { words }) : words;
}

/** What it needs, by a sign; the words are its title. */
function Standing({ one }: { one: ConversationOut }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const closed = !one.window_ends_at || new Date(one.window_ends_at).getTime() <= now;
  const signs: [boolean, LucideIcon, string][] = [
    [one.state === 'resolved', CircleCheck, t('state.resolved')],
    [Boolean(one.attention), TriangleAlert, t(`inbox.attention.${one.attention}`)],
    [closed, Lock, t('inbox.closed')],
  ];
  const found = signs.find(([holds]) => holds);
  if (!found) return null;
  const [, Sign, words] = found;
  return (
    <span title={words}>
      <Sign size={15} aria-hidden style={{ verticalAlign: -2 }} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}
