import { Button, Skeleton } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AskTrouble } from './Problem';

type Props<T> = {
  query: UseQueryResult<T[], unknown>;
  empty: ReactNode;
  children: (item: T) => ReactNode;
};

/** A list in all its states: coming, refused, empty, there. */
export function Rows<T>({ query, empty, children }: Props<T>) {
  if (query.isPending) return <Waiting />;
  if (query.isError && !query.data)
    return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  if (!query.data?.length) return empty;
  return <div className="surface">{query.data.map(children)}</div>;
}

/** Where rows will be, so that nothing jumps when they come. */
export function Waiting() {
  return (
    <div className="surface" aria-busy="true">
      {[70, 45, 60].map((width) => (
        <div className="row" key={width}>
          <Skeleton circle height={36} />
          <div className="grow">
            <Skeleton height={12} width={`${width}%`} mb={8} />
            <Skeleton height={10} width="30%" />
          </div>
        </div>
      ))}
    </div>
  );
}

type Pages<T> = InfiniteData<{ items: T[] }>;
type MoreProps<T> = {
  query: UseInfiniteQueryResult<Pages<T>, unknown>;
  empty: ReactNode;
  children: (item: T) => ReactNode;
};

/** A list that comes page by page, in all its states. */
export function MoreRows<T>({ query, empty, children }: MoreProps<T>) {
  const { t } = useTranslation();
  const items = query.data?.pages.flatMap((page) => page.items);
  if (query.isPending) return <Waiting />;
  if (!items) return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  if (!items.length) return empty;
  return (
    <>
      <div className="surface">{items.map(children)}</div>
      {query.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}
