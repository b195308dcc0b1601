import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchContacts, type ContactOut } from '@/api';
import { listContactsOptions } from '@/api/@tanstack/react-query.gen';

type Props = {
  label: string;
  description?: string;
  value: ContactOut | undefined;
  onChange: (person: ContactOut) => void;
  takeFirst?: boolean;
};

/** One contact, by name or number; the newest are offered. */
export function PersonChoice({ label, description, value, onChange, takeFirst }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  const { data: newest } = useQuery(listContactsOptions({ query: { limit: 20 } }));
  const nameOf = ({ name, phone }: ContactOut) =>
    [name, phone].filter(Boolean).join(' · ') || t('contacts.nameless');
  const isTyping = Boolean(asked) && !(value && asked === nameOf(value));
  const { data: found } = useQuery({
    queryKey: [{ _id: 'searchContacts' }, asked],
    queryFn: async ({ signal }) =>
      (await searchContacts({ body: { text: asked, limit: 20 }, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    enabled: isTyping,
  });
  const first = newest?.items[0];
  useEffect(() => {
    if (takeFirst && first && !value) onChange(first);
  }, [takeFirst, first, value, onChange]);
  const offered = (isTyping ? found : newest?.items) ?? [];
  const shown = value && !offered.some(({ id }) => id === value.id) ? [value, ...offered] : offered;
  return (
    <Select
      label={label}
      description={description}
      data={shown.map((one) => ({ value: one.id, label: nameOf(one) }))}
      value={value?.id ?? null}
      onChange={(id) => {
        const person = shown.find((one) => one.id === id);
        if (person) onChange(person);
      }}
      filter={({ options }) => options}
      onSearchChange={setText}
      placeholder={t('plan.person_like')}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('shell.nothing')}
    />
  );
}
