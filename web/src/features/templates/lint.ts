import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { checkTemplate, type Finding } from '@/api';
import type { Shape } from '@/lib/template';

const SAMPLE = 'variable.sample';
/** Samples have a place of their own in the form. */
export const SAMPLES = 'samples';

/** What Meta would refuse, asked from the API while one types; what is said of which part. */
export function useLint(shape: Shape) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(shape, 250);
  const { data: findings = [] } = useQuery({
    queryKey: ['checkTemplate', asked],
    queryFn: async ({ signal }) => {
      const body = { template: asked as Record<string, unknown> };
      return (await checkTemplate({ body, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const wordsOf = ({ code, words, limit }: Finding) =>
    t(`lint.${code.replaceAll('.', '_')}`, { defaultValue: words, limit });
  const of = (where: string) => {
    const isHere = (one: Finding) => (one.code === SAMPLE ? SAMPLES : one.where) === where;
    const found = [...new Set(findings.filter(isHere).map(wordsOf))];
    return found.length ? found.join(' ') : undefined;
  };
  return { findings, of };
}
