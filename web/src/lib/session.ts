import { useSyncExternalStore } from 'react';

/** Whether the session ended while a page was open: the page stays, with all that was typed. */
let lost = false;
const listeners = new Set<() => void>();

function set(value: boolean) {
  if (lost === value) return;
  lost = value;
  listeners.forEach((tell) => tell());
}

export const loseSession = () => set(true);
export const regainSession = () => set(false);

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

export const useIsSessionLost = () => useSyncExternalStore(subscribe, () => lost);
