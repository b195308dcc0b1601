import { Alert, Button, Group, Text } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/api';
import { useClosings } from '@/lib/closings';
import { moment } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';

/** Says on every page what will be erased when, as long as it can be undone. */
export function Closings({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { closings, undo } = useClosings();
  const may = (kind: string) => kind === 'user' || me.permissions.includes('organisation.close');
  return closings.map(({ id, kind, due_at }) => (
    <Alert key={id} role="status" color="red" mb="md" icon={<Hourglass size={20} aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t(`erase.${kind}_soon`, { at: moment(due_at) })}</Text>
        {may(kind) && (
          <Button
            size="compact-sm"
            variant="default"
            loading={undo.isPending}
            onClick={() => undo.mutate(kind)}
          >
            {t('erase.undo')}
          </Button>
        )}
      </Group>
      {undo.isError && <Text size="sm">{wordsOf(problemOf(undo.error), t)}</Text>}
    </Alert>
  ));
}
