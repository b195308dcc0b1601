import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ListMessagesResponse, type MessageOut, reply, uploadMedia, writeNote } from '@/api';
import { listMessagesInfiniteQueryKey } from '@/api/@tanstack/react-query.gen';
import { type Once, useOnce } from '@/lib/once';

export type Letter = { text: string; file: File | null; note: boolean };

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

/** What makes a letter the same letter. */
const signOf = ({ text, file, note }: Letter) =>
  [text, note, file?.name, file?.size, file?.lastModified] as const;

type Headers = ReturnType<Once['headers']>;

async function post(conversationId: string, { text, file, note }: Letter, headers: Headers) {
  const path = { conversation_id: conversationId };
  if (note) return writeNote({ path, body: { text }, headers });
  if (!file) return reply({ path, body: { text }, headers });
  const { data } = await uploadMedia({
    path,
    query: { filename: file.name || 'file' },
    body: file as never,
    bodySerializer: (body: unknown) => body as never,
    headers: { 'Content-Type': file.type || 'application/octet-stream' },
    throwOnError: true,
  });
  const kind = kindOf(file);
  const filename = kind === 'document' ? file.name : null;
  const caption = kind === 'audio' ? null : text || null;
  return reply({ path, body: { media: { kind, id: data.id, caption, filename } }, headers });
}

/** Shown at once, taken back if it is refused; the same letter tried again is still sent once. */
export function useSending(conversationId: string, onRefused: (letter: Letter) => void) {
  const queries = useQueryClient();
  const once = useOnce(`letter ${conversationId}`);
  const queryKey = listMessagesInfiniteQueryKey({ path: { conversation_id: conversationId } });
  type Pages = InfiniteData<ListMessagesResponse>;
  const put = (change: (newest: MessageOut[]) => MessageOut[]) =>
    queries.setQueryData<Pages>(queryKey, (now) =>
      now ? { ...now, pages: now.pages.map((page, at) => (at ? page : change(page))) } : now,
    );
  return useMutation({
    mutationFn: (letter: Letter) => post(conversationId, letter, once.headers(signOf(letter))),
    onMutate: async (letter) => {
      await queries.cancelQueries({ queryKey });
      const shown = asMessage(letter);
      put((newest) => [shown, ...newest]);
      return shown.id;
    },
    onError: (_, letter, id) => {
      put((newest) => newest.filter((one) => one.id !== id));
      onRefused(letter);
    },
    onSuccess: (_, letter) => {
      once.done(signOf(letter));
      return queries.invalidateQueries({ queryKey });
    },
  });
}
