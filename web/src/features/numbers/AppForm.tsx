import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { addMetaApp, type MetaAppOut } from '@/api';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';

type Props = { onDone: (app: { id: string; told: MetaAppOut }) => void };

/** The Meta app of one's own: it names the address that Meta calls. */
export function AppForm({ onDone }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { app_id: '', app_secret: '' } });
  const { submit, busy, trouble } = useSend(form, async (values) => {
    const { data } = await addMetaApp({ body: values, throwOnError: true });
    onDone({ id: values.app_id, told: data });
  });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          label={t('field.app_id')}
          inputMode="numeric"
          pattern="[0-9]{1,25}"
          required
          {...form.getInputProps('app_id')}
        />
        <PasswordInput
          label={t('field.app_secret')}
          autoComplete="off"
          minLength={8}
          required
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          {...form.getInputProps('app_secret')}
        />
      </Group>
      <Button type="submit" mt="md" loading={busy} variant="default">
        {t('connect.app_do')}
      </Button>
    </form>
  );
}
