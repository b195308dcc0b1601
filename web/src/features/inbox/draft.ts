import { useCallback, useEffect, useRef, useState } from 'react';
import { type DraftOut, dropDraft, keepDraft } from '@/api';
import { problemOf } from '@/lib/problem';

const PAUSE = 800;
/** While the server is away: how long until the next try. */
const AWAY = 3000;
/** What is longer is not kept on the server; it stays in this tab. */
const MOST = 10_000;

/** What this tab typed and the server does not have yet: it outlives a change of the page. */
const unsaved = new Map<string, string>();

/** A half-written answer: here at once, on the server after a pause. */
export function useDraft(conversationId: string, kept: DraftOut | null) {
  const [text, setText] = useState(() => unsaved.get(conversationId) ?? kept?.text ?? '');
  const [elsewhere, setElsewhere] = useState(false);
  const seen = useRef(kept?.changed_at ?? null);
  const timer = useRef<number>(undefined);
  const path = { conversation_id: conversationId };

  const save = async (words: string, overwrite = false) => {
    window.clearTimeout(timer.current);
    try {
      if (words) {
        const body = { text: words, seen: overwrite ? null : seen.current };
        const { data } = await keepDraft({ path, body, throwOnError: true });
        seen.current = data.changed_at;
      } else if (seen.current) {
        await dropDraft({ path });
        seen.current = null;
      }
      if (unsaved.get(conversationId) === words) unsaved.delete(conversationId);
      setElsewhere(false);
    } catch (error) {
      const { code, status } = problemOf(error);
      setElsewhere(code === 'draft.changed');
      if ([0, 503].includes(status) && unsaved.get(conversationId) === words)
        timer.current = window.setTimeout(() => void save(words, overwrite), AWAY);
    }
  };

  const change = (words: string) => {
    setText(words);
    unsaved.set(conversationId, words);
    window.clearTimeout(timer.current);
    if (words.length <= MOST) timer.current = window.setTimeout(() => void save(words), PAUSE);
  };

  const last = useRef(save);
  useEffect(() => void (last.current = save));
  const flush = useCallback(() => {
    const words = unsaved.get(conversationId);
    if (words !== undefined && words.length <= MOST) void last.current(words);
  }, [conversationId]);
  useEffect(() => flush, [flush]);

  return {
    text,
    change,
    elsewhere,
    overwrite: () => void save(text, true),
    /** It was sent: nothing is half written any more. */
    clear: () => {
      setText('');
      unsaved.set(conversationId, '');
      void save('');
    },
  };
}
