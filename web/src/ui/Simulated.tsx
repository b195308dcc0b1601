import { Alert, Anchor } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';

/** Where mails and phones are simulated, who waits for a code must be told where to look. */
export function Simulated() {
  const { t } = useTranslation();
  const { data } = useSuspenseQuery(showInstallationOptions());
  if (!data.phone_page) return null;
  return (
    <Alert icon={<Smartphone size={20} aria-hidden />} mb="md">
      {t('codes.simulated')}{' '}
      <Anchor href={data.phone_page} target="_blank" rel="noreferrer">
        {t('codes.phone_page')}
      </Anchor>
    </Alert>
  );
}
