import { Checkbox, Group, Radio, Stack, TextInput, Textarea } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { PersonField } from '@/ui/PersonField';
import { CLASSES, type HoldDraft, MOST_LETTERS } from './legalHold';

/** Whose data, which, why, on what ground, until when. */
export function LegalHoldFields({ form }: { form: UseFormReturnType<HoldDraft> }) {
  const { t } = useTranslation();
  const { whose, person } = form.getValues();
  return (
    <Stack>
      <Radio.Group label={t('legal.whose')} {...form.getInputProps('whose')}>
        <Group mt="xs">
          <Radio value="one" label={t('legal.one')} />
          <Radio value="all" label={t('legal.everybody')} />
        </Group>
      </Radio.Group>
      {whose === 'one' && (
        <PersonField
          value={person}
          change={(to) => form.setFieldValue('person', to)}
          label={t('legal.person')}
          error={form.errors.person}
        />
      )}
      <Checkbox.Group
        label={t('legal.what')}
        description={t('legal.what_how')}
        {...form.getInputProps('classes')}
      >
        <Group mt="xs">
          {CLASSES.map((name) => (
            <Checkbox key={name} value={name} label={t(`privacy.class.${name}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Textarea
        label={t('legal.reason')}
        description={t('legal.reason_how')}
        autosize
        minRows={2}
        required
        maxLength={MOST_LETTERS}
        dir="auto"
        {...form.getInputProps('reason')}
      />
      <TextInput
        label={t('legal.source')}
        description={t('legal.source_how')}
        required
        maxLength={MOST_LETTERS}
        dir="auto"
        {...form.getInputProps('source')}
      />
      <TextInput
        type="date"
        label={t('legal.ends')}
        description={t('legal.ends_how')}
        required
        w="fit-content"
        {...form.getInputProps('ends_on')}
      />
    </Stack>
  );
}
