import type { TFunction } from 'i18next';

/** A refusal of ours in words: what it is, and what to do. */
export function refusalWords(code: string, t: TFunction): { title: string; words: string } {
  const key = code.replaceAll('.', '_');
  return {
    title: t(`refusal.${key}`, { defaultValue: code }),
    words: t(`refusal_do.${key}`, { defaultValue: '' }),
  };
}

/** Meta's refusal: in the reader's language where we have it, else as the API words it. */
export const failureWords = (code: number, words: string, t: TFunction) =>
  t(`failure.${code}`, { defaultValue: words });
