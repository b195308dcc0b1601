import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { askReset } from '@/api';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { FormPage } from '@/ui/FormPage';

export function Forgot() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { email: '' } });
  const { submit, busy, trouble } = useSend(
    form,
    async (values) => {
      await askReset({ body: values });
      await navigate({ to: '/reset' });
    },
    { isSlight: true },
  );
  return (
    <FormPage title={t('forgot.title')} lead={t('forgot.lead')}>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <TextInput
            label={t('field.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('forgot.do')}
          </Button>
        </Stack>
      </form>
    </FormPage>
  );
}
