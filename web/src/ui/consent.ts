import type { TFunction } from 'i18next';
import { tooLong } from '@/lib/problem';

export const PURPOSES = ['marketing', 'utility', 'authentication'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What somebody says of a consent: to what, from where, when, in which words. */
export type Statement = { purposes: string[]; source: string; date: string; wording: string };
export const NO_STATEMENT: Statement = { purposes: [], source: '', date: '', wording: '' };

/** The day began then, in the reader's zone: never in the future. */
export const momentOf = (date: string) => new Date(`${date}T00:00`).toISOString();

/** Today, as a date field wants it. */
export const today = () => new Date().toLocaleDateString('sv-SE');

const said = (field: keyof Statement, words: string | null) => (words ? { [field]: words } : {});

export function troubleWith(of: Statement, t: TFunction): Partial<Record<keyof Statement, string>> {
  return {
    ...(of.purposes.length ? {} : { purposes: t('consent.need_purpose') }),
    ...said('source', of.source.trim() ? tooLong(of.source, 500, t) : t('consent.need_source')),
    ...(of.date && of.date <= today() ? {} : { date: t('consent.need_date') }),
    ...said(
      'wording',
      of.wording.trim() ? tooLong(of.wording, 2000, t) : t('consent.need_wording'),
    ),
  };
}
