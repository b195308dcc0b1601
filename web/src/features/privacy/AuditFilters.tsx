import { Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listMembersOptions } from '@/api/@tanstack/react-query.gen';
import { useActs } from '@/lib/acts';
import { seen } from '@/lib/bidi';
import { PersonField, type Person } from '@/ui/PersonField';

export type Asked = { actor: string; act: string; day: string; person: Person | null };
export const NOTHING: Asked = { actor: '', act: '', day: '', person: null };

/** Only what was chosen, as the API asks for it. */
export const queryOf = ({ actor, act, day, person }: Asked) => ({
  ...(actor && { actor_id: actor }),
  ...(act && { act: [act] }),
  ...(day && { day }),
  ...(person && { contact_id: person.id }),
});

type Props = { asked: Asked; change: (to: Asked) => void; children: ReactNode };

/** Whose acts, which, about whom, on which day. */
export function AuditFilters({ asked, change, children }: Props) {
  const { t } = useTranslation();
  const { known, wordsOf } = useActs();
  const { data: members = [] } = useQuery(listMembersOptions());
  const groups = [...new Set(known.map(({ group }) => group))].map((group) => ({
    group: t(`audit.group.${group}`),
    items: known
      .filter((one) => one.group === group)
      .map(({ act }) => ({ value: act, label: wordsOf(act) })),
  }));
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label={t('audit.filters')}>
      <Select
        label={t('audit.who')}
        placeholder={t('audit.anybody')}
        data={members.map(({ user_id, name }) => ({
          value: user_id,
          label: seen(name) ?? t('members.nameless'),
        }))}
        value={asked.actor || null}
        onChange={(actor) => change({ ...asked, actor: actor ?? '' })}
        clearable
        searchable
        w={{ base: '100%', xs: 200 }}
      />
      <Select
        label={t('audit.act')}
        placeholder={t('audit.any_act')}
        data={groups}
        value={asked.act || null}
        onChange={(act) => change({ ...asked, act: act ?? '' })}
        clearable
        searchable
        w={{ base: '100%', xs: 240 }}
      />
      <PersonField value={asked.person} change={(person) => change({ ...asked, person })} />
      <TextInput
        type="date"
        label={t('audit.day')}
        value={asked.day}
        onChange={({ currentTarget }) => change({ ...asked, day: currentTarget.value })}
        w={{ base: '100%', xs: 160 }}
        rightSection={
          asked.day && (
            <X
              size={16}
              role="button"
              aria-label={t('audit.any_day')}
              style={{ cursor: 'pointer' }}
              onClick={() => change({ ...asked, day: '' })}
            />
          )
        }
      />
      {children}
    </Group>
  );
}
