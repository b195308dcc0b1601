import { useState } from 'react';

/** Who is chosen for a common act: single people, or all that match. */
export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  return {
    ids,
    all,
    has: (id: string) => all || ids.has(id),
    toggle: (id: string) => {
      const now = new Set(ids);
      if (!now.delete(id)) now.add(id);
      setAll(false);
      setIds(now);
    },
    takeAll: () => setAll(true),
    clear: () => {
      setAll(false);
      setIds(new Set());
    },
  };
}

export type Selection = ReturnType<typeof useSelection>;
