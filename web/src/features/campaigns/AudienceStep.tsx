import { Anchor, Select, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  listNumbersOptions,
  listSegmentsOptions,
  showSegmentOptions,
} from '@/api/@tanstack/react-query.gen';
import { count } from '@/lib/format';
import { BackNext } from '@/ui/BackNext';
import { PeopleCount } from '@/ui/PeopleCount';
import type { Plan } from './plan';

type Props = { form: UseFormReturnType<Plan>; next: () => void };

/** Its name, to whom it goes, and from which number. */
export function AudienceStep({ form, next }: Props) {
  const { t } = useTranslation();
  const { data: segments = [] } = useQuery(listSegmentsOptions());
  const { data: numbers = [] } = useQuery(listNumbersOptions());
  const connected = numbers.filter(({ state }) => state === 'connected');
  const only = connected.length === 1 ? connected[0]!.id : null;
  useEffect(() => {
    if (!only || form.values.number_id) return;
    form.setInitialValues({ ...form.getInitialValues(), number_id: only }); // nobody typed it
    form.setFieldValue('number_id', only);
  }, [only, form]);
  return (
    <Stack gap="md" maw={560}>
      <TextInput
        label={t('plan.name')}
        description={t('plan.name_why')}
        placeholder={t('plan.name_like')}
        {...form.getInputProps('name')}
      />
      <Select
        label={t('plan.segment')}
        data={segments.map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t('shell.nothing')}
        {...form.getInputProps('segment_id')}
        value={form.values.segment_id || null}
      />
      <Text size="sm">
        {!segments.length && `${t('plan.no_segment')} `}
        <Anchor component={Link} to="/contacts/segments/new">
          {t('plan.new_segment')}
        </Anchor>
      </Text>
      {form.values.segment_id && <Audience id={form.values.segment_id} />}
      <Select
        label={t('plan.number')}
        data={connected.map((one) => ({
          value: one.id,
          label: [one.name, one.display].filter(Boolean).join(' · '),
        }))}
        allowDeselect={false}
        {...form.getInputProps('number_id')}
        value={form.values.number_id || null}
        onChange={(to) => to && form.setValues({ number_id: to, template_id: '' })}
      />
      {!connected.length && (
        <Text size="sm">
          {t('plan.no_number')}{' '}
          <Anchor component={Link} to="/numbers/connect">
            {t('numbers.connect')}
          </Anchor>
        </Text>
      )}
      <BackNext next={next} />
    </Stack>
  );
}

function Audience({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(showSegmentOptions({ path: { segment_id: id } }));
  const people = data?.count ?? 0;
  const told = data && t('segments.people', { count: people, shown: count(people) });
  return <PeopleCount words={told ?? t('segments.counting')} />;
}
