import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Tag, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeTags, createTag, type ContactOut, type Filter } from '@/api';
import { listContactsQueryKey, listTagsQueryKey } from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import { TagField } from '@/ui/TagField';
import type { Selection } from './selection';

type Props = {
  selection: Selection;
  people: ContactOut[];
  /** What "all that match" means; null where a search stands, which has at most a hundred. */
  filter: Filter | null;
  total: number | null;
  isExact: boolean;
};

/** What can be done with everybody who is chosen. */
export function Selected({ selection, people, filter, total, isExact }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay();
  const [names, setNames] = useState<string[]>([]);
  const { ids, all, clear } = selection;
  const change = useMutation({
    mutationFn: async (verb: 'add' | 'remove') => {
      const made = names.map((name) => createTag({ body: { name }, throwOnError: true }));
      const tags = (await Promise.all(made)).map(({ data }) => data.id);
      const who = all && filter ? { match: filter } : { contact_ids: [...ids] };
      return (await changeTags({ body: { [verb]: tags, ...who }, throwOnError: true })).data;
    },
    onSuccess: async ({ contacts }) => {
      notifications.show({ message: t('contacts.tagged', { count: contacts }) });
      setNames([]);
      clear();
      const keys = [listContactsQueryKey(), listTagsQueryKey(), [{ _id: 'searchContacts' }]];
      await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  if (!may('contacts.write') || !(all || ids.size)) return null;
  const chosen = all ? (total ?? people.length) : ids.size;
  const word = all && !isExact ? 'contacts.chosen_more' : 'contacts.chosen';
  return (
    <Group className="surface" p="sm" gap="sm" role="region" aria-label={t('contacts.choice')}>
      <Text fw={600} role="status">
        {t(word, { count: chosen, shown: count(chosen) })}
      </Text>
      {!all && filter && (
        <Button variant="default" size="compact-md" onClick={selection.takeAll}>
          {t(isExact ? 'contacts.take_all' : 'contacts.take_all_more', {
            shown: count(total ?? 0),
          })}
        </Button>
      )}
      <TagField label={t('contacts.tags')} value={names} onChange={setNames} bare />
      <Button
        leftSection={<Tag size={16} aria-hidden />}
        disabled={!names.length}
        loading={change.isPending}
        onClick={() => change.mutate('add')}
      >
        {t('contacts.tag_add')}
      </Button>
      <Button
        variant="default"
        disabled={!names.length || change.isPending}
        onClick={() => change.mutate('remove')}
      >
        {t('contacts.tag_remove')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        c="dimmed"
        leftSection={<X size={16} aria-hidden />}
        onClick={clear}
      >
        {t('contacts.clear')}
      </Button>
    </Group>
  );
}
