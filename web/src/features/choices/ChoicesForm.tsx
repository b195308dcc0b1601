import { Button, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { choosePreferences, type PreferencesOut } from '@/api';
import { showPreferencesQueryKey } from '@/api/@tanstack/react-query.gen';
import { LANGUAGES } from '@/i18n';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { PurposeChoice } from './PurposeChoice';
import { choicesOf, valuesOf } from './wishes';

/** Yes or no to each purpose, quiet hours, how often, and the language. */
export function ChoicesForm({ token, page }: { token: string; page: PreferencesOut }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: valuesOf(page, i18n.language),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(values.wishes)
          .filter(([, wish]) => wish.quiet && (!wish.from || !wish.to || wish.from === wish.to))
          .map(([purpose]) => [`wishes.${purpose}.to`, t('preferences.other_end')]),
      ),
  });
  const { submit, busy, trouble } = useSend(form, async (values) => {
    const path = { token };
    const body = choicesOf(values);
    const { data } = await choosePreferences({ path, body, throwOnError: true });
    const query = { language: i18n.language as 'en' };
    queries.setQueryData(showPreferencesQueryKey({ path, query }), data);
    form.setInitialValues(valuesOf(data, i18n.language));
    form.reset();
    notifications.show({ message: t('preferences.saved') });
  });
  const anyQuiet = Object.values(form.values.wishes).some(({ quiet }) => quiet);
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Stack gap="md">
        {page.standing.map((one) => (
          <PurposeChoice
            key={one.purpose}
            form={form}
            standing={one}
            words={page.words[one.purpose] ?? ''}
          />
        ))}
        {anyQuiet && (
          <Select
            label={t('preferences.zone')}
            data={page.zones}
            searchable
            allowDeselect={false}
            {...form.getInputProps('zone')}
          />
        )}
        <Select
          label={t('preferences.language')}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps('language')}
        />
        <Button type="submit" size="md" loading={busy} w="fit-content">
          {t('save')}
        </Button>
      </Stack>
    </form>
  );
}
