import { Alert, Button, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ContactRound, Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listTagsOptions } from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { AskTrouble } from '@/ui/Problem';
import { Waiting } from '@/ui/Rows';
import { VirtualRows } from '@/ui/VirtualRows';
import { ContactRow, HEIGHT } from './ContactRow';
import { usePeople } from './people';
import { Selected } from './Selected';
import { useSelection } from './selection';

/** Everyone the business knows; stays quick with a hundred thousand. */
export function Contacts({ tags = [], from }: { tags?: string[]; from?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/contacts' });
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, 250);
  const known = useQuery(listTagsOptions());
  const { people, query, total, isExact, more } = usePeople({ text: asked, tags, from });
  const selection = useSelection();
  const isNarrow = Boolean(asked.trim() || tags.length || from);
  const choose = (now: string[]) =>
    void navigate({ search: (was) => ({ ...was, tags: now.length ? now : undefined }) });
  return (
    <Stack gap="sm">
      {from && (
        <Alert color="blue" role="status">
          {t('contacts.of_import')}{' '}
          <Button
            size="compact-sm"
            variant="default"
            ms="sm"
            onClick={() => void navigate({ search: {} })}
          >
            {t('contacts.everybody')}
          </Button>
        </Alert>
      )}
      <Group align="flex-start" gap="sm">
        <TextInput
          type="search"
          aria-label={t('contacts.search')}
          placeholder={t('contacts.search')}
          leftSection={<Search size={18} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={100}
          flex="2 1 240px"
        />
        <MultiSelect
          aria-label={t('contacts.with_tags')}
          placeholder={tags.length ? undefined : t('contacts.with_tags')}
          data={known.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={tags}
          onChange={choose}
          disabled={Boolean(asked.trim())}
          searchable
          clearable
          nothingFoundMessage={t('shell.nothing')}
          flex="1 1 200px"
        />
      </Group>
      {query.isPending ? (
        <Waiting />
      ) : query.isError && !people.length ? (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      ) : people.length ? (
        <>
          <Text size="sm" c="dimmed" role="status">
            {t(isExact ? 'contacts.total' : 'contacts.total_more', {
              count: total ?? people.length,
              shown: count(total ?? people.length),
            })}
          </Text>
          <Selected
            selection={selection}
            people={people}
            filter={asked.trim() ? null : { tags, import_id: from }}
            total={total}
            isExact={isExact}
          />
          <VirtualRows
            items={people}
            label={t('nav.contacts')}
            height={HEIGHT}
            total={isExact ? total : null}
            more={more}
            keyOf={({ id }) => id}
          >
            {(person) => <ContactRow person={person} selection={selection} />}
          </VirtualRows>
        </>
      ) : isNarrow ? (
        <Empty icon={SearchX} title={t('contacts.nobody')} words={t('contacts.nobody_why')} />
      ) : (
        <Empty icon={ContactRound} title={t('contacts.none')} words={t('contacts.none_why')} />
      )}
    </Stack>
  );
}
