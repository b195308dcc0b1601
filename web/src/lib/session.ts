import { useSyncExternalStore } from 'react';

/**
 * What happened to the session while a page was open: the page stays, with all that was typed. It
 * ended (`lost`), or another tab moved it to another organisation (`elsewhere`).
 */
type Fate = 'lost' | 'elsewhere' | null;

let fate: Fate = null;
const listeners = new Set<() => void>();

function set(value: Fate) {
  if (fate === value) return;
  fate = value;
  listeners.forEach((tell) => tell());
}

export const loseSession = () => set('lost');
export const leaveOrganisation = () => set('elsewhere');
export const regainSession = () => set(null);

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

export const useFate = () => useSyncExternalStore(subscribe, () => fate);
