import { useDocumentVisibility } from '@mantine/hooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { markRead, type MessageOut } from '@/api';
import {
  listMessagesInfiniteOptions,
  listMessagesInfiniteQueryKey,
  showConversationOptions,
} from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';

const PAGE = 50;

/** A place in the thread as the API writes it: the sixteen bytes of an id, for an address. */
export function placeOf(id: string): string {
  const bytes = id.replaceAll('-', '').match(/../g) ?? [];
  const raw = String.fromCharCode(...bytes.map((hex) => parseInt(hex, 16)));
  return btoa(raw).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Messages and notes, oldest first, and the way to older ones. */
export function useMessages(conversationId: string) {
  const query = useInfiniteQuery({
    ...listMessagesInfiniteOptions({ path: { conversation_id: conversationId } }),
    initialPageParam: { path: { conversation_id: conversationId } },
    getNextPageParam: (last) => (last.length >= PAGE ? placeOf(last.at(-1)!.id) : undefined),
  });
  const items = (query.data?.pages.flat() ?? []).toReversed();
  return { query, items };
}

/** Somebody who answers looks at the page: what it shows of the person's messages is read. */
export function useReading(conversationId: string, items: MessageOut[]) {
  const may = useMay()('inbox.write');
  const isSeen = useDocumentVisibility() === 'visible';
  const newest = items.findLast(({ direction }) => direction === 'in')?.id;
  useEffect(() => {
    if (!newest || !isSeen || !may) return;
    const path = { conversation_id: conversationId };
    markRead({ path, body: { up_to: newest } }).catch(() => undefined);
  }, [conversationId, newest, isSeen, may]);
}

/** The conversation, its window, and who else is there. */
export const useConversation = (conversationId: string) =>
  useQuery({
    ...showConversationOptions({ path: { conversation_id: conversationId } }),
    refetchInterval: 5000,
  });

/** Ask again for the thread and the list. */
export function useAskAgain(conversationId: string) {
  const queries = useQueryClient();
  const path = { conversation_id: conversationId };
  return async () => {
    await queries.invalidateQueries({ queryKey: listMessagesInfiniteQueryKey({ path }) });
    await queries.invalidateQueries({ queryKey: showConversationOptions({ path }).queryKey });
  };
}

/** How a conversation changed, shown at once in every list and in the thread. */
export function useConversationCache() {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        ['listConversations', 'countConversations', 'showConversation'].includes(
          (queryKey[0] as { _id?: string } | undefined)?._id ?? '',
        ),
    });
}
