import { Alert, Button, Text } from '@mantine/core';
import { Building2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFate } from '@/lib/session';

/** Another tab works in another organisation: this page writes nothing any more, what it holds can be copied. */
export function Elsewhere() {
  const { t } = useTranslation();
  if (useFate() !== 'elsewhere') return null;
  return (
    <Alert role="alert" color="yellow" mb="md" icon={<Building2 size={20} aria-hidden />}>
      <Text size="sm">{t('problem.session_other_organisation')}</Text>
      <Button mt="sm" size="compact-sm" variant="default" onClick={() => location.reload()}>
        {t('shell.reload')}
      </Button>
    </Alert>
  );
}
