import type { TFunction } from 'i18next';

/** A refusal of ours in words: what it is, and what to do. */
export function refusalWords(code: string, t: TFunction): { title: string; words: string } {
  const key = code.replaceAll('.', '_');
  return {
    title: t(`refusal.${key}`, { defaultValue: code }),
    words: t(`refusal_do.${key}`, { defaultValue: '' }),
  };
}

/** Meta's refusal: in the reader's language where we have it, else as the API words it, else its code. */
export const failureWords = (code: number, t: TFunction, words?: string) =>
  t(`failure.${code}`, { defaultValue: words ?? t('failure.other', { code }) });

/** Why a message did not arrive: our refusal by name, Meta's by number. */
export const reasonWords = (code: string | number, t: TFunction) =>
  typeof code === 'number' ? failureWords(code, t) : refusalWords(code, t).title;
