import { Alert, Anchor, Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchMine } from '@/api';
import { chosenLanguage } from '@/i18n';
import { useSend } from '@/lib/form';
import { AS_FILE, keepPackage } from '@/lib/keep';
import { newPassphrase } from '@/lib/passphrase';
import { NewPassphrase } from '@/ui/NewPassphrase';
import { FormTrouble } from '@/ui/Problem';

/** A copy of what is held of oneself as a user, encrypted here to a passphrase that only they know. */
export function Mine() {
  const { t } = useTranslation();
  const [made] = useState(newPassphrase);
  const [isKept, setKept] = useState(false);
  const form = useForm({ initialValues: { password: '', passphrase: made } });
  const send = async ({ password, passphrase }: { password: string; passphrase: string }) => {
    const body = { password, passphrase, language: chosenLanguage() };
    await keepPackage(fetchMine({ body, ...AS_FILE }));
    form.setFieldValue('password', '');
    setKept(true);
  };
  const { submit, busy, trouble } = useSend(form, send, { isSlight: true });
  return (
    <form onSubmit={submit} className="surface" style={{ padding: 24 }}>
      <Title order={2} mb={4}>
        {t('mine.title')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('mine.why')}
      </Text>
      <FormTrouble words={trouble} />
      <Stack maw={520}>
        <NewPassphrase
          passphrase={form.values.passphrase}
          field={form.getInputProps('passphrase')}
          clear={() => form.setFieldValue('passphrase', '')}
        />
        <PasswordInput
          label={t('mine.password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={busy} w="fit-content">
          {t('my_data.do')}
        </Button>
        {isKept && (
          <Alert color="green" icon={<CircleCheck size={20} aria-hidden />} role="status">
            <Text>{t('my_data.done_why')}</Text>
            <Anchor component={Link} to="/open-data">
              {t('my_data.open')}
            </Anchor>
          </Alert>
        )}
      </Stack>
    </form>
  );
}
