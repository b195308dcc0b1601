import { useId } from 'react';

/** What went out from a place and was not answered yet, with the key under which it is done once. */
const open = new Map<string, { what: string; key: string }>();

export type Once = { headers: (what: unknown) => { 'idempotency-key': string }; done: () => void };

/** Sent again after an answer that never came, the same words go out under the same key. */
export function useOnce(named?: string): Once {
  const id = useId();
  const place = named ?? id;
  return {
    headers: (what) => {
      const words = JSON.stringify(what);
      const before = open.get(place);
      const key = before?.what === words ? before.key : crypto.randomUUID();
      open.set(place, { what: words, key });
      return { 'idempotency-key': key };
    },
    done: () => void open.delete(place),
  };
}
