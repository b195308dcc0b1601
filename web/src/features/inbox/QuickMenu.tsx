import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Quick } from './quick';

export function QuickMenu({ quick }: { quick: Quick }) {
  const { t } = useTranslation();
  if (quick.isLacking)
    return (
      <Text size="sm" c="dimmed" mb={8} role="status">
        {t('inbox.quick_none')}
      </Text>
    );
  if (!quick.isOpen) return null;
  return (
    <div id={quick.id} role="listbox" aria-label={t('inbox.quick')} className="surface quick">
      {quick.found.map((one, at) => (
        <div
          key={one.id}
          id={`${quick.id}-${at}`}
          role="option"
          aria-selected={at === quick.at}
          onMouseDown={(event) => {
            event.preventDefault();
            quick.take(one);
          }}
        >
          <Text span fw={650}>
            /{one.name}
          </Text>{' '}
          <Text span size="sm" c="dimmed" lineClamp={1}>
            {one.text}
          </Text>
        </div>
      ))}
    </div>
  );
}
