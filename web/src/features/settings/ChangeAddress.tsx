import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmCorrection, correctMe } from '@/api';
import { useSend } from '@/lib/form';
import { CodeField } from '@/ui/CodeField';
import { FormTrouble } from '@/ui/Problem';
import { Resend } from '@/ui/Resend';
import { Simulated } from '@/ui/Simulated';
import { useCorrected } from './corrected';

type What = 'email' | 'phone';
type Props = { what: What; close: () => void };
type Asked = { flow: string; to: string };

/** Another e-mail or phone: it counts when the code that goes there has come back. */
export function ChangeAddress({ what, close }: Props) {
  const [asked, setAsked] = useState<Asked>();
  return asked ? (
    <Confirm {...asked} what={what} close={close} />
  ) : (
    <Ask what={what} close={close} done={setAsked} />
  );
}

function Ask({ what, close, done }: Props & { done: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { [what]: '', password: '' } as Record<string, string> });
  const send = async ({ password = '', ...new_ }: Record<string, string>) => {
    const { data } = await correctMe({ body: { password, ...new_ }, throwOnError: true });
    done({ flow: data.flow, to: new_[what] ?? '' });
  };
  const { submit, busy, trouble } = useSend(form, send, { isSlight: true });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Stack>
        <TextInput
          label={t(`you.new_${what}`)}
          description={t(`you.new_${what}_why`)}
          type={what === 'email' ? 'email' : 'tel'}
          autoComplete={what === 'email' ? 'email' : 'tel'}
          required
          data-autofocus
          {...form.getInputProps(what)}
        />
        <PasswordInput
          label={t('mine.password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('back')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('you.send_code')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Confirm({ what, flow, to, close }: Props & Asked) {
  const { t } = useTranslation();
  const corrected = useCorrected();
  const form = useForm({ initialValues: { code: '' } });
  const { submit, busy, trouble } = useSend(
    form,
    async ({ code }) => {
      await confirmCorrection({ body: { flow, code }, throwOnError: true });
      await corrected();
      notifications.show({ message: t(`you.changed_${what}`) });
      close();
    },
    { isSlight: true },
  );
  return (
    <form onSubmit={submit}>
      <Simulated />
      <Text mb="md">{t('codes.lead')}</Text>
      <FormTrouble words={trouble} />
      <CodeField label={t(`codes.${what}`, { [what]: to })} {...form.getInputProps('code')} />
      <Group justify="space-between" mt="lg">
        <Resend flow={flow} />
        <Button type="submit" loading={busy}>
          {t('codes.do')}
        </Button>
      </Group>
    </form>
  );
}
