import { useEffect, useEffectEvent, useState } from 'react';

export const SECONDS = 5;

/** Some seconds in which a step can be taken back; whoever leaves the page has taken it back. */
export function useCountdown(act: () => void) {
  const [left, setLeft] = useState<number | null>(null);
  const done = useEffectEvent(act);
  useEffect(() => {
    if (left === null) return;
    const timer = window.setTimeout(() => {
      if (left > 1) setLeft(left - 1);
      else {
        setLeft(null);
        done();
      }
    }, 1000);
    return () => window.clearTimeout(timer);
  }, [left]);
  return { left, begin: () => setLeft(SECONDS), stop: () => setLeft(null) };
}
