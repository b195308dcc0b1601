import { Alert } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LiveOut } from '@/api';
import { moment } from '@/lib/format';

/** Why queued messages wait although the campaign runs, and when they go on. */
export function Waits({ live }: { live: LiveOut }) {
  const { t } = useTranslation();
  if (!live.waits_for || live.state !== 'running') return null;
  const key = live.waits_for.replaceAll('.', '_');
  return (
    <Alert
      color="blue"
      icon={<Hourglass size={20} aria-hidden />}
      title={t('live.waits.title')}
      role="status"
    >
      {t(`live.waits.${key}`, { defaultValue: live.waits_for })}{' '}
      {live.goes_on_at && t('live.waits.until', { when: moment(live.goes_on_at) })}
    </Alert>
  );
}
