import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirm, confirmAcceptance } from '@/api';
import { useSend } from '@/lib/form';
import { CodeField } from '@/ui/CodeField';
import { FormTrouble } from '@/ui/Problem';
import { dropFlow, keptFlow } from './flow';
import { FormPage } from '@/ui/FormPage';
import { Resend } from '@/ui/Resend';
import { Simulated } from '@/ui/Simulated';

/** The two codes, by e-mail and by WhatsApp; who was invited by e-mail needs the second only. */
export function Codes() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [flow] = useState(keptFlow);
  const form = useForm({ initialValues: { email_code: '', phone_code: '' } });
  const { submit, busy, trouble } = useSend(
    form,
    async ({ email_code, phone_code }) => {
      if (flow?.invitation)
        await confirmAcceptance({ body: { token: flow.invitation, flow: flow.flow, phone_code } });
      else await confirm({ body: { flow: flow!.flow, email_code, phone_code } });
      dropFlow();
      queries.clear();
      await navigate({ to: '/start' });
    },
    { isSlight: true },
  );
  if (!flow) return <Begun />;
  const title = t(flow.invitation ? 'codes.title_one' : 'codes.title');
  return (
    <FormPage title={title} lead={t('codes.lead')}>
      <Simulated />
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          {!flow.invitation && (
            <CodeField
              label={t('codes.email', { email: flow.email })}
              {...form.getInputProps('email_code')}
            />
          )}
          <CodeField
            label={t('codes.phone', { phone: flow.phone })}
            {...form.getInputProps('phone_code')}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('codes.do')}
          </Button>
        </Stack>
      </form>
      {!flow.invitation && <Resend flow={flow.flow} />}
      <Text mt="md">
        <Anchor component={Link} to={flow.invitation ? '/invitation' : '/sign-up'}>
          {t('codes.wrong')}
        </Anchor>
      </Text>
    </FormPage>
  );
}

function Begun() {
  const { t } = useTranslation();
  return (
    <FormPage title={t('codes.title')} lead={t('codes.none')}>
      <Button component={Link} to="/sign-up">
        {t('sign_up.link')}
      </Button>
    </FormPage>
  );
}
