import { CloseButton, Group, Text } from '@mantine/core';
import { Paperclip } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fileSize } from '@/lib/format';

export function FileChip({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={8} mb={8} wrap="nowrap">
      <Paperclip size={16} aria-hidden />
      <Text size="sm" truncate>
        {file.name} · {fileSize(file.size)}
      </Text>
      <CloseButton size="sm" onClick={onRemove} aria-label={t('inbox.unattach')} />
    </Group>
  );
}
