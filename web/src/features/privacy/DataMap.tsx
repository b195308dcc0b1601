import { Accordion, Badge, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CategoryOut, TableOut } from '@/api';
import { showDataMapOptions } from '@/api/@tanstack/react-query.gen';
import { AskTrouble } from '@/ui/Problem';
import { AtMeta } from './AtMeta';

/** What is held, why and how long: written by the columns' own declarations, so in English only. */
export function DataMap() {
  const { t } = useTranslation();
  const query = useQuery({ ...showDataMapOptions(), staleTime: Infinity });
  if (query.isError) return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={320} />;
  const { categories, tables } = query.data;
  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('privacy.data_why')}</Text>
      <Title order={2}>{t('privacy.kinds')}</Title>
      <div className="surface" lang="en">
        {categories.map((one) => (
          <Kind key={one.category} one={one} />
        ))}
      </div>
      <AtMeta />
      <Title order={2}>{t('privacy.tables', { count: tables.length })}</Title>
      <Accordion variant="contained" lang="en" order={3}>
        {tables.map((one) => (
          <Accordion.Item key={one.name} value={one.name}>
            <Accordion.Control>
              <Text fw={600}>{one.name}</Text>
              <Text size="sm" c="dimmed">
                {one.whose}; {one.keep}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Columns one={one} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}

function Kind({ one }: { one: CategoryOut }) {
  const { t } = useTranslation();
  return (
    <div className="row" style={{ alignItems: 'flex-start' }}>
      <div className="grow">
        <Text fw={600}>{one.words}</Text>
        <Text size="sm">{one.purposes.join(', ')}</Text>
        <Text size="sm" c="dimmed">
          {t('privacy.kept', { times: one.keeps.join('; ') })}
        </Text>
      </div>
      {one.is_personal && (
        <Badge
          variant="light"
          c="var(--mantine-color-text)"
          leftSection={<Lock size={12} aria-hidden />}
        >
          {t('privacy.personal')}
        </Badge>
      )}
    </div>
  );
}

function Columns({ one }: { one: TableOut }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            {(['column', 'why', 'erasure', 'sealed'] as const).map((name) => (
              <Table.Th key={name}>{t(`privacy.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {one.columns.map((column) => (
            <Table.Tr key={column.name}>
              <Table.Td>{column.name}</Table.Td>
              <Table.Td>{column.purpose}</Table.Td>
              <Table.Td>{column.erase}</Table.Td>
              <Table.Td>{t(column.is_sealed ? 'privacy.yes' : 'privacy.no')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
