import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '@/api';
import { listAttributesOptions } from '@/api/@tanstack/react-query.gen';

const OPERATORS = ['is', 'at_least', 'at_most'] as const;

type Props = { value: Condition[]; onChange: (conditions: Condition[]) => void };

/** Conditions on fields that may be read: sealed ones can be filled into a message, not compared. */
export function Conditions({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(listAttributesOptions());
  const open = data.filter(({ storage }) => storage === 'open').map(({ name }) => name);
  const set = (at: number, change: Partial<Condition>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={t('segments.conditions')}>
      <Text fw={500} size="sm">
        {t('segments.conditions')}
      </Text>
      {!open.length && (
        <Text size="sm" c="dimmed">
          {t('segments.no_open')}
        </Text>
      )}
      {value.map((one, at) => (
        <Group key={at} gap="xs" align="flex-start">
          <Select
            aria-label={t('segments.field')}
            data={[...new Set([...open, one.attribute])].filter(Boolean)}
            value={one.attribute}
            onChange={(attribute) => attribute && set(at, { attribute })}
            allowDeselect={false}
            flex="1 1 150px"
          />
          <Select
            aria-label={t('segments.comparison')}
            data={OPERATORS.map((operator) => ({
              value: operator,
              label: t(`segments.operator.${operator}`),
            }))}
            value={one.operator}
            onChange={(operator) => operator && set(at, { operator: operator as 'is' })}
            allowDeselect={false}
            flex="1 1 130px"
          />
          <TextInput
            aria-label={t('segments.value')}
            value={one.value}
            onChange={(event) => set(at, { value: event.currentTarget.value })}
            maxLength={200}
            required
            flex="1 1 130px"
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            c="dimmed"
            size={36}
            aria-label={t('segments.drop', { name: one.attribute })}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            <X size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {open.length > 0 && (
        <Button
          variant="default"
          size="compact-md"
          w="fit-content"
          leftSection={<Plus size={16} aria-hidden />}
          onClick={() => onChange([...value, { attribute: open[0]!, operator: 'is', value: '' }])}
        >
          {t('segments.add')}
        </Button>
      )}
    </Stack>
  );
}
