import { Button, CloseButton, Group, Select, Text, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Fields } from './Editor';

const KINDS = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'] as const;

/** Up to ten buttons below the words. */
export function ButtonsField({ form, wrong }: Fields) {
  const { t } = useTranslation();
  const { buttons } = form.values;
  return (
    <fieldset className="surface" style={{ padding: 16 }}>
      <Text component="legend" fw={600} px={6}>
        {t('templates.buttons')}
      </Text>
      {buttons.map((button, at) => (
        <Group key={at} align="flex-start" gap="xs" mb="md">
          <Select
            label={t('templates.button_kind')}
            data={KINDS.map((value) => ({ value, label: t(`templates.button.${value}`) }))}
            allowDeselect={false}
            w={170}
            {...form.getInputProps(`buttons.${at}.type`)}
          />
          <TextInput
            label={t('templates.button_label')}
            flex="1 1 130px"
            required
            {...form.getInputProps(`buttons.${at}.text`)}
            error={wrong(`buttons.${at}`, button.text)}
          />
          {button.type !== 'QUICK_REPLY' && (
            <TextInput
              label={t(`templates.button_to.${button.type}`)}
              flex="1 1 180px"
              required
              {...form.getInputProps(`buttons.${at}.to`)}
            />
          )}
          <CloseButton
            size={36}
            mt={24}
            aria-label={t('templates.button_remove', { at: at + 1 })}
            onClick={() => form.removeListItem('buttons', at)}
          />
        </Group>
      ))}
      {wrong('buttons', buttons.length) && (
        <Text size="sm" c="var(--mantine-color-error)" mb="sm">
          {wrong('buttons', buttons.length)}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-md"
        disabled={buttons.length >= 10}
        onClick={() => form.insertListItem('buttons', { type: 'QUICK_REPLY', text: '', to: '' })}
        leftSection={<Plus size={16} aria-hidden />}
      >
        {t('templates.button_add')}
      </Button>
    </fieldset>
  );
}
