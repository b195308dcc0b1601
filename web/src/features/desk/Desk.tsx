import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InsideOut } from '@/api';
import { showDeskOptions } from '@/api/@tanstack/react-query.gen';
import { problemOf } from '@/lib/problem';
import { AskTrouble } from '@/ui/Problem';
import { Door } from './Door';
import { Frame } from './Frame';
import { Inside } from './Inside';

/** Where a person asks a business for their data, without an account: the number is the proof. */
export function Desk({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const [inside, setInside] = useState<InsideOut | null>(null);
  const path = { organisation_id: organisation };
  const query = useQuery({ ...showDeskOptions({ path }), staleTime: Infinity });
  if (query.isError) {
    const isGone = problemOf(query.error).code !== 'away';
    if (isGone) return <Frame title={t('desk.no_such')} lead={t('desk.no_such_why')} children="" />;
    return (
      <Frame title={t('desk.short')}>
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      </Frame>
    );
  }
  const name = query.data?.organisation;
  return (
    <Frame
      title={name ? t('desk.title', { name }) : t('desk.short')}
      lead={t(inside ? 'desk.inside' : 'desk.lead')}
    >
      {!query.data ? (
        <Skeleton height={180} />
      ) : inside ? (
        <Inside
          path={path}
          token={inside.token}
          days={query.data.days}
          out={() => setInside(null)}
        />
      ) : (
        <Door path={path} name={query.data.organisation} onInside={setInside} />
      )}
    </Frame>
  );
}
