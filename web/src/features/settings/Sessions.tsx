import { Badge, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { endSession } from '@/api';
import { listSessionsOptions } from '@/api/@tanstack/react-query.gen';
import { deviceWords } from '@/lib/device';
import { ago } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { Rows } from '@/ui/Rows';
import { Remove } from './Remove';

/** Where one is signed in, so that a lost phone can be signed out. */
export function Sessions() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(listSessionsOptions());
  const again = () => queries.invalidateQueries({ queryKey: listSessionsOptions().queryKey });
  const empty = (
    <Empty icon={MonitorSmartphone} title={t('settings.sessions')} words={t('sessions.lead')} />
  );
  return (
    <Stack>
      <Text c="dimmed">{t('sessions.lead')}</Text>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <MonitorSmartphone size={20} aria-hidden />
            <div className="grow">
              <Text fw={600}>{deviceWords(one.device, one.system, t)}</Text>
              <Text size="sm" c="dimmed">
                {t('sessions.seen', { when: ago(one.seen_at), place: one.ip_prefix })}
              </Text>
            </div>
            {one.is_this ? (
              <Badge variant="light" c="var(--mantine-color-text)">
                {t('sessions.this')}
              </Badge>
            ) : (
              <Remove
                label={t('sessions.end', { device: one.device })}
                words={t('sessions.end_why')}
                act={() => endSession({ path: { session_id: one.id } })}
                after={again}
              />
            )}
          </div>
        )}
      </Rows>
    </Stack>
  );
}
