import { Avatar, Badge, Checkbox, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContactOut } from '@/api';
import { seen } from '@/lib/bidi';
import { ago } from '@/lib/format';
import { RowLink } from '@/ui/RowLink';
import type { Selection } from './selection';

export const HEIGHT = 68;
const MOST_TAGS = 3;

/** One person in the list. */
export function ContactRow({ person, selection }: { person: ContactOut; selection: Selection }) {
  const { t } = useTranslation();
  const name = seen(person.name) || person.phone || t('contacts.nameless');
  const tags = person.tags.slice(0, MOST_TAGS);
  return (
    <div className="row" style={{ height: '100%', minHeight: 0 }}>
      <Checkbox
        aria-label={t('contacts.choose', { name })}
        checked={selection.has(person.id)}
        onChange={() => selection.toggle(person.id)}
      />
      <RowLink
        to="/contacts/$contactId"
        params={{ contactId: person.id }}
        sign={<Avatar name={person.name ?? undefined} color="brand" aria-hidden />}
        title={<bdi>{name}</bdi>}
        oneLine
        words={[person.name && person.phone, ago(person.last_activity)].filter(Boolean).join(' · ')}
      />
      <Group gap={6} wrap="nowrap" visibleFrom="sm" maw="40%" style={{ overflow: 'hidden' }}>
        {tags.map((tag) => (
          <Badge key={tag} variant="default" style={{ flexShrink: 1 }}>
            {tag}
          </Badge>
        ))}
        {person.tags.length > MOST_TAGS && (
          <Badge variant="default">+{person.tags.length - MOST_TAGS}</Badge>
        )}
      </Group>
    </div>
  );
}
