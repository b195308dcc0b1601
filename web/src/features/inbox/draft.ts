import { useCallback, useEffect, useRef, useState } from 'react';
import { type DraftOut, dropDraft, keepDraft, showDraft } from '@/api';
import { problemOf } from '@/lib/problem';
import { useUnsaved } from '@/lib/unsaved';

const PAUSE = 800;
/** The server is away: asked again until it takes the draft. */
const AGAIN = 4000;
/** What is longer is not kept on the server; it stays in this tab. */
const MOST = 10_000;

/** What this tab typed and the server does not have yet: it outlives a change of the page. */
const unsaved = new Map<string, string>();

/** A half-written answer: here at once, on the server after a pause. */
export function useDraft(conversationId: string, kept: DraftOut | null) {
  const [text, setText] = useState(() => unsaved.get(conversationId) ?? kept?.text ?? '');
  const [saved, setSaved] = useState(() => unsaved.get(conversationId) === undefined);
  const [elsewhere, setElsewhere] = useState(false);
  const seen = useRef(kept?.changed_at ?? null);
  const timer = useRef<number>(undefined);
  const path = { conversation_id: conversationId };
  useUnsaved(!saved && text !== '', true);

  const save = async (words: string, overwrite = false) => {
    window.clearTimeout(timer.current);
    try {
      if (words) {
        const body = { text: words, seen: overwrite ? null : seen.current };
        const { data } = await keepDraft({ path, body, keepalive: true, throwOnError: true });
        seen.current = data.changed_at;
      } else if (seen.current) {
        await dropDraft({ path });
        seen.current = null;
      }
      if (unsaved.get(conversationId) === words) {
        unsaved.delete(conversationId);
        setSaved(true);
      }
      setElsewhere(false);
    } catch (error) {
      const { code, status } = problemOf(error);
      setElsewhere(code === 'draft.changed');
      if (status === 0 || status >= 500) later(words, AGAIN);
    }
  };

  const later = (words: string, pause: number) => {
    window.clearTimeout(timer.current);
    if (words.length > MOST) return;
    timer.current = window.setTimeout(() => {
      if (unsaved.get(conversationId) === words) void last.current(words);
    }, pause);
  };

  const change = (words: string) => {
    setText(words);
    setSaved(false);
    unsaved.set(conversationId, words);
    later(words, PAUSE);
  };

  const last = useRef(save);
  useEffect(() => void (last.current = save));
  const flush = useCallback(() => {
    const words = unsaved.get(conversationId);
    if (words !== undefined && words.length <= MOST) void last.current(words);
  }, [conversationId]);
  useEffect(() => {
    const hidden = () => document.hidden && flush();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      flush();
    };
  }, [flush]);

  return {
    text,
    change,
    elsewhere,
    keepMine: () => void save(text, true),
    showOther: async () => {
      const { data } = await showDraft({ path, throwOnError: true });
      seen.current = data.changed_at;
      unsaved.delete(conversationId);
      setText(data.text);
      setSaved(true);
      setElsewhere(false);
    },
    /** It was sent: nothing is half written any more. */
    clear: () => {
      setText('');
      unsaved.set(conversationId, '');
      void save('');
    },
  };
}
