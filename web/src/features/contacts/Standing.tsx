import { Alert, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, UserRoundX, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WishOut } from '@/api';
import { showStandingOptions } from '@/api/@tanstack/react-query.gen';
import { clock, day } from '@/lib/format';

/** For what this person may be written to now, until when, and how they wish it. */
export function Standing({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(showStandingOptions({ path: { contact_id: id } }));
  const doubted = data.some(({ state }) => state === 'suspended');
  return (
    <>
      {doubted && (
        <Alert color="yellow" mb="md" icon={<UserRoundX size={20} aria-hidden />}>
          {t('consent.doubted')}
        </Alert>
      )}
      {data.map(({ purpose, state, may_write, ends_at, wish }) => (
        <Group key={purpose} gap="xs" mb={6} wrap="nowrap" align="flex-start">
          {may_write ? <Check size={18} aria-hidden /> : <X size={18} aria-hidden />}
          <Text size="sm">
            <strong>{t(`purpose.${purpose}`, { defaultValue: purpose })}</strong>:{' '}
            {t(may_write ? 'consent.may' : `consent.may_not.${state}`)}
            {ends_at && (may_write || state === 'expired') && (
              <> · {t(may_write ? 'consent.until' : 'consent.ended', { day: day(ends_at) })}</>
            )}
            {wish && <Wished wish={wish} />}
          </Text>
        </Group>
      ))}
    </>
  );
}

function Wished({ wish }: { wish: WishOut }) {
  const { t } = useTranslation();
  const { quiet_from, quiet_to, zone, most } = wish;
  const isQuiet = typeof quiet_from === 'number' && typeof quiet_to === 'number';
  return (
    <Text span display="block" size="sm" c="dimmed">
      {isQuiet && t('consent.quiet', { from: clock(quiet_from), to: clock(quiet_to), zone })}
      {isQuiet && typeof most === 'number' && ' · '}
      {typeof most === 'number' && t('consent.most', { count: most })}
    </Text>
  );
}
