import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { NumberOut } from '@/api';
import { useMay } from '@/lib/may';
import { ChooseStorage } from './ChooseStorage';
import { storageWords } from '@/lib/storage';

/** Where Meta keeps this number's messages, and a way to change it. */
export function Storage({ number }: { number: NumberOut }) {
  const { t, i18n } = useTranslation();
  const may = useMay()('numbers.write');
  const [open, { open: ask, close }] = useDisclosure();
  const name = number.name || number.display;
  return (
    <Text size="sm" c="dimmed" component="div">
      {storageWords(number, t, i18n.language)}{' '}
      {may && number.state === 'connected' && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={ask}
          aria-label={`${t('storage.change')}: ${name}`}
        >
          {t('storage.change')}
        </Button>
      )}
      <Modal
        opened={open}
        onClose={close}
        title={t('storage.title', { name })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <ChooseStorage number={number} close={close} />
      </Modal>
    </Text>
  );
}
