import type { TFunction } from 'i18next';
import type { Person } from '@/ui/PersonField';

export type HoldDraft = {
  whose: string;
  person: Person | null;
  classes: string[];
  reason: string;
  source: string;
  ends_on: string;
};

export const NO_HOLD: HoldDraft = {
  whose: 'one',
  person: null,
  classes: [],
  reason: '',
  source: '',
  ends_on: '',
};

/** What a hold can be about: the same names as the API. */
export const CLASSES = ['contacts', 'consent', 'messaging', 'inbox'] as const;
export const MOST_LETTERS = 300;
const MOST_YEARS = 10;

/** A hold ends with its last day, where one is. */
export const endOf = (date: string) => new Date(`${date}T23:59:59`).toISOString();

/** What keeps a draft from being placed, field by field. */
export function holdTrouble(draft: HoldDraft, t: TFunction): Record<string, string | null> {
  const said = (text: string) => (text.trim() ? null : t('legal.say'));
  return {
    person: draft.whose === 'one' && !draft.person ? t('legal.choose') : null,
    reason: said(draft.reason),
    source: said(draft.source),
    ends_on: isInReach(draft.ends_on) ? null : t('problem.hold_refused'),
  };
}

function isInReach(date: string) {
  const latest = new Date();
  latest.setFullYear(latest.getFullYear() + MOST_YEARS);
  const end = date ? new Date(endOf(date)) : null;
  return end !== null && end > new Date() && end < latest;
}
