import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/api';
import { listNumbersOptions, listTemplatesOptions } from '@/api/@tanstack/react-query.gen';
import { type Held, useHolds } from '@/lib/holds';

/** Says on every page what does not send by somebody's choice, and lets it go on. */
export function OnHold({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { holds, may, set } = useHolds(me);
  const name = useNames(holds);
  return holds.map(({ kind, subject_id }) => (
    <Alert
      key={`${kind} ${subject_id}`}
      role="status"
      color="orange"
      mb="md"
      icon={<Hand size={20} aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t(`holds.${kind}`, { name: name({ kind, subject_id }) })}</Text>
        {may && (
          <Button
            size="compact-sm"
            variant="default"
            loading={set.isPending}
            onClick={() => set.mutate({ held: false, path: { kind, subject_id } })}
          >
            {t('holds.go_on')}
          </Button>
        )}
      </Group>
    </Alert>
  ));
}

function useNames(holds: Held[]) {
  const some = (kind: Held['kind']) => holds.some((one) => one.kind === kind);
  const { data: numbers } = useQuery({ ...listNumbersOptions(), enabled: some('number') });
  const { data: templates } = useQuery({ ...listTemplatesOptions(), enabled: some('template') });
  return ({ kind, subject_id }: Held) => {
    const number = numbers?.find(({ id }) => id === subject_id);
    const template = templates?.find(({ id }) => id === subject_id);
    return (kind === 'number' ? number?.name || number?.display : template?.name) ?? '…';
  };
}
