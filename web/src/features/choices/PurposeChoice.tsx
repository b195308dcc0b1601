import { Checkbox, Group, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { StandingOut } from '@/api';
import { day } from '@/lib/format';
import type { Values } from './wishes';

/** How often at most, in a week. */
const MOST = ['1', '2', '3', '5', '10'];

type Props = { form: UseFormReturnType<Values>; standing: StandingOut; words: string };

/** One purpose: yes or no, in which words, and how it is wished for. */
export function PurposeChoice({ form, standing, words }: Props) {
  const { t } = useTranslation();
  const { purpose, may_write, ends_at } = standing;
  const at = `wishes.${purpose}`;
  const wish = form.values.wishes[purpose];
  if (!wish) return null;
  const most = [...new Set([...MOST, wish.most])].filter(Boolean);
  return (
    <section className="surface panel" aria-labelledby={purpose}>
      <Title order={2} id={purpose} mb="xs">
        {t(`preferences.purpose.${purpose}`)}
      </Title>
      <Switch
        label={words}
        description={
          may_write && ends_at ? t('preferences.until', { day: day(ends_at) }) : undefined
        }
        {...form.getInputProps(`${at}.yes`, { type: 'checkbox' })}
      />
      {wish.yes && (
        <Stack gap="sm" mt="md">
          <Checkbox
            label={t('preferences.quiet')}
            description={t('preferences.quiet_why')}
            {...form.getInputProps(`${at}.quiet`, { type: 'checkbox' })}
          />
          {wish.quiet && (
            <Group align="flex-start">
              <TextInput
                type="time"
                label={t('preferences.from_time')}
                required
                {...form.getInputProps(`${at}.from`)}
              />
              <TextInput
                type="time"
                label={t('preferences.to_time')}
                required
                {...form.getInputProps(`${at}.to`)}
              />
            </Group>
          )}
          <Select
            label={t('preferences.most')}
            data={[
              { value: '', label: t('preferences.any') },
              ...most.map((value) => ({
                value,
                label: t('preferences.a_week', { count: Number(value) }),
              })),
            ]}
            allowDeselect={false}
            maw={260}
            {...form.getInputProps(`${at}.most`)}
          />
        </Stack>
      )}
      {!wish.yes && may_write && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('preferences.will_end')}
        </Text>
      )}
    </section>
  );
}
