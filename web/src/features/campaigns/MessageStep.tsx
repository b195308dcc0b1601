import { Anchor, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api';
import { listAttributesOptions, listTemplatesOptions } from '@/api/@tanstack/react-query.gen';
import { BackNext } from '@/ui/BackNext';
import { variablesOf, type Shape } from '@/lib/template';
import { Gap } from './Gap';
import { mappingFor, type Plan } from './plan';
import { Preview } from './Preview';

type Props = { form: UseFormReturnType<Plan>; back: () => void; busy: boolean };

/** Which template, and what stands in its gaps; beside it the message as a real person gets it. */
export function MessageStep({ form, back, busy }: Props) {
  const { t } = useTranslation();
  const { data: templates = [] } = useQuery(listTemplatesOptions());
  const { data: attributes = [] } = useQuery(listAttributesOptions());
  const fields = attributes.map(({ name }) => name);
  const { number_id, template_id, mapping } = form.values;
  const usable = templates.filter(
    ({ state, number_ids }) => state === 'APPROVED' && number_ids.includes(number_id),
  );
  const shape = usable.find(({ id }) => id === template_id)?.shape as Shape | undefined;
  const choose = (id: string | null) => {
    const found = usable.find((one) => one.id === id);
    if (!found) return;
    const filled = mappingFor(found.shape as Shape, mapping, fields);
    form.setValues({ template_id: found.id, mapping: filled });
    form.clearErrors();
  };
  const set = (key: string, source: Source) =>
    form.setFieldValue('mapping', { ...mapping, [key]: source });
  const gaps = shape ? variablesOf(shape) : [];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack gap="md">
        <Select
          label={t('plan.template')}
          description={t('plan.template_why')}
          data={usable.map((one) => ({
            value: one.id,
            label: [one.name, one.language, t(`category.${one.category.toLowerCase()}`)].join(
              ' · ',
            ),
          }))}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('shell.nothing')}
          {...form.getInputProps('template_id')}
          value={template_id || null}
          onChange={choose}
        />
        {!usable.length && (
          <Text size="sm">
            {t('plan.no_template')}{' '}
            <Anchor component={Link} to="/templates">
              {t('nav.templates')}
            </Anchor>
          </Text>
        )}
        {gaps.length > 0 && (
          <Stack gap="md">
            <Title order={2}>{t('plan.gaps')}</Title>
            {gaps.map((gap) => (
              <Gap
                key={gap.key}
                gap={gap}
                fields={fields}
                source={mapping[gap.key] ?? {}}
                onChange={(source) => set(gap.key, source)}
              />
            ))}
          </Stack>
        )}
      </Stack>
      <Stack gap="md">
        {shape && <Preview shape={shape} mapping={mapping} />}
        <BackNext back={back} label={t('plan.to_check')} busy={busy} />
      </Stack>
    </SimpleGrid>
  );
}
