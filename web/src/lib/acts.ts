import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { KnownAct } from '@/api';
import { listKnownActsOptions } from '@/api/@tanstack/react-query.gen';

const NONE: KnownAct[] = [];

/** Every act that is recorded, and its words in the reader's language. */
export function useActs() {
  const { i18n } = useTranslation();
  const { data: known = NONE } = useQuery({ ...listKnownActsOptions(), staleTime: Infinity });
  const hindi = i18n.language === 'hi';
  const wordsOf = (act: string) => {
    const found = known.find((one) => one.act === act);
    return found ? (hindi ? found.hi : found.en) : act;
  };
  return { known, wordsOf };
}
