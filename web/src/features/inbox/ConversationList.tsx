import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationOut } from '@/api';
import { ConversationRow } from './ConversationRow';

type Props = {
  items: ConversationOut[];
  open?: string;
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
};

/** As many rows as fit, however many there are; the next page is asked for before its end is seen. */
export function ConversationList({ items, open, query }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes here
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 76,
    overscan: 8,
    getItemKey: (at) => items[at]!.id,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);
  return (
    <div ref={box} className="scroll">
      <ul aria-label={t('inbox.conversations')} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ key, index, start, size }) => (
          <li key={key} style={{ height: size, transform: `translateY(${start}px)` }}>
            <ConversationRow one={items[index]!} isOpen={items[index]!.id === open} />
          </li>
        ))}
      </ul>
    </div>
  );
}
