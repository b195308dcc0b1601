import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showStandingOptions } from '@/api/@tanstack/react-query.gen';

/** For what this person may be written to now. */
export function Standing({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(showStandingOptions({ path: { contact_id: id } }));
  return data.map(({ purpose, state, may_write }) => (
    <Group key={purpose} gap="xs" mb={6} wrap="nowrap" align="flex-start">
      {may_write ? <Check size={18} aria-hidden /> : <X size={18} aria-hidden />}
      <Text size="sm">
        <strong>{t(`purpose.${purpose}`, { defaultValue: purpose })}</strong>:{' '}
        {t(may_write ? 'consent.may' : `consent.may_not.${state}`)}
      </Text>
    </Group>
  ));
}
