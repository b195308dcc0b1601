import { Alert, Button, Group, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listTagsOptions } from '@/api/@tanstack/react-query.gen';
import { LANGUAGES } from '@/i18n';
import { useSend, type How } from '@/lib/form';
import { countries, language } from '@/lib/format';
import { useMay } from '@/lib/may';
import { FormTrouble } from '@/ui/Problem';
import { Conditions } from './Conditions';
import { LiveCount } from './LiveCount';
import type { Rule } from './rule';

export type Values = Rule & { name: string };
type Props = {
  initial: Values;
  label: string;
  send: (values: Values, how: How) => Promise<unknown>;
};

const SPOKEN = [...Object.keys(LANGUAGES), 'bn', 'gu', 'kn', 'ml', 'mr', 'or', 'pa', 'ta', 'te'];

/** Who belongs to a selection: everything that is filled in must hold. */
export function SegmentForm({ initial, label, send }: Props) {
  const { t } = useTranslation();
  const may = useMay()('contacts.write');
  const { data: tags = [] } = useQuery(listTagsOptions());
  const form = useForm({ initialValues: initial });
  const { submit, busy, trouble } = useSend(form, send);
  const { tags: withTags, without_tags, markets, languages, conditions } = form.values;
  const rule = { tags: withTags, without_tags, markets, languages, conditions };
  const names = [...new Set([...tags.map(({ name }) => name), ...rule.tags, ...rule.without_tags])];
  const lists = {
    tags: names,
    without_tags: names,
    markets: countries(),
    languages: SPOKEN.map((value) => ({ value, label: language(value) })),
  };
  return (
    <form onSubmit={submit} className="surface panel">
      <FormTrouble words={trouble} />
      <Stack gap="md" maw={640}>
        <TextInput
          label={t('segments.name')}
          placeholder={t('segments.name_like')}
          required
          {...form.getInputProps('name')}
        />
        {(['tags', 'without_tags', 'markets', 'languages'] as const).map((part) => (
          <MultiSelect
            key={part}
            label={t(`segments.${part}`)}
            placeholder={form.values[part].length ? undefined : t('segments.any')}
            data={lists[part]}
            searchable
            clearable
            limit={200}
            comboboxProps={{ keepMounted: false }}
            nothingFoundMessage={t('shell.nothing')}
            {...form.getInputProps(part)}
          />
        ))}
        <Conditions
          value={form.values.conditions}
          onChange={(conditions) => form.setFieldValue('conditions', conditions)}
        />
        <LiveCount rule={rule} />
        <Alert color="blue">{t('segments.consent_later')}</Alert>
        {may && (
          <Group>
            <Button type="submit" loading={busy}>
              {label}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
