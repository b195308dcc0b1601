import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '@/lib/problem';

/** Says that nothing comes in or goes out, as long as that is so. */
export function Offline() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const queries = useQueryClient();
  useIsFetching(); // looks again whenever a question begins or ends
  const failing = queries
    .getQueryCache()
    .getAll()
    .filter((query) => query.isActive())
    .map(({ state }) => state.fetchFailureReason ?? state.error)
    .some((reason) => reason && isAway(reason));
  if (online && !failing) return null;
  return (
    <Alert role="status" color="yellow" mb="md" icon={<WifiOff size={20} aria-hidden />}>
      {t(online ? 'shell.away' : 'shell.offline')}
    </Alert>
  );
}

const isAway = (error: unknown) => [0, 503].includes(problemOf(error).status);
