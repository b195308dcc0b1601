import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { begin } from '@/api';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { keepFlow } from './flow';
import { FormPage } from '@/ui/FormPage';
import { NEWCOMER, NewcomerFields } from './Newcomer';

export function SignUp() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const form = useForm({ initialValues: { business_name: '', email: '', ...NEWCOMER } });
  const { submit, busy, trouble } = useSend(form, async ({ accepted: _, ...values }) => {
    const policy_version = installation.policy_version;
    const { data } = await begin({
      body: { ...values, policy_version, language: i18n.language },
      throwOnError: true,
    });
    keepFlow({ flow: data.flow, email: values.email, phone: values.phone });
    await navigate({ to: '/codes' });
  });
  return (
    <FormPage title={t('sign_up.title')} lead={t('sign_up.lead')}>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <TextInput
            label={t('field.business')}
            autoComplete="organization"
            required
            {...form.getInputProps('business_name')}
          />
          <TextInput
            label={t('field.email')}
            type="email"
            autoComplete="email"
            maxLength={254}
            required
            {...form.getInputProps('email')}
          />
          <NewcomerFields form={form} version={installation.policy_version} />
          <Button type="submit" size="md" loading={busy}>
            {t('sign_up.do')}
          </Button>
        </Stack>
      </form>
      <Text mt="lg">
        {t('sign_up.known')}{' '}
        <Anchor component={Link} to="/sign-in">
          {t('sign_in.do')}
        </Anchor>
      </Text>
    </FormPage>
  );
}
