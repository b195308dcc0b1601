import type { TFunction } from 'i18next';
import type { JoinPageIn, JoinPageOut } from '@/api';

export const TUNABLE = ['marketing', 'utility'] as const;
const CODES = ['en', 'hi'] as const;

export type Draft = {
  number_id: string | null;
  keyword: string;
  purposes: string[];
  languages: string[];
  words: Record<string, Record<string, string>>;
};

/** A page as the form holds it: room for every language and purpose. */
export function draftOf(page?: JoinPageOut): Draft {
  const words = Object.fromEntries(
    CODES.map((code) => [
      code,
      Object.fromEntries(TUNABLE.map((purpose) => [purpose, page?.words[code]?.[purpose] ?? ''])),
    ]),
  );
  const first = page && Object.values(page.words)[0];
  return {
    number_id: page?.number_id ?? null,
    keyword: page?.keyword ?? '',
    purposes: first ? Object.keys(first) : ['marketing'],
    languages: page ? Object.keys(page.words) : ['en'],
    words,
  };
}

/** What is still missing, by field. */
export function troubleOf(draft: Draft, t: TFunction): Record<string, string> {
  const short = draft.languages.flatMap((code) =>
    draft.purposes
      .filter((purpose) => {
        const { length } = draft.words[code]?.[purpose]?.trim() ?? '';
        return length < 10 || length > 300;
      })
      .map((purpose) => [`words.${code}.${purpose}`, t('join_pages.need_words')]),
  );
  return {
    ...(draft.number_id ? {} : { number_id: t('join_pages.need_number') }),
    ...(draft.keyword.trim().length > 1 ? {} : { keyword: t('join_pages.need_keyword') }),
    ...(draft.purposes.length ? {} : { purposes: t('consent.need_purpose') }),
    ...(draft.languages.length ? {} : { languages: t('join_pages.need_language') }),
    ...(Object.fromEntries(short) as Record<string, string>),
  };
}

/** The draft as the API takes it: only the languages and purposes that were chosen, in our order. */
export function bodyOf(draft: Draft): JoinPageIn {
  const purposes = TUNABLE.filter((purpose) => draft.purposes.includes(purpose));
  const words = CODES.filter((code) => draft.languages.includes(code)).map((code) => [
    code,
    Object.fromEntries(purposes.map((purpose) => [purpose, draft.words[code]?.[purpose] ?? ''])),
  ]);
  return {
    number_id: draft.number_id ?? '',
    keyword: draft.keyword.trim(),
    words: Object.fromEntries(words) as JoinPageIn['words'],
  };
}
