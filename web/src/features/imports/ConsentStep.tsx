import { Alert, Radio, Stack, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { troubleWith } from '@/ui/consent';
import { BackNext } from '@/ui/BackNext';
import { ConsentFields } from '@/ui/ConsentFields';
import { TagField } from '@/ui/TagField';
import type { Said } from './Wizard';

type Props = { form: UseFormReturnType<Said>; back: () => void; next: () => void };

/** Whether these people agreed, with proof; and a tag to find them by. */
export function ConsentStep({ form, back, next }: Props) {
  const { t } = useTranslation();
  const { agreed } = form.values;
  const go = () => {
    const trouble =
      agreed === 'yes'
        ? troubleWith(form.values, t)
        : agreed
          ? {}
          : { agreed: t('imports.say_whether') };
    form.setErrors(trouble);
    if (!Object.keys(trouble).length) next();
  };
  return (
    <Stack gap="lg">
      <Title order={2}>{t('imports.agreed')}</Title>
      <Radio.Group
        aria-label={t('imports.agreed')}
        {...form.getInputProps('agreed')}
        error={form.errors.agreed}
      >
        <Stack gap="sm">
          <Radio value="yes" label={t('imports.yes')} description={t('imports.yes_why')} />
          <Radio value="no" label={t('imports.no')} description={t('imports.no_why')} />
        </Stack>
      </Radio.Group>
      {agreed === 'yes' && <ConsentFields form={form} />}
      {agreed === 'no' && (
        <Alert color="yellow" icon={<TriangleAlert size={20} aria-hidden />} role="status">
          {t('imports.no_means')}
        </Alert>
      )}
      <TagField
        label={t('imports.tag')}
        description={t('imports.tag_why')}
        {...form.getInputProps('tags')}
      />
      <BackNext back={back} next={go} />
    </Stack>
  );
}
