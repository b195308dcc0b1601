import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { FileText, Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '@/api';
import { ago } from '@/lib/format';
import { TemplatePicker } from './TemplatePicker';

/** The 24 hours are over: why, until when, and what can be sent instead. */
export function Closed({ one }: { one: ConversationDetail }) {
  const { t } = useTranslation();
  const [open, { open: show, close }] = useDisclosure();
  return (
    <Group role="status" gap="sm" mb={8}>
      <Lock size={18} aria-hidden />
      <Text size="sm" flex="1 1 240px">
        {one.window_ends_at
          ? t('inbox.locked_since', { when: ago(one.window_ends_at) })
          : t('inbox.locked')}
      </Text>
      <Button onClick={show} leftSection={<FileText size={16} aria-hidden />}>
        {t('inbox.template')}
      </Button>
      <TemplatePicker one={one} opened={open} onClose={close} />
    </Group>
  );
}
