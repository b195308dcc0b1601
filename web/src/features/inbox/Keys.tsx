import { ActionIcon, Kbd, Modal, Table } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Keyboard } from 'lucide-react';
import { useTranslation } from 'react-i18next';

const KEYS = { j: 'j', k: 'k', r: 'r', n: 'n', a: 'a', e: 'e', '/': 'slash', '?': 'help' };

/** The list of keys, under `?`. None of them fires while somebody types. */
export function Keys() {
  const { t } = useTranslation();
  const [open, { open: show, close }] = useDisclosure();
  // Which keys make a `?` differs by keyboard.
  useHotkeys([
    ['shift+?', show],
    ['?', show],
  ]);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        visibleFrom="md"
        aria-label={t('inbox.keys')}
        title={`${t('inbox.keys')} (?)`}
        onClick={show}
      >
        <Keyboard size={19} aria-hidden />
      </ActionIcon>
      <Modal
        opened={open}
        onClose={close}
        title={t('inbox.keys')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Table>
          <Table.Tbody>
            {Object.entries(KEYS).map(([key, name]) => (
              <Table.Tr key={key}>
                <Table.Td w={70}>
                  <Kbd>{key}</Kbd>
                </Table.Td>
                <Table.Td>{t(`inbox.key.${name}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </>
  );
}
