import {
  type InfiniteData,
  useMutation,
  useMutationState,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type ListMessagesResponse, type MessageOut, reply, uploadMedia, writeNote } from '@/api';
import { listMessagesInfiniteQueryKey } from '@/api/@tanstack/react-query.gen';

type Written = { text: string; file: File | null; note: boolean };
/** Under its key a letter is sent once, however often it is tried. */
export type Letter = Written & { key: string };

/** Files that are at WhatsApp already, by the key of their letter: tried again, it says the same. */
const uploaded = new Map<string, string>();
/** Letters that were not sent and whose words stand in the field again. */
const inField = new Set<string>();

const isSame = (one: Written, other: Written) =>
  one.text === other.text && one.file === other.file && one.note === other.note;

/** How WhatsApp calls a file; whatever it does not know goes as a document. */
export function kindOf({ type }: File): 'image' | 'video' | 'audio' | 'document' {
  if (/^image\/(jpeg|png)$/.test(type)) return 'image';
  if (/^video\/(mp4|3gpp)$/.test(type)) return 'video';
  return /^audio\/(aac|amr|mpeg|mp4|ogg)$/.test(type) ? 'audio' : 'document';
}

function asMessage({ text, file, note }: Letter): MessageOut {
  const content = file
    ? { type: kindOf(file), caption: text || null, filename: file.name }
    : { type: 'text', text };
  return {
    id: crypto.randomUUID(),
    direction: note ? 'note' : 'out',
    purpose: 'service',
    kind: file ? kindOf(file) : 'text',
    state: 'queued',
    code: null,
    at: new Date().toISOString(),
    content,
    media: null,
    author_id: null,
  };
}

async function upload(conversationId: string, file: File, key: string): Promise<string> {
  const known = uploaded.get(key);
  if (known) return known;
  const { data } = await uploadMedia({
    path: { conversation_id: conversationId },
    query: { filename: file.name || 'file' },
    body: file as never,
    bodySerializer: (body: unknown) => body as never,
    headers: { 'Content-Type': file.type || 'application/octet-stream' },
    throwOnError: true,
  });
  uploaded.set(key, data.id);
  return data.id;
}

async function post(conversationId: string, { key, text, file, note }: Letter) {
  const path = { conversation_id: conversationId };
  const headers = { 'idempotency-key': key };
  if (note) return writeNote({ path, body: { text }, headers });
  if (!file) return reply({ path, body: { text }, headers });
  const kind = kindOf(file);
  const filename = kind === 'document' ? file.name : null;
  const caption = kind === 'audio' ? null : text || null;
  const id = await upload(conversationId, file, key);
  return reply({ path, body: { media: { kind, id, caption, filename } }, headers });
}

/**
 * Shown at once, taken back if it is refused. `takeBack` says whether there was room for its words in
 * the field; otherwise it waits among the `unsent`, for each letter stays one of its own.
 */
export function useSending(conversationId: string, takeBack: (letter: Letter) => boolean) {
  const queries = useQueryClient();
  const mutationKey = ['letter', conversationId];
  const failed = useMutationState({
    filters: { mutationKey, status: 'error' },
    select: ({ state }) => ({ letter: state.variables as Letter, error: state.error as unknown }),
  });
  const room = useRef(takeBack);
  useEffect(() => void (room.current = takeBack));
  const queryKey = listMessagesInfiniteQueryKey({ path: { conversation_id: conversationId } });
  type Pages = InfiniteData<ListMessagesResponse>;
  const put = (change: (newest: MessageOut[]) => MessageOut[]) =>
    queries.setQueryData<Pages>(queryKey, (now) =>
      now ? { ...now, pages: now.pages.map((page, at) => (at ? page : change(page))) } : now,
    );
  const { mutate } = useMutation({
    mutationKey,
    gcTime: Infinity,
    mutationFn: (letter: Letter) => post(conversationId, letter),
    onMutate: async (letter) => {
      await queries.cancelQueries({ queryKey });
      const shown = asMessage(letter);
      put((newest) => [shown, ...newest]);
      return shown.id;
    },
    onError: (_, letter, id) => {
      put((newest) => newest.filter((one) => one.id !== id));
      if (room.current(letter)) inField.add(letter.key);
    },
    onSuccess: (_, { key }) => {
      uploaded.delete(key);
      return queries.invalidateQueries({ queryKey });
    },
  });

  const forget = ({ key }: Letter) => {
    const cache = queries.getMutationCache();
    inField.delete(key);
    cache
      .findAll({ mutationKey, status: 'error' })
      .filter(({ state }) => (state.variables as Letter).key === key)
      .forEach((tried) => cache.remove(tried));
  };
  const again = (letter: Letter) => {
    forget(letter);
    mutate(letter);
  };
  const letters = failed.map(({ letter }) => letter);
  return {
    send: (written: Written) => {
      const known = letters.find((one) => isSame(one, written));
      letters.filter(({ key }) => inField.has(key)).forEach(forget);
      again(known ?? { ...written, key: crypto.randomUUID() });
    },
    again,
    forget,
    unsent: letters.filter(({ key }) => !inField.has(key)),
    error: failed.at(-1)?.error,
  };
}
