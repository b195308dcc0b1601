import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import type { QuickReplyOut } from '@/api';
import { listQuickRepliesOptions } from '@/api/@tanstack/react-query.gen';

const ASKED = /(?:^|\s)\/(\S{0,40})$/;
const MOST = 6;

export type Quick = ReturnType<typeof useQuick>;

/** Quick replies by `/` at the end of what is typed. */
export function useQuick(text: string, change: (text: string) => void) {
  const id = useId();
  const [chosen, setAt] = useState(0);
  const [closed, setClosed] = useState<string | null>(null);
  const word = ASKED.exec(text)?.[1]?.toLocaleLowerCase();
  const { data: all = [] } = useQuery({
    ...listQuickRepliesOptions(),
    enabled: word !== undefined,
  });
  const found =
    word === undefined || closed === text
      ? []
      : all.filter(({ name }) => name.toLocaleLowerCase().includes(word)).slice(0, MOST);
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  const take = (one: QuickReplyOut) => {
    setAt(0);
    change(text.replace(ASKED, (asked) => (/^\s/.exec(asked)?.[0] ?? '') + one.text));
  };

  /** Whether the key was for the menu. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const one = found[at];
    if (!one) return false;
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(one);
    else if (event.key === 'Escape') setClosed(text);
    else return false;
    event.preventDefault();
    return true;
  };
  const isOpen = found.length > 0;
  const isLacking = word !== undefined && closed !== text && all.length === 0;
  return { id, found, at, take, onKeyDown, isOpen, isLacking };
}
