import { Alert, Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/api';
import { listAlarmsOptions } from '@/api/@tanstack/react-query.gen';

/** Tells owners and admins on every page that something waits for their eyes. */
export function Alarmed({ me }: { me: Me }) {
  const { t } = useTranslation();
  const enabled = me.permissions.includes('audit.read');
  const { data: alarms = [] } = useQuery({
    ...listAlarmsOptions({ query: { unseen: true } }),
    enabled,
  });
  if (!alarms.length) return null;
  return (
    <Alert role="status" color="red" mb="md" icon={<Siren size={20} aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('alarms.wait', { count: alarms.length })}</Text>
        <Anchor component={Link} to="/privacy/audit" size="sm" c="inherit" underline="always">
          {t('alarms.look')}
        </Anchor>
      </Group>
    </Alert>
  );
}
