import { Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { PURPOSES, today, type Statement } from './consent';

/** What proves a consent: purpose, source, date and the words that were agreed to. */
export function ConsentFields<V extends Statement>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Checkbox.Group label={t('consent.purposes')} {...form.getInputProps('purposes')}>
        <Stack gap="xs" mt="xs">
          {PURPOSES.map((purpose) => (
            <Checkbox
              key={purpose}
              value={purpose}
              label={t(`purpose.${purpose}`)}
              description={t(`purpose_why.${purpose}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          label={t('consent.source')}
          description={t('consent.source_like')}
          miw={220}
          {...form.getInputProps('source')}
        />
        <TextInput
          type="date"
          label={t('consent.date')}
          description={t('consent.date_how')}
          max={today()}
          miw={180}
          {...form.getInputProps('date')}
        />
      </Group>
      <Textarea
        label={t('consent.wording')}
        description={t('consent.wording_how')}
        placeholder={t('consent.wording_like')}
        autosize
        minRows={3}
        {...form.getInputProps('wording')}
      />
    </Stack>
  );
}
