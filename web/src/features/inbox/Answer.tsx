import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ConversationDetail, showDraft } from '@/api';
import { showDraftQueryKey } from '@/api/@tanstack/react-query.gen';
import { Composer } from './Composer';
import { allSaved } from './draft';

type Props = { one: ConversationDetail; onTyping: () => void };

/** The answer goes on where it was left, on whichever device. */
export function Answer({ one, onTyping }: Props) {
  const path = { conversation_id: one.id };
  const query = useQuery({
    queryKey: showDraftQueryKey({ path }),
    queryFn: async () => {
      await allSaved(one.id);
      return (await showDraft({ path, throwOnError: true })).data;
    },
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  if (query.isPending) return <Skeleton height={92} radius={0} />;
  return <Composer one={one} kept={query.data ?? null} onTyping={onTyping} />;
}
