import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api';
import type { Variable } from '@/lib/template';

const FROM = ['first_name', 'name', 'text'] as const;
const FIELD = 'attribute:';

type Props = {
  gap: Variable;
  fields: string[];
  source: Source;
  onChange: (source: Source) => void;
};

/** One gap of the template: from where its value comes, and what stands there if somebody has none. */
export function Gap({ gap, fields, source, onChange }: Props) {
  const { t } = useTranslation();
  const from = source.from === 'attribute' ? `${FIELD}${source.attribute}` : source.from;
  const name = gap.where === 'button' ? t('plan.link_of', { name: gap.name }) : `{{${gap.name}}}`;
  const choose = (to: string | null) => {
    if (!to) return;
    const fallback = source.fallback ?? '';
    if (to.startsWith(FIELD))
      onChange({ from: 'attribute', attribute: to.slice(FIELD.length), fallback });
    else if (to === 'text') onChange({ from: 'text', text: source.text ?? '' });
    else onChange({ from: to as 'name', fallback });
  };
  const isText = (source.from ?? 'text') === 'text';
  const data = [
    ...FROM.map((value) => ({ value: value as string, label: t(`plan.from.${value}`) })),
    ...fields.map((field) => ({ value: `${FIELD}${field}`, label: field })),
  ];
  return (
    <Group align="flex-end" gap="sm" role="group" aria-label={name}>
      <Select
        label={name}
        data={data}
        value={from ?? 'text'}
        onChange={choose}
        allowDeselect={false}
        flex="1 1 160px"
      />
      <TextInput
        label={t(isText ? 'plan.text' : 'plan.fallback')}
        placeholder={/name/.test(source.from ?? '') ? t('plan.fallback_like') : undefined}
        value={(isText ? source.text : source.fallback) ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange(isText ? { ...source, text: value } : { ...source, fallback: value })
        }
        maxLength={1000}
        flex="1 1 160px"
      />
    </Group>
  );
}
