import { Button, Group, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Letter } from './sending';

type Props = {
  letters: Letter[];
  again: (letter: Letter) => void;
  forget: (letter: Letter) => void;
};

/** Letters that did not leave while something else was written; each can be tried again. */
export function Unsent({ letters, again, forget }: Props) {
  const { t } = useTranslation();
  return letters.map((letter) => (
    <Group key={letter.key} role="group" aria-label={t('inbox.unsent')} gap={8} mb={8}>
      <CircleAlert size={16} aria-hidden />
      <Text size="sm" flex="1 1 160px" miw={0} lineClamp={2} dir="auto">
        <b>{t('inbox.unsent')}:</b> {[letter.file?.name, letter.text].filter(Boolean).join(' · ')}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => again(letter)}>
        {t('again')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => forget(letter)}>
        {t('inbox.unsent_drop')}
      </Button>
    </Group>
  ));
}
