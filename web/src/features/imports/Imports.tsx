import { useInfiniteQuery } from '@tanstack/react-query';
import { FileSpreadsheet } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ImportOut } from '@/api';
import { listImportsInfiniteOptions } from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { RowLink } from '@/ui/RowLink';
import { MoreRows } from '@/ui/Rows';
import { State } from '@/ui/State';

/** Every file that was taken in, newest first. */
export function Imports() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    ...listImportsInfiniteOptions(),
    initialPageParam: {},
    getNextPageParam: ({ after }) => after ?? undefined,
  });
  const empty = (
    <Empty icon={FileSpreadsheet} title={t('imports.none')} words={t('imports.none_why')} />
  );
  return (
    <MoreRows query={query} empty={empty}>
      {(one: ImportOut) => <ImportRow key={one.id} one={one} />}
    </MoreRows>
  );
}

function ImportRow({ one }: { one: ImportOut }) {
  const { t } = useTranslation();
  const facts = (['created', 'updated', 'refused'] as const)
    .filter((name) => one[name])
    .map((name) => t(`imports.n_${name}`, { count: one[name], shown: count(one[name]) }));
  return (
    <div className="row">
      <RowLink
        to="/contacts/imports/$importId"
        params={{ importId: one.id }}
        sign={<FileSpreadsheet size={20} aria-hidden />}
        title={moment(one.created_at)}
        words={facts.join(' · ') || t('imports.nothing')}
      />
      <State of={one.state} />
    </div>
  );
}
