import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { resetPassword } from '@/api';
import { useSend } from '@/lib/form';
import { NewPassword } from '@/ui/Password';
import { FormTrouble } from '@/ui/Problem';
import { FormPage } from '@/ui/FormPage';

/** A new password, with what the mail holds. */
export function Reset() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { token: '', password: '' } });
  const { submit, busy, trouble } = useSend(
    form,
    async ({ token, password }) => {
      await resetPassword({ body: { token: token.trim(), new: password } });
      notifications.show({ message: t('reset.done') });
      await navigate({ to: '/sign-in' });
    },
    { isSlight: true },
  );
  return (
    <FormPage title={t('reset.title')} lead={t('reset.lead')}>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <TextInput
            label={t('field.reset_token')}
            placeholder="rs_…"
            autoComplete="off"
            required
            {...form.getInputProps('token')}
          />
          <NewPassword
            label={t('field.new_password')}
            description={t('password.how')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('reset.do')}
          </Button>
        </Stack>
      </form>
    </FormPage>
  );
}
