import { Button, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changeOrganisation } from '@/api';
import {
  listMembershipsQueryKey,
  showInstallationOptions,
  showMeOptions,
  showOrganisationOptions,
} from '@/api/@tanstack/react-query.gen';
import { LANGUAGES } from '@/i18n';
import { useSend } from '@/lib/form';
import { countries, currencies } from '@/lib/format';
import { FormTrouble } from '@/ui/Problem';
import { Erase } from './Erase';

const ZONES = Intl.supportedValuesOf('timeZone');

/** The business: its settings, and for owners the way out. */
export function Organisation() {
  const { data: me } = useSuspenseQuery(showMeOptions());
  return (
    <Stack gap="xl">
      <SettingsForm />
      {me.permissions.includes('organisation.close') && <Erase kind="organisation" />}
    </Stack>
  );
}

function SettingsForm() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const { data } = useSuspenseQuery(showOrganisationOptions());
  const { name, zone, currency, default_country, language, utility_again } = data;
  const initialValues = { name, zone, currency, default_country, language, utility_again };
  const form = useForm({ initialValues });
  const { submit, busy, trouble } = useSend(form, async (body) => {
    const { data: now } = await changeOrganisation({ body, throwOnError: true });
    queries.setQueryData(showOrganisationOptions().queryKey, now);
    await queries.invalidateQueries({ queryKey: listMembershipsQueryKey() });
    notifications.show({ message: t('saved') });
  });
  const lists = {
    zone: [...new Set([zone, ...ZONES])],
    currency: currencies(installation.currencies),
    default_country: countries(),
    language: Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
  };
  const readOnly = !me.permissions.includes('organisation.write');
  return (
    <form onSubmit={submit} className="surface" style={{ padding: 24 }}>
      <FormTrouble words={trouble} />
      <Stack maw={520}>
        <TextInput
          label={t('field.business')}
          required
          readOnly={readOnly}
          {...form.getInputProps('name')}
        />
        {(['zone', 'currency', 'default_country', 'language'] as const).map((name) => (
          <Select
            key={name}
            label={t(`organisation.${name}`)}
            description={t(`organisation.${name}_why`)}
            data={lists[name]}
            searchable
            allowDeselect={false}
            limit={200}
            readOnly={readOnly}
            nothingFoundMessage={t('shell.nothing')}
            {...form.getInputProps(name)}
          />
        ))}
        <Switch
          label={t('organisation.utility_again')}
          description={t('organisation.utility_again_why')}
          checked={form.values.utility_again === 'once'}
          onChange={({ currentTarget }) =>
            form.setFieldValue('utility_again', currentTarget.checked ? 'once' : 'never')
          }
          disabled={readOnly}
        />
        {!readOnly && (
          <Button type="submit" loading={busy} disabled={!form.isDirty()} w="fit-content">
            {t('save')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
