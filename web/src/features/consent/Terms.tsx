import { Button, Group, NumberInput, Skeleton, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { setTerms, type TermsOut } from '@/api';
import { showTermsOptions, showTermsQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { PURPOSES } from '@/ui/consent';
import { AskTrouble, FormTrouble } from '@/ui/Problem';

/** For how many days a yes lives, by purpose. */
export function Terms({ may }: { may: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(showTermsOptions());
  return (
    <section className="surface panel" aria-labelledby="terms">
      <Title order={2} id="terms" mb={4}>
        {t('terms.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t('terms.lead')}
      </Text>
      {query.isPending && <Skeleton height={120} aria-busy="true" />}
      {query.isError && <AskTrouble error={query.error} again={() => void query.refetch()} />}
      {query.data && <Days now={query.data} may={may} />}
    </section>
  );
}

type Days = Record<(typeof PURPOSES)[number], number | string>;

const daysOf = (now: TermsOut): Days => ({
  marketing: now.marketing ?? '',
  utility: now.utility ?? '',
  authentication: now.authentication ?? '',
});

function Days({ now, may }: { now: TermsOut; may: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({ initialValues: daysOf(now) });
  const { submit, busy, trouble } = useSend(form, async (values) => {
    const days = Object.fromEntries(
      PURPOSES.map((purpose) => [purpose, values[purpose] === '' ? null : Number(values[purpose])]),
    );
    const { data } = await setTerms({ body: days, throwOnError: true });
    queries.setQueryData(showTermsQueryKey(), data);
    notifications.show({ message: t('saved') });
  });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Group align="flex-start">
        {PURPOSES.map((purpose) => (
          <NumberInput
            key={purpose}
            label={t(`purpose.${purpose}`)}
            placeholder={t('terms.forever')}
            suffix={` ${t('terms.days')}`}
            min={1}
            max={3650}
            allowDecimal={false}
            readOnly={!may}
            w={200}
            {...form.getInputProps(purpose)}
          />
        ))}
      </Group>
      {may && (
        <Button type="submit" mt="md" loading={busy} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
      )}
    </form>
  );
}
