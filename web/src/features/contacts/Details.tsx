import { Button, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changeTags, createTag, editContact, type ContactDetail } from '@/api';
import {
  listAttributesOptions,
  listContactsQueryKey,
  listTagsQueryKey,
  showContactQueryKey,
} from '@/api/@tanstack/react-query.gen';
import { LANGUAGES } from '@/i18n';
import { useSend } from '@/lib/form';
import { country, language } from '@/lib/format';
import { useMay } from '@/lib/may';
import { FormTrouble } from '@/ui/Problem';
import { TagField } from '@/ui/TagField';

const WRITTEN = [...Object.keys(LANGUAGES), 'bn', 'gu', 'kn', 'ml', 'mr', 'or', 'pa', 'ta', 'te'];

/** Name, language, tags and whatever else the business keeps; all of it can be put right. */
export function Details({ person }: { person: ContactDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const readOnly = !useMay()('contacts.write');
  const defined = useQuery(listAttributesOptions());
  const names = defined.data?.map(({ name }) => name) ?? Object.keys(person.attributes);
  const form = useForm({
    initialValues: {
      name: person.name ?? '',
      language: person.language,
      tags: person.tags,
      attributes: person.attributes,
    },
  });
  const { submit, busy, trouble } = useSend(form, async (wanted) => {
    const path = { contact_id: person.id };
    const had = form.getInitialValues();
    await editContact({ path, body: changesOf(had, wanted) });
    await setTags(person.id, had.tags, wanted.tags);
    const keys = [showContactQueryKey({ path }), listContactsQueryKey(), listTagsQueryKey()];
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    notifications.show({ message: t('saved') });
  });
  return (
    <section className="surface panel" aria-labelledby="details">
      <Title order={2} id="details" mb="sm">
        {t('contacts.details')}
      </Title>
      <FormTrouble words={trouble} />
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('contacts.name')}
            readOnly={readOnly}
            {...form.getInputProps('name')}
          />
          <Select
            label={t('contacts.language')}
            description={person.market && t('contacts.market', { country: country(person.market) })}
            data={[...new Set([person.language, ...WRITTEN])]
              .filter(Boolean)
              .map((value) => ({ value, label: language(value) }))}
            placeholder={t('contacts.language_unknown')}
            searchable
            clearable
            readOnly={readOnly}
            {...form.getInputProps('language')}
            value={form.values.language || null}
            onChange={(value) => form.setFieldValue('language', value ?? '')}
          />
          <TagField label={t('contacts.tags')} {...form.getInputProps('tags')} />
          {names.map((name) => (
            <TextInput
              key={name}
              label={name}
              maxLength={2000}
              readOnly={readOnly}
              value={form.values.attributes[name] ?? ''}
              onChange={(event) =>
                form.setFieldValue('attributes', {
                  ...form.values.attributes,
                  [name]: event.currentTarget.value,
                })
              }
            />
          ))}
          {!names.length && (
            <Text size="sm" c="dimmed">
              {t('contacts.no_fields')}
            </Text>
          )}
          {!readOnly && (
            <Button type="submit" loading={busy} disabled={!form.isDirty()} w="fit-content">
              {t('save')}
            </Button>
          )}
        </Stack>
      </form>
    </section>
  );
}

type Values = Pick<ContactDetail, 'language' | 'tags' | 'attributes'> & { name: string };

/** Only what was changed here: somebody else may have changed the rest meanwhile. */
function changesOf(had: Values, { name, language, attributes }: Values) {
  const changed = Object.entries(attributes)
    .filter(([one, value]) => value !== (had.attributes[one] ?? ''))
    .map(([one, value]) => [one, value.trim() || null]);
  return {
    ...(name !== had.name && { name: name.trim() || null }),
    ...(language !== had.language && { language }),
    attributes: Object.fromEntries(changed),
  };
}

async function setTags(id: string, had: string[], wanted: string[]) {
  const ids = (names: string[]) =>
    Promise.all(
      names.map((name) =>
        createTag({ body: { name }, throwOnError: true }).then(({ data }) => data.id),
      ),
    );
  const add = await ids(wanted.filter((name) => !had.includes(name)));
  const remove = await ids(had.filter((name) => !wanted.includes(name)));
  if (add.length || remove.length) await changeTags({ body: { add, remove, contact_ids: [id] } });
}
