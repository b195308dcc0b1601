import { Button, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { listColleaguesOptions } from '@/api/@tanstack/react-query.gen';
import { spokenDay } from '@/lib/format';
import { AskTrouble } from '@/ui/Problem';
import { Message } from './Message';
import { useMessages, useReading } from './thread';

const dayOf = (iso: string) => new Date(iso).toDateString();

/** What was said, under its days; older messages come in above when one scrolls there. */
export function Messages({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const { query, items } = useMessages(conversationId);
  useReading(conversationId, items);
  const { data: colleagues = [] } = useQuery(listColleaguesOptions());
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!top.current || !hasNextPage || isFetchingNextPage) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void fetchNextPage();
    });
    seen.observe(top.current);
    return () => seen.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="messages paper" tabIndex={0} role="region" aria-label={t('inbox.messages')}>
      <div aria-busy={query.isPending || undefined}>
        {query.isError && !query.data && (
          <AskTrouble error={query.error} again={() => void query.refetch()} />
        )}
        {query.isPending && <Loader mx="auto" display="block" />}
        {hasNextPage && (
          <div ref={top} style={{ textAlign: 'center' }}>
            <Button
              variant="subtle"
              size="compact-sm"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              {t('inbox.older')}
            </Button>
          </div>
        )}
        {items.map((one, at) => (
          <Fragment key={one.id}>
            {(!at || dayOf(items[at - 1]!.at) !== dayOf(one.at)) && (
              <Text component="h2" className="date" fw={500}>
                {spokenDay(one.at)}
              </Text>
            )}
            <Message
              one={one}
              conversationId={conversationId}
              author={colleagues.find(({ user_id }) => user_id === one.author_id)?.name ?? null}
            />
          </Fragment>
        ))}
      </div>
    </div>
  );
}
