import type { TFunction } from 'i18next';
import { count } from './format';

/** What the API says when it refuses (problem+json). */
export type Problem = {
  code: string;
  title: string;
  status: number;
  detail?: string;
  retry_after?: number;
  errors?: { at: string; why: string; most?: number }[];
};

const AWAY: Problem = { code: 'away', title: '', status: 0 };

/** Which field a refusal is about, by its code. */
const FIELD: Record<string, string> = {
  'email.invalid': 'email',
  'phone.invalid': 'phone',
  'password.weak': 'password',
  'password.wrong': 'old',
  'organisation.bad_setting': 'zone',
  'number.token_refused': 'access_token',
  'hold.refused': 'ends_on',
};

/** Any failure as a problem: no answer at all is one too. */
export function problemOf(error: unknown): Problem {
  return isProblem(error) ? error : AWAY;
}

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'code' in error && 'status' in error;

/** A problem in the reader's words, with what to do. */
export function wordsOf(problem: Problem, t: TFunction): string {
  const key = `problem.${problem.code.replaceAll('.', '_')}`;
  const words = t(key, {
    ...factsOf(problem),
    defaultValue: '',
    seconds: problem.retry_after ?? 60,
  });
  return words || [problem.title, problem.detail].filter(Boolean).join(' ') || t('problem.bug');
}

/** What a refusal says besides, for the places in its words. */
const factsOf = (problem: Problem): Record<string, unknown> => ({ ...problem });

/** What is said of a text that is longer than it may be. */
export const tooLong = (text: string, most: number, t: TFunction): string | null =>
  text.length > most ? longWords(most, t) : null;

const longWords = (most: number, t: TFunction) =>
  t('form.too_long', { count: most, shown: count(most) });

/** What belongs beside which field; empty if it is about the whole form. */
export function fieldsOf(problem: Problem, t: TFunction): Record<string, string> {
  const field = FIELD[problem.code];
  if (field) return { [field]: wordsOf(problem, t) };
  const found = (problem.errors ?? []).map(({ at, most }) => [
    at.split('.').at(-1),
    most ? longWords(most, t) : t('form.check'),
  ]);
  return Object.fromEntries(found);
}
