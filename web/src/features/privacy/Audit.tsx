import { Button, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditLine } from '@/api';
import { listActsInfiniteOptions } from '@/api/@tanstack/react-query.gen';
import { Empty } from '@/ui/Empty';
import { MoreRows } from '@/ui/Rows';
import { ActRow } from './ActRow';
import { Alarms } from './Alarms';
import { AuditFilters, NOTHING, queryOf } from './AuditFilters';
import { Chain } from './Chain';

/** What was done here, by whom and when; and that nobody changed it since. */
export function Audit() {
  const { t, i18n } = useTranslation();
  const [asked, setAsked] = useState(NOTHING);
  const words = queryOf(asked);
  const query = useInfiniteQuery({
    ...listActsInfiniteOptions({ query: words }),
    initialPageParam: { query: words },
    getNextPageParam: ({ after }) => after ?? undefined,
  });
  const filtered = Object.keys(words).length > 0;
  const empty = (
    <Empty
      icon={ScrollText}
      title={t(filtered ? 'audit.nothing' : 'audit.none')}
      words={t(filtered ? 'audit.nothing_why' : 'audit.none_why')}
    >
      {filtered && (
        <Button variant="default" onClick={() => setAsked(NOTHING)}>
          {t('audit.everything')}
        </Button>
      )}
    </Empty>
  );
  const file = new URLSearchParams({ ...flat(words), language: i18n.language });
  return (
    <Stack gap="lg">
      <Alarms />
      <Chain />
      <AuditFilters asked={asked} change={setAsked}>
        <Button
          component="a"
          href={`/api/audit/acts.csv?${file}`}
          download
          variant="default"
          leftSection={<Download size={18} aria-hidden />}
        >
          {t('audit.file')}
        </Button>
      </AuditFilters>
      <MoreRows query={query} empty={empty}>
        {(one: AuditLine) => <ActRow key={one.id} one={one} />}
      </MoreRows>
    </Stack>
  );
}

const flat = (words: ReturnType<typeof queryOf>) =>
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, String(value)]));
