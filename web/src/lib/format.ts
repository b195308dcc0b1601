import i18n from 'i18next';

const tag = () => (i18n.language === 'hi' ? 'hi-IN' : 'en-IN');

/** A moment in the reader's locale and zone. */
export const moment = (iso: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

export const day = (iso: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: 'medium' }).format(new Date(iso));

export const count = (value: number) => new Intl.NumberFormat(tag()).format(value);

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, or how soon, in words. */
export function ago(iso: string): string {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
  const words = new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' });
  const found = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return found ? words.format(Math.round(seconds / found[1]), found[0]) : words.format(0, 'second');
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Every country that the browser has a name for. */
export function countries(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(tag(), { type: 'region', fallback: 'none' });
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
  return codes
    .flatMap((value) => ({ value, label: names.of(value) ?? '' }))
    .filter(({ label }) => label)
    .sort((a, b) => a.label.localeCompare(b.label));
}

export function currencies(codes: string[]): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(tag(), { type: 'currency' });
  return codes.map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }));
}
