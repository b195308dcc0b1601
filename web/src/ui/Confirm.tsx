import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf, wordsOf } from '@/lib/problem';
import { FormTrouble } from './Problem';

type Props = {
  label: string;
  title: string;
  words: ReactNode;
  act: () => Promise<unknown>;
  after?: () => unknown;
  icon?: ReactNode;
  button?: ButtonProps;
  /** What the button says to who does not see the row it stands in. */
  spoken?: string;
};

/** A button for what cannot be undone: asked once, in words that say what will happen. */
export function Confirm({ label, title, words, act, after, icon, button, spoken }: Props) {
  const { t } = useTranslation();
  const [open, { open: ask, close }] = useDisclosure();
  const doing = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await after?.();
      close();
    },
  });
  return (
    <>
      <Button variant="default" leftSection={icon} onClick={ask} aria-label={spoken} {...button}>
        {label}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={title}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <FormTrouble words={doing.isError ? wordsOf(problemOf(doing.error), t) : null} />
        <Text component="div" mb="lg">
          {words}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('back')}
          </Button>
          <Button color="red.9" loading={doing.isPending} onClick={() => doing.mutate()}>
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
