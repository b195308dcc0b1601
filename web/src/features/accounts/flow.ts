/** Whose codes are awaited: kept for this tab only, so that a reload does not lose the sign-up. */
export type Flow = { flow: string; email?: string; phone: string; invitation?: string };

const PLACE = 'flow';

export const keepFlow = (flow: Flow) => sessionStorage.setItem(PLACE, JSON.stringify(flow));
export const dropFlow = () => sessionStorage.removeItem(PLACE);

export function keptFlow(): Flow | null {
  const kept = sessionStorage.getItem(PLACE);
  return kept ? (JSON.parse(kept) as Flow) : null;
}
