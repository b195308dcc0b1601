import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchContacts } from '@/api';
import { seen } from '@/lib/bidi';

export type Person = { id: string; name: string };

type Props = {
  value: Person | null;
  change: (to: Person | null) => void;
  label?: string;
  error?: ReactNode;
};

/** One contact, found by name or number. */
export function PersonField({ value, change, label, error }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, 250);
  const { data: found = [] } = useQuery({
    queryKey: ['audit person', asked],
    queryFn: async () =>
      (await searchContacts({ body: { text: asked, limit: 8 }, throwOnError: true })).data,
    enabled: asked.trim().length > 1 && asked !== value?.name,
    placeholderData: keepPreviousData,
  });
  const people = found.map(({ id, name, phone }) => ({
    id,
    name: seen(name) ?? phone ?? t('contacts.nameless'),
  }));
  const known = value && !people.some(({ id }) => id === value.id) ? [value, ...people] : people;
  return (
    <Select
      label={label ?? t('audit.about')}
      error={error}
      placeholder={t('contacts.search')}
      data={known.map(({ id, name }) => ({ value: id, label: name }))}
      value={value?.id ?? null}
      onChange={(id) => change(known.find((one) => one.id === id) ?? null)}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={asked.trim().length > 1 ? t('contacts.nobody') : undefined}
      clearable
      searchable
      w={{ base: '100%', xs: 240 }}
    />
  );
}
