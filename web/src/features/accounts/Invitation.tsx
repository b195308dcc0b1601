import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { accept } from '@/api';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { keepFlow } from './flow';
import { FormPage } from '@/ui/FormPage';
import { NEWCOMER, NewcomerFields } from './Newcomer';

/** Who was invited becomes a member: new here, or with the login they have. */
export function Invitation({ token: given }: { token: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const form = useForm({ initialValues: { token: given, ...NEWCOMER } });
  const { submit, busy, trouble } = useSend(form, async ({ accepted: _, ...values }) => {
    const policy_version = installation.policy_version;
    const { data } = await accept({
      body: { ...values, policy_version, language: i18n.language },
      throwOnError: true,
    });
    keepFlow({ flow: data.flow, phone: values.phone, invitation: values.token });
    await navigate({ to: '/codes' });
  });
  return (
    <FormPage title={t('invitation.title')} lead={t('invitation.lead')}>
      <Text mb="md">
        {t('invitation.known')}{' '}
        <Anchor renderRoot={(props) => <Link {...props} to="/sign-in" hash={form.values.token} />}>
          {t('sign_in.do')}
        </Anchor>
      </Text>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          {!given && (
            <TextInput label={t('field.invitation')} required {...form.getInputProps('token')} />
          )}
          <NewcomerFields form={form} version={installation.policy_version} />
          <Button type="submit" size="md" loading={busy}>
            {t('invitation.do')}
          </Button>
        </Stack>
      </form>
    </FormPage>
  );
}
