import { Alert, Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf, wordsOf } from '@/lib/problem';

/** What went wrong with a form, above it. */
export function FormTrouble({ words }: { words: string | null }) {
  if (!words) return null;
  return (
    <Alert role="alert" color="red" icon={<CircleAlert size={20} aria-hidden />} mb="md">
      {words}
    </Alert>
  );
}

/** A question that was not answered, with a way to ask again. */
export function AskTrouble({ error, again }: { error: unknown; again: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="red" icon={<CircleAlert size={20} aria-hidden />}>
      {wordsOf(problemOf(error), t)}
      <div>
        <Button mt="sm" size="compact-sm" variant="default" onClick={again}>
          {t('again')}
        </Button>
      </div>
    </Alert>
  );
}
