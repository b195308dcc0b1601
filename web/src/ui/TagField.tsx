import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listTagsOptions } from '@/api/@tanstack/react-query.gen';

type Props = {
  label: string;
  description?: string;
  value?: string[];
  onChange: (names: string[]) => void;
  most?: number;
  bare?: boolean;
};

/** Names of tags: those there are, and new ones. */
export function TagField({ label, description, value = [], onChange, most = 20, bare }: Props) {
  const { t } = useTranslation();
  const { data: tags = [] } = useQuery(listTagsOptions());
  return (
    <TagsInput
      {...(bare ? { 'aria-label': label } : { label, description })}
      placeholder={value.length ? undefined : t('tags.how')}
      data={tags.map(({ name }) => name)}
      value={value}
      onChange={(names) => onChange(names.map((name) => name.trim().slice(0, 60)).filter(Boolean))}
      maxTags={most}
      acceptValueOnBlur
      flex={bare ? '1 1 200px' : undefined}
    />
  );
}
