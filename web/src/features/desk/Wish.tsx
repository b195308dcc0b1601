import { Button, Checkbox, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { askAtDesk, type AskedOut } from '@/api';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import type { Session } from './Inside';

const KINDS = [
  'access', 'correction', 'objection', 'restriction', 'complaint', 'erasure',
] as const; // prettier-ignore
export type Kind = (typeof KINDS)[number];
const IN_WORDS: Kind[] = ['correction', 'complaint'];
const MOST_WORDS = 2000;

type Props = Session & {
  days: Record<string, number>;
  onAsked: (kind: Kind, asked: AskedOut) => void;
};

/** One wish; what cannot be undone is confirmed, what needs words asks for them. */
export function Wish({ path, token, days, onAsked }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { kind: 'access' as Kind, words: '', is_confirmed: false },
  });
  const { submit, busy, trouble } = useSend(form, async (values) => {
    const { data } = await askAtDesk({ path, body: { token, ...values }, throwOnError: true });
    form.reset();
    onAsked(values.kind, data);
  });
  const { kind } = form.values;
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Stack>
        <Radio.Group label={t('desk.what')} {...form.getInputProps('kind')}>
          <Stack gap="sm" mt="xs">
            {KINDS.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(`desk.kind.${one}`)}
                description={t(`desk.why.${one}`, { count: days[one] })}
              />
            ))}
          </Stack>
        </Radio.Group>
        {IN_WORDS.includes(kind) && (
          <Textarea
            label={t(`desk.words.${kind}`)}
            autosize
            minRows={3}
            required
            maxLength={MOST_WORDS}
            dir="auto"
            {...form.getInputProps('words')}
          />
        )}
        {kind === 'erasure' && (
          <Checkbox
            label={t('desk.erase_sure')}
            required
            {...form.getInputProps('is_confirmed', { type: 'checkbox' })}
          />
        )}
        <Button type="submit" size="md" loading={busy} color={kind === 'erasure' ? 'red.9' : ''}>
          {t(`desk.do.${kind}`)}
        </Button>
        <Text size="sm" c="dimmed">
          {t('desk.free')}
        </Text>
      </Stack>
    </form>
  );
}
