import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showPreferencesOptions } from '@/api/@tanstack/react-query.gen';
import { problemOf } from '@/lib/problem';
import { AskTrouble } from '@/ui/Problem';
import { ChoicesForm } from './ChoicesForm';
import { Dead } from './Dead';
import { Outside } from '@/ui/Outside';
import { Rights } from './Rights';

/** A person's own choices, by the link from their chat. */
export function Preferences({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as 'en' | 'hi';
  const query = useQuery({
    ...showPreferencesOptions({ path: { token }, query: { language } }),
    retry: false,
    gcTime: 0, // what a person chose stays on no shared device
  });
  const isDead = query.isError && problemOf(query.error).status === 404;
  return (
    <Outside title={t('preferences.title')}>
      {query.isPending && <Skeleton height={480} radius="lg" aria-busy="true" />}
      {isDead && <Dead title={t('preferences.dead')} words={t('preferences.dead_why')} />}
      {query.isError && !isDead && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {query.data && (
        <>
          <Title order={1}>{t('preferences.from', { name: query.data.organisation })}</Title>
          <Text c="dimmed" mt={4} mb="lg">
            {t('preferences.lead')}
          </Text>
          <ChoicesForm key={language} token={token} page={query.data} />
          <Rights of={query.data} />
        </>
      )}
    </Outside>
  );
}
