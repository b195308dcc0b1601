import { Alert, Button, Group } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf, wordsOf } from '@/lib/problem';

type Props = { words: string | null; children?: ReactNode };

/** What went wrong with a form, above it; who sent it from its foot is led there. */
export function FormTrouble({ words, children }: Props) {
  const seen = useCallback(
    (box: HTMLDivElement | null) => box?.scrollIntoView({ block: 'nearest' }),
    [],
  );
  if (!words) return null;
  return (
    <Alert
      ref={seen}
      key={words}
      role="alert"
      color="red"
      icon={<CircleAlert size={20} aria-hidden />}
      mb="md"
      style={{ scrollMarginTop: 72 }}
    >
      {words}
      {children}
    </Alert>
  );
}

/** Two changed the same thing: whose words stay is the person's choice. */
export function Whose({ keepMine, showOther }: { keepMine: () => void; showOther?: () => void }) {
  const { t } = useTranslation();
  return (
    <Group mt="sm" gap="sm">
      <Button size="compact-sm" variant="default" onClick={keepMine}>
        {t('whose.mine')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={showOther}>
        {t('whose.other')}
      </Button>
    </Group>
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
