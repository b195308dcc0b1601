import { Button, Group, Radio, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ChooseStorage as Wanted, chooseStorage, type NumberOut } from '@/api';
import { listNumbersQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { REGIONS, country } from '@/lib/storage';

const KINDS = ['default', 'country', 'none'] as const;

/** The three places where Meta can keep messages, and what each means. */
export function ChooseStorage({ number, close }: { number: NumberOut; close: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { storage: number.storage ?? 'default', region: number.storage_region ?? 'IN' },
  });
  const { submit, busy, trouble } = useSend(form, async ({ storage, region }) => {
    await chooseStorage({
      path: { number_id: number.id },
      body: {
        storage: storage as Wanted['storage'],
        region: storage === 'country' ? region : null,
      },
      throwOnError: true,
    });
    await queries.invalidateQueries({ queryKey: listNumbersQueryKey() });
    notifications.show({ message: t('saved') });
    close();
  });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Radio.Group label={t('storage.where')} {...form.getInputProps('storage')}>
        <Stack gap="sm" mt="xs">
          {KINDS.map((kind) => (
            <Radio
              key={kind}
              value={kind}
              label={t(`storage.kind.${kind}`)}
              description={t(`storage.why.${kind}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.getValues().storage === 'country' && (
        <Select
          mt="md"
          label={t('storage.country')}
          data={REGIONS.map((region) => ({ value: region, label: country(region, i18n.language) }))}
          allowDeselect={false}
          searchable
          {...form.getInputProps('region')}
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t('back')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('save')}
        </Button>
      </Group>
    </form>
  );
}
