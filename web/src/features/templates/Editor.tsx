import { Button, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Braces } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '@/lib/format';
import { ButtonsField } from './ButtonsField';
import { type Draft, gapsOfDraft } from './draft';
import { SAMPLES } from './lint';
import { HeaderField } from './HeaderField';

export type Fields = {
  form: UseFormReturnType<Draft>;
  /** What is wrong with a part, once something stands in it. */
  wrong: (where: string, written: unknown) => string | undefined;
};
type Props = Fields & { isNew: boolean; numberId: string };

const LANGUAGES = [
  'en',
  'hi',
  'bn',
  'gu',
  'kn',
  'ml',
  'mr',
  'pa',
  'ta',
  'te',
  'ur',
  'en_US',
  'en_GB',
];
const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];

/** The words of a template, part by part as WhatsApp shows them. */
export function Editor({ form, wrong, isNew, numberId }: Props) {
  const { t, i18n } = useTranslation();
  const { values } = form;
  const body = useRef<HTMLTextAreaElement>(null);
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  const gap = () => {
    const at = body.current?.selectionStart ?? values.body.length;
    const known = gapsOfDraft(values);
    const name = known.includes('name') ? `value_${known.length}` : 'name';
    form.setFieldValue('body', `${values.body.slice(0, at)}{{${name}}}${values.body.slice(at)}`);
    body.current?.focus();
  };
  const gaps = gapsOfDraft(values);
  return (
    <Stack>
      <TextInput
        label={t('templates.name')}
        description={t('templates.name_why')}
        required
        readOnly={!isNew}
        {...form.getInputProps('name')}
        onChange={({ currentTarget: { value } }) =>
          form.setFieldValue('name', value.toLowerCase().replace(/[\s-]+/g, '_'))
        }
        error={wrong('name', values.name) ?? form.errors.name}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('templates.language')}
          data={LANGUAGES.map((value) => ({
            value,
            label: `${names.of(value.replace('_', '-'))} (${value})`,
          }))}
          searchable
          allowDeselect={false}
          readOnly={!isNew}
          {...form.getInputProps('language')}
        />
        <Select
          label={t('templates.category')}
          data={CATEGORIES.map((value) => ({ value, label: t(`category.${value.toLowerCase()}`) }))}
          allowDeselect={false}
          {...form.getInputProps('category')}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t(`templates.category_why.${values.category.toLowerCase()}`)}
      </Text>
      {values.category !== 'AUTHENTICATION' && (
        <>
          <HeaderField form={form} wrong={wrong} numberId={numberId} />
          <div>
            <Textarea
              ref={body}
              label={t('templates.body')}
              description={t('templates.of', {
                used: count(values.body.length),
                most: count(1024),
              })}
              autosize
              minRows={4}
              maxRows={14}
              required
              {...form.getInputProps('body')}
              error={wrong('body', values.body)}
            />
            <Button
              mt={8}
              size="compact-sm"
              variant="default"
              onClick={gap}
              leftSection={<Braces size={15} aria-hidden />}
            >
              {t('templates.gap')}
            </Button>
          </div>
          {gaps.length > 0 && (
            <fieldset className="surface" style={{ padding: 16 }}>
              <Text component="legend" fw={600} px={6}>
                {t('templates.samples')}
              </Text>
              <Text size="sm" c="dimmed" mb="sm">
                {t('templates.samples_why')}
              </Text>
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                {gaps.map((name) => (
                  <TextInput
                    key={name}
                    label={name}
                    required
                    value={values.samples[name] ?? ''}
                    onChange={({ currentTarget: { value } }) =>
                      form.setFieldValue('samples', { ...values.samples, [name]: value })
                    }
                  />
                ))}
              </SimpleGrid>
              <Text size="sm" c="var(--mantine-color-error)" mt={6} role="status">
                {wrong(SAMPLES, gaps.length)}
              </Text>
            </fieldset>
          )}
          <TextInput
            label={t('templates.footer')}
            description={t('templates.of', { used: count(values.footer.length), most: count(60) })}
            {...form.getInputProps('footer')}
            error={wrong('footer', values.footer)}
          />
          <ButtonsField form={form} wrong={wrong} />
        </>
      )}
    </Stack>
  );
}
