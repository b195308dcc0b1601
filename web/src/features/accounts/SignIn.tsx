import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { openSession } from '@/api';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { FormPage } from '@/ui/FormPage';

type Props = { next?: string; invitation?: string };

export function SignIn({ next, invitation }: Props) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const { submit, busy, trouble } = useSend(
    form,
    async (values) => {
      await openSession({ body: { ...values, invitation } });
      queries.clear();
      router.history.push(next ?? '/start');
    },
    { isSlight: true },
  );
  return (
    <FormPage
      title={t('sign_in.title')}
      lead={t(invitation ? 'invitation.sign_in' : 'sign_in.lead')}
    >
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <TextInput
            label={t('field.email')}
            type="email"
            autoComplete="username"
            required
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('field.password')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('sign_in.do')}
          </Button>
        </Stack>
      </form>
      <Group justify="space-between" mt="lg">
        <Anchor component={Link} to="/forgot">
          {t('forgot.link')}
        </Anchor>
        <Text>
          {t('sign_in.new')}{' '}
          <Anchor component={Link} to="/sign-up">
            {t('sign_up.link')}
          </Anchor>
        </Text>
      </Group>
    </FormPage>
  );
}
