import { useCallback, useEffect, useRef, useState } from 'react';
import { type DraftOut, dropDraft, keepDraft, showDraft } from '@/api';
import { problemOf } from '@/lib/problem';
import { useUnsaved } from '@/lib/unsaved';

const PAUSE = 800;
/** The server is away: asked again until it takes the draft. */
const AGAIN = 4000;
/** What is longer is not kept on the server; it stays in this tab. */
const MOST = 10_000;

/** A note stays a note, wherever it is found again. */
type Words = { text: string; note: boolean; sent?: boolean };
/** One half-written thing as this tab knows it: it outlives a change of the page. */
type Desk = { unsaved: Words | null; seen: string | null; saving: Promise<void> };

const desks = new Map<string, Desk>();

function deskOf(conversationId: string): Desk {
  const desk = desks.get(conversationId);
  if (desk) return desk;
  const fresh: Desk = { unsaved: null, seen: null, saving: Promise.resolve() };
  desks.set(conversationId, fresh);
  return fresh;
}

/** Until then the server may still hold what this tab wrote before. */
export const allSaved = (conversationId: string) => deskOf(conversationId).saving;

function opened(conversationId: string, kept: DraftOut | null): Words {
  const desk = deskOf(conversationId);
  if (desk.unsaved) return desk.unsaved;
  desk.seen = kept?.changed_at ?? null;
  return { text: kept?.text ?? '', note: kept?.note ?? false };
}

/** Tell the server what stands on a desk; returns when its draft was changed, null if there is none. */
async function tell(conversationId: string, words: Words, seen: string | null, overwrite: boolean) {
  const path = { conversation_id: conversationId };
  const { text, note, sent } = words;
  if (text) {
    const body = { text, note, seen, overwrite };
    const { data } = await keepDraft({ path, body, keepalive: true, throwOnError: true });
    return data.changed_at;
  }
  if (seen || sent) await dropDraft({ path, keepalive: true });
  return null;
}

/** A half-written answer or note: here at once, on the server after a pause. */
export function useDraft(conversationId: string, kept: DraftOut | null) {
  const [words, setWords] = useState(() => opened(conversationId, kept));
  const [saved, setSaved] = useState(() => !deskOf(conversationId).unsaved);
  const [elsewhere, setElsewhere] = useState(false);
  const timer = useRef<number>(undefined);
  useUnsaved(!saved && words.text !== '', true);

  /** One after the other: what is told last is what stays. */
  const save = useCallback(
    (overwrite = false) => {
      const desk = deskOf(conversationId);
      window.clearTimeout(timer.current);
      desk.saving = desk.saving.then(async () => {
        const now = desk.unsaved;
        if (!now || now.text.length > MOST) return;
        try {
          desk.seen = await tell(conversationId, now, desk.seen, overwrite);
          setElsewhere(false);
          if (desk.unsaved !== now) return;
          desk.unsaved = null;
          setSaved(true);
        } catch (error) {
          const { code, status } = problemOf(error);
          setElsewhere(code === 'draft.changed');
          if (status === 0 || status >= 500) later.current(AGAIN);
        }
      });
    },
    [conversationId],
  );
  const later = useRef((pause: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(save, pause);
  });

  useEffect(() => {
    const hidden = () => document.hidden && save();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      save();
    };
  }, [save]);

  const write = (now: Words) => {
    deskOf(conversationId).unsaved = now;
    setWords(now);
    setSaved(false);
  };
  return {
    ...words,
    change: (text: string, note = words.note) => {
      write({ text, note });
      later.current(PAUSE);
    },
    elsewhere,
    keepMine: () => save(true),
    showOther: async () => {
      const path = { conversation_id: conversationId };
      const { data } = await showDraft({ path, throwOnError: true });
      deskOf(conversationId).unsaved = null;
      setWords(opened(conversationId, data));
      setSaved(true);
      setElsewhere(false);
    },
    /** It was sent: nothing is half written any more. */
    clear: () => {
      write({ text: '', note: words.note, sent: true });
      save();
    },
  };
}
