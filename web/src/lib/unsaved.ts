import { useEffect, useId, useSyncExternalStore } from 'react';

/** Who holds something that is not saved, and whether it survives a change of the page in this tab. */
const holders = new Map<string, boolean>();
let asking: ((leave: boolean) => void) | null = null;
const listeners = new Set<() => void>();

/** While `isUnsaved`, leaving asks first; what `staysInTab` is only lost when the tab closes. */
export function useUnsaved(isUnsaved: boolean, staysInTab = false) {
  const id = useId();
  useEffect(() => {
    if (!isUnsaved) return;
    holders.set(id, staysInTab);
    return () => void holders.delete(id);
  }, [id, isUnsaved, staysInTab]);
}

export const wouldLoseByClosing = () => holders.size > 0;
export const wouldLoseByLeaving = () => [...holders.values()].includes(false);

function ask(next: typeof asking) {
  asking?.(false);
  asking = next;
  listeners.forEach((tell) => tell());
}

/** Whether one may leave: at once if nothing is lost by it, else as the person answers. */
export function mayLeave(): Promise<boolean> {
  if (!wouldLoseByLeaving()) return Promise.resolve(true);
  return new Promise((answered) => ask(answered));
}

export function answerLeaving(leave: boolean) {
  const answered = asking;
  if (leave) holders.clear();
  asking = null;
  listeners.forEach((tell) => tell());
  answered?.(leave);
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** Whether somebody who is about to leave is being asked. */
export const useIsLeaving = () => useSyncExternalStore(subscribe, () => asking !== null);
