import { Badge, Group, Tabs, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox as Icon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  countConversationsOptions,
  listConversationsInfiniteOptions,
} from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { AskTrouble } from '@/ui/Problem';
import { ConversationList } from './ConversationList';
import { Keys } from './Keys';
import { VIEWS, type View } from './views';
import { WaitingRows } from './WaitingRows';

/** Who wrote: unread, mine, nobody's, all; newest first. */
export function Conversations({ open }: { open?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view = 'all' } = useSearch({ from: '/_in/inbox' });
  const state = view === 'all' ? undefined : ('open' as const);
  const query = useInfiniteQuery({
    ...listConversationsInfiniteOptions({ query: { view, state } }),
    initialPageParam: {},
    getNextPageParam: ({ after }) => after ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (step: number) => {
    const at = items.findIndex(({ id }) => id === open);
    const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
    if (next)
      void navigate({
        to: '/inbox/$conversationId',
        params: { conversationId: next.id },
        search: (now) => now,
      });
  };
  useHotkeys([
    ['j', () => go(1)],
    ['k', () => go(-1)],
  ]);
  return (
    <section className="pane list" aria-label={t('inbox.conversations')}>
      <Group justify="space-between" px="md" pt="md" pb={4}>
        <Title order={open ? 2 : 1} size="h1">
          {t('nav.inbox')}
        </Title>
        <Keys />
      </Group>
      <Tabs
        value={view}
        onChange={(to) => void navigate({ to: '.', search: { view: to as View } })}
        keepMounted={false}
        className="tabs"
      >
        <ViewTabs />
        <Tabs.Panel value={view} className="fill">
          {query.isPending && <WaitingRows />}
          {query.isError && !query.data && (
            <AskTrouble error={query.error} again={() => void query.refetch()} />
          )}
          {query.data && !items.length && (
            <Empty
              icon={Icon}
              title={t(`inbox.none_in.${view}`)}
              words={t(`inbox.none_why.${view}`)}
            />
          )}
          {items.length > 0 && <ConversationList items={items} open={open} query={query} />}
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

function ViewTabs() {
  const { t } = useTranslation();
  const { data: tally } = useQuery({ ...countConversationsOptions(), refetchInterval: 30_000 });
  const numbers = tally && {
    unread: tally.unread,
    mine: tally.mine,
    unassigned: tally.unassigned,
    all: 0,
  };
  return (
    <Tabs.List aria-label={t('inbox.views')}>
      {VIEWS.map((view) => (
        <Tabs.Tab key={view} value={view} px={10}>
          {t(`inbox.view.${view}`)}
          {Boolean(numbers?.[view]) && (
            <Badge ml={6} size="sm" variant="light" c="var(--mantine-color-text)">
              {count(numbers![view])}
            </Badge>
          )}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
