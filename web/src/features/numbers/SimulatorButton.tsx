import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { connectSimulatedNumber } from '@/api';
import { listNumbersQueryKey, showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { problemOf, wordsOf } from '@/lib/problem';

/** A number of the bundled simulator by one click; not there where there is no simulator. */
export function SimulatorButton({ quiet = false }: { quiet?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: installation } = useQuery(showInstallationOptions());
  const connect = useMutation({
    mutationFn: () => connectSimulatedNumber(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: listNumbersQueryKey() });
      notifications.show({ title: t('numbers.connected'), message: t('numbers.connected_next') });
      await navigate({ to: '/numbers' });
    },
  });
  if (!installation?.phone_page) return null;
  return (
    <div>
      <Button
        variant={quiet ? 'default' : 'filled'}
        loading={connect.isPending}
        onClick={() => connect.mutate()}
        leftSection={<Sparkles size={18} aria-hidden />}
      >
        {t('numbers.simulate')}
      </Button>
      {connect.isError && (
        <Text role="alert" c="var(--mantine-color-error)" size="sm" mt="xs">
          {wordsOf(problemOf(connect.error), t)}
        </Text>
      )}
    </div>
  );
}
