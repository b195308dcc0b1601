import i18n from 'i18next';

const tag = () => (i18n.language === 'hi' ? 'hi-IN' : 'en-IN');

/** A moment in the reader's locale and zone. */
export const moment = (iso: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

export const day = (iso: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: 'medium' }).format(new Date(iso));

/** A moment by the clock of a zone, which is named. */
export const momentAt = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: 'full', timeStyle: 'short', timeZone }).format(
    new Date(iso),
  );

export const count = (value: number) => new Intl.NumberFormat(tag()).format(value);

/** An amount that the API sends as decimal text. */
export const money = (amount: string, currency: string) =>
  new Intl.NumberFormat(tag(), { style: 'currency', currency }).format(Number(amount));

export const percent = (part: number) =>
  new Intl.NumberFormat(tag(), { style: 'percent', maximumFractionDigits: 0 }).format(part);

const KB = 1024;

/** The size of a file, in kilobytes or megabytes. */
export function fileSize(bytes: number): string {
  const isSmall = bytes < KB * KB;
  const words = { style: 'unit', unit: isSmall ? 'kilobyte' : 'megabyte' } as const;
  return new Intl.NumberFormat(tag(), {
    ...words,
    maximumFractionDigits: bytes < 10 * KB * KB ? 1 : 0,
  }).format(bytes / (isSmall ? KB : KB * KB));
}

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

/** Two letters of a country, and of a language, in words. */
export const country = (code: string) =>
  new Intl.DisplayNames(tag(), { type: 'region', fallback: 'code' }).of(code) ?? code;

export const language = (code: string) =>
  new Intl.DisplayNames(tag(), { type: 'language', fallback: 'code' }).of(code.replace('_', '-')) ??
  code;

/** Minutes after midnight as a clock shows them: `21:30`. */
export const clock = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((one) => String(one).padStart(2, '0')).join(':');

/** Only the time of a moment. */
export const time = (iso: string) =>
  new Intl.DateTimeFormat(tag(), { timeStyle: 'short' }).format(new Date(iso));

/** A day as one speaks of it: today, yesterday, or its date. */
export function spokenDay(iso: string): string {
  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
  const days = Math.round((midnight(new Date(iso)) - midnight(new Date())) / 86_400_000);
  if (days === 0 || days === -1)
    return new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }).format(days, 'day');
  return new Intl.DateTimeFormat(tag(), { dateStyle: 'full' }).format(new Date(iso));
}

const unit = (value: number, name: string) =>
  new Intl.NumberFormat(tag(), { style: 'unit', unit: name }).format(value);

/** How long until a moment, as hours and minutes or, at the end, minutes and seconds. */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.floor((until - now) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  return minutes >= 5
    ? unit(minutes, 'minute')
    : `${unit(minutes, 'minute')} ${unit(seconds % 60, 'second')}`;
}
