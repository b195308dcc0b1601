import { Anchor, Avatar, Badge, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { showPersonOptions } from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { country, language, moment } from '@/lib/format';
import { useMay } from '@/lib/may';
import { AskTrouble } from '@/ui/Problem';

/** Who this is, as far as an agent may see it: no number, no id. */
export function Person({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(showPersonOptions({ path: { conversation_id: id } }));
  if (query.isError) return <AskTrouble error={query.error} again={() => void query.refetch()} />;
  const person = query.data;
  if (!person) return <Skeleton height={160} />;
  const name = seen(person.name) ?? t('contacts.nameless');
  const facts = [
    [t('inbox.last_seen'), moment(person.last_activity)],
    [t('inbox.market'), person.market && country(person.market)],
    [t('inbox.speaks'), person.language && language(person.language)],
    ...Object.entries(person.attributes),
  ].filter(([, value]) => value);
  return (
    <Stack gap="md">
      <Stack align="center" gap={6} ta="center">
        <Avatar name={name} color="brand" size={64} radius={64} aria-hidden />
        <Text fw={650} size="lg" dir="auto" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {may('contacts.read') && (
          <Anchor component={Link} to={`/contacts/${person.id}`} size="sm">
            {t('inbox.whole_contact')}
          </Anchor>
        )}
      </Stack>
      {person.tags.length > 0 && (
        <Group gap={6} justify="center">
          {person.tags.map((tag) => (
            <Badge key={tag} variant="light" c="var(--mantine-color-text)">
              {tag}
            </Badge>
          ))}
        </Group>
      )}
      <dl style={{ margin: 0 }}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ marginBottom: 12 }}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed">
        {t('inbox.masked')}
      </Text>
    </Stack>
  );
}
