import { useCallback, useEffect, useRef } from 'react';
import { bePresent, leave } from '@/api';

/** Known for fifteen seconds, so it is said again before. */
const AGAIN = 10_000;
const STILL_TYPING = 4_000;

const nothing = () => undefined;

/** Tell the others that one looks here; the answer tells them that one types. */
export function usePresence(conversationId: string, may: boolean): () => void {
  const typedAt = useRef(0);
  const said = useRef(false);
  const tell = useCallback(
    (typing: boolean) => {
      said.current = typing;
      bePresent({ path: { conversation_id: conversationId }, body: { typing } }).catch(nothing);
    },
    [conversationId],
  );
  useEffect(() => {
    if (!may) return;
    const path = { conversation_id: conversationId };
    let spoken = 0;
    const look = () => {
      const typing = Date.now() - typedAt.current < STILL_TYPING;
      if (document.hidden && !typing) return;
      if (typing === said.current && Date.now() - spoken < AGAIN) return;
      spoken = Date.now();
      tell(typing);
    };
    look();
    const timer = window.setInterval(look, 1000);
    return () => {
      window.clearInterval(timer);
      leave({ path }).catch(nothing);
    };
  }, [conversationId, may, tell]);
  return useCallback(() => void (typedAt.current = Date.now()), []);
}
