import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchPackage } from '@/api';
import { chosenLanguage } from '@/i18n';
import { useSend } from '@/lib/form';
import { isProblem } from '@/lib/problem';
import { CopyText } from '@/ui/CopyText';
import { FormTrouble } from '@/ui/Problem';
import { Frame } from './Frame';
import { keep } from './keep';
import { newPassphrase } from './passphrase';

/** The whole package; one that broke off on its way says that it may be tried again. */
async function fetched(token: string, passphrase: string): Promise<Blob> {
  const body = { passphrase, language: chosenLanguage() };
  try {
    const how = { parseAs: 'blob', throwOnError: true } as const;
    return (await fetchPackage({ path: { token }, body, ...how })).data as Blob;
  } catch (error) {
    throw isProblem(error) ? error : { code: 'package.broken', status: 0, title: '' };
  }
}

/** A person's package: fetched once, encrypted here and now to a passphrase that only they know. */
export function MyData({ token }: { token: string }) {
  const { t } = useTranslation();
  const [made] = useState(newPassphrase);
  const [isOwn, setOwn] = useState(false);
  const [isFetched, setFetched] = useState(false);
  const form = useForm({ initialValues: { passphrase: made } });
  const { submit, busy, trouble } = useSend(
    form,
    async ({ passphrase }) => {
      keep(await fetched(token, passphrase), 'my-data.zip.age');
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
          {isOwn ? (
            <TextInput
              label={t('my_data.passphrase')}
              description={t('my_data.own_how')}
              minLength={12}
              maxLength={200}
              required
              autoComplete="off"
              {...form.getInputProps('passphrase')}
            />
          ) : (
            <div>
              <Text fw={500} mb={4}>
                {t('my_data.passphrase')}
              </Text>
              <CopyText text={passphrase} label={t('my_data.passphrase')} />
              <Anchor
                component="button"
                type="button"
                size="sm"
                mt="xs"
                onClick={() => {
                  form.setFieldValue('passphrase', '');
                  setOwn(true);
                }}
              >
                {t('my_data.own')}
              </Anchor>
            </div>
          )}
          <Alert color="yellow">{t('my_data.keep')}</Alert>
          <Button type="submit" size="md" loading={busy}>
            {t('my_data.do')}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
