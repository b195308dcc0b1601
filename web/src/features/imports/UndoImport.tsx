import { Alert, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { undoImport, type ImportOut } from '@/api';
import { listImportsInfiniteQueryKey, showImportQueryKey } from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { useMay } from '@/lib/may';
import { Confirm } from '@/ui/Confirm';

/** For a day an import can be taken back; people are destroyed by that, so it is asked once. */
export function UndoImport({ found }: { found: ImportOut }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay()('contacts.write');
  const path = { import_id: found.id };
  if (!may || !found.undo_until) return null;
  return (
    <Confirm
      label={t('imports.undo')}
      title={t('imports.undo_title')}
      words={t('imports.undo_why', { until: moment(found.undo_until) })}
      icon={<Undo2 size={18} aria-hidden />}
      act={async () => {
        const { data } = await undoImport({ path, throwOnError: true });
        queries.setQueryData(showImportQueryKey({ path }), data);
      }}
      after={() => queries.invalidateQueries({ queryKey: listImportsInfiniteQueryKey() })}
    />
  );
}

/** What was taken back, while and after it is. */
export function Undone({ found }: { found: ImportOut }) {
  const { t } = useTranslation();
  if (!['undoing', 'undone'].includes(found.state)) return null;
  const told = {
    contacts: count(found.undone_contacts),
    consents: count(found.undone_consents),
    tags: count(found.undone_tags),
    kept: count(found.undo_kept),
  };
  return (
    <Alert color="blue" role="status" icon={found.state === 'undoing' && <Loader size="xs" />}>
      {t(`imports.${found.state}`, told)}
    </Alert>
  );
}
