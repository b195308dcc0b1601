import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchPackage } from '@/api';
import { chosenLanguage } from '@/i18n';
import { useSend } from '@/lib/form';
import { CopyText } from '@/ui/CopyText';
import { NewPassphrase } from '@/ui/NewPassphrase';
import { FormTrouble } from '@/ui/Problem';
import { Frame } from './Frame';
import { AS_FILE, keepPackage } from '@/lib/keep';
import { newPassphrase } from '@/lib/passphrase';

/** A person's package: fetched once, encrypted here and now to a passphrase that only they know. */
export function MyData({ token }: { token: string }) {
  const { t } = useTranslation();
  const [made] = useState(newPassphrase);
  const [isFetched, setFetched] = useState(false);
  const form = useForm({ initialValues: { passphrase: made } });
  const { submit, busy, trouble } = useSend(
    form,
    async ({ passphrase }) => {
      const body = { passphrase, language: chosenLanguage() };
      await keepPackage(fetchPackage({ path: { token }, body, ...AS_FILE }));
      setFetched(true);
    },
    { isSlight: true },
  );
  const { passphrase } = form.values;
  if (isFetched)
    return (
      <Frame title={t('my_data.done')} lead={t('my_data.done_why')}>
        <Stack>
          <CopyText text={passphrase} label={t('my_data.passphrase')} />
          <Button component={Link} to="/open-data">
            {t('my_data.open')}
          </Button>
        </Stack>
      </Frame>
    );
  return (
    <Frame title={t('my_data.title')} lead={t('my_data.lead')}>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <NewPassphrase
            passphrase={passphrase}
            field={form.getInputProps('passphrase')}
            clear={() => form.setFieldValue('passphrase', '')}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('my_data.do')}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
