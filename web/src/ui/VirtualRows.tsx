import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useState, type ReactNode } from 'react';

type Props<T> = {
  items: T[];
  label: string;
  height: number;
  /** How many there are in all, if that is known. */
  total?: number | null;
  more?: () => void;
  keyOf: (item: T) => string;
  children: (item: T) => ReactNode;
};

/** A list of any length: only what is in sight is drawn, and more is asked for before it is needed. */
export function VirtualRows<T>({ items, label, height, total, more, keyOf, children }: Props<T>) {
  const [top, setTop] = useState(0);
  const box = useCallback((list: HTMLUListElement | null) => {
    if (list) setTop(list.getBoundingClientRect().top + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => keyOf(items[index]!),
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 15) more?.();
  }, [last, items.length, more]);
  return (
    <ul
      ref={box}
      className="surface"
      aria-label={label}
      style={{ height: rows.getTotalSize() + 2, position: 'relative', margin: 0, padding: 0 }}
    >
      {shown.map(({ index, key, start }) => (
        <li
          key={key}
          aria-posinset={index + 1}
          aria-setsize={total ?? -1}
          style={{
            position: 'absolute',
            insetInline: 0,
            height,
            listStyle: 'none',
            transform: `translateY(${start - rows.options.scrollMargin}px)`,
            borderTop: index ? '1px solid var(--edge)' : undefined,
          }}
        >
          {children(items[index]!)}
        </li>
      ))}
    </ul>
  );
}
