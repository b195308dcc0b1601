import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createContact } from '@/api';
import { listContactsQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { FormTrouble } from '@/ui/Problem';
import { TagField } from '@/ui/TagField';

/** One person by hand. */
export function NewContact() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { phone: '', name: '', tags: [] as string[] } });
  const { submit, busy, trouble } = useSend(form, async ({ name, ...rest }, { once }) => {
    const { data } = await createContact({
      body: { ...rest, name: name || null },
      headers: once,
      throwOnError: true,
    });
    await queries.invalidateQueries({ queryKey: listContactsQueryKey() });
    notifications.show({ title: t('contacts.made'), message: t('contacts.made_next') });
    await navigate({ to: '/contacts/$contactId', params: { contactId: data.id } });
  });
  return (
    <Page
      back={<Back to="/contacts" label={t('nav.contacts')} />}
      title={t('contacts.new')}
      lead={t('contacts.new_lead')}
    >
      <form onSubmit={submit} className="surface" style={{ padding: 24 }}>
        <FormTrouble words={trouble} />
        <Stack maw={520}>
          <TextInput
            label={t('contacts.phone')}
            description={t('contacts.phone_how')}
            type="tel"
            maxLength={40}
            required
            data-autofocus
            {...form.getInputProps('phone')}
          />
          <TextInput label={t('contacts.name')} {...form.getInputProps('name')} />
          <TagField
            label={t('contacts.tags')}
            description={t('contacts.tags_why')}
            {...form.getInputProps('tags')}
          />
          <Group>
            <Button type="submit" loading={busy}>
              {t('contacts.make')}
            </Button>
            <Button component={Link} to="/contacts" variant="default">
              {t('cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
