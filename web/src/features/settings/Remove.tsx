import { ActionIcon, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf, wordsOf } from '@/lib/problem';
import { FormTrouble } from '@/ui/Problem';

type Props = { label: string; words: string; act: () => Promise<unknown>; after: () => unknown };

/** What cannot be undone: asked once, in words that say what will happen. */
export function Remove({ label, words, act, after }: Props) {
  const { t } = useTranslation();
  const [open, { open: ask, close }] = useDisclosure();
  const remove = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await after();
      close();
    },
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        onClick={ask}
        aria-label={label}
      >
        <Trash2 size={18} aria-hidden />
      </ActionIcon>
      <Modal
        opened={open}
        onClose={close}
        title={label}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <FormTrouble words={remove.isError ? wordsOf(problemOf(remove.error), t) : null} />
        <Text mb="lg">{words}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('remove')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
