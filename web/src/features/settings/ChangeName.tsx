import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { renameMe } from '@/api';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { useCorrected } from './corrected';

/** Another name: colleagues read it at once, in every organisation one belongs to. */
export function ChangeName({ name, close }: { name: string; close: () => void }) {
  const { t } = useTranslation();
  const corrected = useCorrected();
  const form = useForm({ initialValues: { name } });
  const { submit, busy, trouble } = useSend(
    form,
    async (body) => {
      await renameMe({ body, throwOnError: true });
      await corrected();
      notifications.show({ message: t('you.renamed') });
      close();
    },
    { isSlight: true },
  );
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <TextInput
        label={t('field.name')}
        description={t('you.name_why')}
        autoComplete="name"
        maxLength={200}
        required
        data-autofocus
        {...form.getInputProps('name')}
      />
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
