import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '@/ui/FileDrop';
import { FormTrouble } from '@/ui/Problem';
import { Frame } from './Frame';
import { keep } from '@/lib/keep';

/** Open a package on this device: neither the file nor the passphrase leaves it. */
export function OpenData() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [end, setEnd] = useState<'opened' | 'failed' | null>(null);
  const form = useForm({ initialValues: { passphrase: '' } });
  const open = async ({ passphrase }: { passphrase: string }) => {
    if (!file) return;
    setBusy(true);
    setEnd(null);
    try {
      const { Decrypter } = await import('age-encryption');
      const decrypter = new Decrypter();
      decrypter.addPassphrase(passphrase.trim());
      const opened = await decrypter.decrypt(new Uint8Array(await file.arrayBuffer()));
      keep(new Blob([opened as BlobPart], { type: 'application/zip' }), 'my-data.zip');
      setEnd('opened');
    } catch {
      setEnd('failed');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Frame title={t('open_data.title')} lead={t('open_data.lead')}>
      <form onSubmit={form.onSubmit((values) => void open(values))}>
        <FormTrouble words={end === 'failed' ? t('open_data.failed') : null} />
        <Stack>
          <FileDrop
            title={file?.name ?? t('open_data.drop')}
            words={t('open_data.which')}
            choose={t('open_data.choose')}
            accept=".age"
            onFile={setFile}
          />
          <PasswordInput
            label={t('my_data.passphrase')}
            autoComplete="off"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            {...form.getInputProps('passphrase')}
          />
          <Button type="submit" size="md" loading={busy} disabled={!file}>
            {t('open_data.do')}
          </Button>
          {end === 'opened' && (
            <Alert color="green" icon={<CircleCheck size={20} aria-hidden />} role="status">
              <Text>{t('open_data.opened')}</Text>
            </Alert>
          )}
        </Stack>
      </form>
    </Frame>
  );
}
