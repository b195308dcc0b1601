import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageCircleHeart, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listJoinPagesOptions, listJoinPagesQueryKey } from '@/api/@tanstack/react-query.gen';
import { Empty } from '@/ui/Empty';
import { AskTrouble } from '@/ui/Problem';
import { Waiting } from '@/ui/Rows';
import { JoinCard } from './JoinCard';
import { JoinForm } from './JoinForm';

/** The pages on which people agree, each with its keyword, its link and its code to print. */
export function JoinPages({ may }: { may: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(listJoinPagesOptions());
  const [edited, setEdited] = useState<string | null>(null);
  const done = async () => {
    setEdited(null);
    await queries.invalidateQueries({ queryKey: listJoinPagesQueryKey() });
  };
  const pages = query.data ?? [];
  const add = may && edited !== 'new' && (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('join_pages.new')}
    </Button>
  );
  return (
    <section aria-labelledby="join-pages">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="join-pages">
          {t('join_pages.title')}
        </Title>
        {pages.length > 0 && add}
      </Group>
      <Text c="dimmed" size="sm" mb="md">
        {t('join_pages.lead')}
      </Text>
      {query.isPending && <Waiting />}
      {query.isError && <AskTrouble error={query.error} again={() => void query.refetch()} />}
      {edited === 'new' && <JoinForm done={done} leave={() => setEdited(null)} />}
      {query.data && !pages.length && edited !== 'new' && (
        <Empty
          icon={MessageCircleHeart}
          title={t('join_pages.none')}
          words={t('join_pages.none_why')}
        >
          {add}
        </Empty>
      )}
      {pages.map((page) =>
        edited === page.id ? (
          <JoinForm key={page.id} page={page} done={done} leave={() => setEdited(null)} />
        ) : (
          <JoinCard
            key={page.id}
            page={page}
            may={may}
            edit={() => setEdited(page.id)}
            after={done}
          />
        ),
      )}
    </section>
  );
}
