import { Alert, Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, UsersRound } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportOut } from '@/api';
import {
  listContactsInfiniteQueryKey,
  listTagsQueryKey,
  showImportOptions,
} from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { Back } from '@/ui/Back';
import { Numbers } from '@/ui/Numbers';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { State } from '@/ui/State';
import { Undone, UndoImport } from './UndoImport';

/** At most one question a second, however fast the rows go. */
const PAUSE = 1000;
const RESTS = ['done', 'failed', 'undone'];
const COUNTS = ['created', 'updated', 'unchanged', 'refused'] as const;
const isOver = (one?: ImportOut) => one !== undefined && RESTS.includes(one.state);

/** One file being read: how far, what became of its rows. */
export function Import({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery({
    ...showImportOptions({ path: { import_id: id } }),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : PAUSE),
  });
  const found = query.data;
  const over = isOver(found);
  useEffect(() => {
    if (!over) return;
    void queries.invalidateQueries({ queryKey: listContactsInfiniteQueryKey() });
    void queries.invalidateQueries({ queryKey: listTagsQueryKey() });
  }, [over, queries]);
  return (
    <Page
      back={<Back to="/contacts/imports" label={t('contacts.tabs.imports')} />}
      title={t('imports.one')}
      lead={found && moment(found.created_at)}
      action={found && <State of={found.state} />}
    >
      {query.isError && !found && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {query.isPending && <Skeleton height={240} radius="lg" aria-busy="true" />}
      {found && <Live found={found} over={over} />}
    </Page>
  );
}

function Live({ found, over }: { found: ImportOut; over: boolean }) {
  const { t } = useTranslation();
  const part = over ? 100 : (found.piece_done / (found.pieces || 1)) * 100;
  return (
    <Stack className="surface panel" gap="lg">
      <div role="status">
        <Text mb={6}>
          {t(over ? 'imports.read' : 'imports.reading', {
            count: found.rows_done,
            shown: count(found.rows_done),
          })}
        </Text>
        <Progress value={part} animated={!over} size="lg" aria-label={t('imports.one')} />
      </div>
      <Undone found={found} />
      {found.problem && <Alert color="red">{found.problem}</Alert>}
      <Numbers
        label={t('imports.counts')}
        of={COUNTS.map((name) => [t(`imports.${name}`), found[name]])}
      />
      {found.refused > 0 && <Text>{t('imports.refused_why')}</Text>}
      <Group gap="sm">
        {over && found.state !== 'undone' && (
          <Button
            component={Link}
            to="/contacts"
            search={{ from: found.id } as never}
            leftSection={<UsersRound size={18} aria-hidden />}
          >
            {t('imports.see')}
          </Button>
        )}
        <UndoImport found={found} />
        {found.refused > 0 && (
          <Button
            component="a"
            href={`/api/imports/${found.id}/errors.csv`}
            download
            variant="default"
            leftSection={<Download size={18} aria-hidden />}
          >
            {t('imports.errors')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
