import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { searchContacts, type ContactOut } from '@/api';
import { listContactsInfiniteOptions } from '@/api/@tanstack/react-query.gen';

export type Choice = { text: string; tags: string[]; from?: string };
const PAGE = 100;
const MOST_FOUND = 100;

/** The people that are listed: page by page, or found by a search; newest activity first. */
export function usePeople({ text, tags, from }: Choice) {
  const asked = text.trim();
  const pages = useInfiniteQuery({
    ...listContactsInfiniteOptions({ query: { limit: PAGE, tag: tags, import_id: from } }),
    initialPageParam: {},
    getNextPageParam: ({ after }) => after ?? undefined,
    placeholderData: keepPreviousData,
    enabled: !asked,
  });
  const found = useQuery({
    queryKey: [{ _id: 'searchContacts' }, asked],
    queryFn: async ({ signal }) => {
      const body = { text: asked, limit: MOST_FOUND };
      return (await searchContacts({ body, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    enabled: Boolean(asked),
  });
  const query = asked ? found : pages;
  const people: ContactOut[] =
    (asked ? found.data : pages.data?.pages.flatMap(({ items }) => items)) ?? [];
  const first = pages.data?.pages[0];
  return {
    people,
    query,
    total: asked ? people.length : (first?.total ?? null),
    isExact: asked ? people.length < MOST_FOUND : (first?.total_is_exact ?? true),
    more: () => {
      if (!asked && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
    },
  };
}
