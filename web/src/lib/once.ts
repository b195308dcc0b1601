import { useId } from 'react';

/** What went out from a place and was not answered yet, with the key under which it is done once. */
const open = new Map<string, string>();

export type Once = {
  headers: (what: unknown) => { 'idempotency-key': string };
  done: (what: unknown) => void;
};

/** Sent again after an answer that never came, the same words go out under the same key. */
export function useOnce(named?: string): Once {
  const id = useId();
  const nameOf = (what: unknown) => `${named ?? id} ${JSON.stringify(what)}`;
  return {
    headers: (what) => {
      const name = nameOf(what);
      const key = open.get(name) ?? crypto.randomUUID();
      open.set(name, key);
      return { 'idempotency-key': key };
    },
    done: (what) => void open.delete(nameOf(what)),
  };
}
