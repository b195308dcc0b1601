/** What a clock of `zone` shows at a moment, as `2026-11-25T09:30`. */
export function clockIn(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
  return parts.replace(' ', 'T');
}

/** The moment at which a clock of `zone` shows this. */
export function momentIn(zone: string, clock: string): Date {
  const guess = new Date(`${clock}:00Z`);
  const off = (at: Date) => new Date(`${clockIn(zone, at)}:00Z`).getTime() - at.getTime();
  const first = new Date(guess.getTime() - off(guess));
  return new Date(guess.getTime() - off(first)); // again: the change of summer time lies between
}
