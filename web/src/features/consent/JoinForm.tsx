import { Button, Checkbox, Group, Select, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changeJoinPage, createJoinPage, type JoinPageOut } from '@/api';
import { listNumbersOptions } from '@/api/@tanstack/react-query.gen';
import { LANGUAGES } from '@/i18n';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { TUNABLE, bodyOf, draftOf, troubleOf } from './joinDraft';

type Props = { page?: JoinPageOut; done: () => unknown; leave: () => void };

/** Write a page: its number, its keyword, and the exact words in each language. */
export function JoinForm({ page, done, leave }: Props) {
  const { t } = useTranslation();
  const { data: numbers = [] } = useQuery(listNumbersOptions());
  const form = useForm({
    initialValues: draftOf(page),
    validate: (draft) => troubleOf(draft, t),
  });
  const { submit, busy, trouble } = useSend(form, async (draft, { once }) => {
    const body = bodyOf(draft);
    if (page) await changeJoinPage({ path: { join_page_id: page.id }, body });
    else await createJoinPage({ body, headers: once });
    notifications.show({ message: t('saved') });
    await done();
  });
  const { purposes, languages } = form.values;
  return (
    <form onSubmit={submit} className="surface panel" style={{ marginBottom: 16 }}>
      <Title order={3} mb="sm">
        {t(page ? 'join_pages.change' : 'join_pages.new')}
      </Title>
      <FormTrouble words={trouble} />
      <Stack gap="md">
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label={t('join_pages.keyword_field')}
            description={t('join_pages.keyword_how')}
            placeholder="JOIN TEA"
            miw={220}
            maxLength={30}
            {...form.getInputProps('keyword')}
          />
          <Select
            label={t('join_pages.number')}
            description={t('join_pages.number_how')}
            data={numbers.map(({ id, display, name }) => ({
              value: id,
              label: `${display} · ${name}`,
            }))}
            allowDeselect={false}
            miw={220}
            nothingFoundMessage={t('shell.nothing')}
            {...form.getInputProps('number_id')}
          />
        </Group>
        <Checkbox.Group label={t('join_pages.purposes')} {...form.getInputProps('purposes')}>
          <Group mt="xs">
            {TUNABLE.map((purpose) => (
              <Checkbox key={purpose} value={purpose} label={t(`purpose.${purpose}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group label={t('join_pages.languages')} {...form.getInputProps('languages')}>
          <Group mt="xs">
            {Object.entries(LANGUAGES).map(([code, label]) => (
              <Checkbox key={code} value={code} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        {languages.flatMap((code) =>
          TUNABLE.filter((purpose) => purposes.includes(purpose)).map((purpose) => (
            <Textarea
              key={`${code} ${purpose}`}
              label={t('join_pages.words_of', {
                purpose: t(`purpose.${purpose}`),
                language: LANGUAGES[code as 'en'],
              })}
              description={t('join_pages.words_how')}
              placeholder={t(`join_pages.like.${purpose}`, { lng: code })}
              lang={code}
              autosize
              minRows={2}
              {...form.getInputProps(`words.${code}.${purpose}`)}
            />
          )),
        )}
        <Group>
          <Button type="submit" loading={busy}>
            {t('save')}
          </Button>
          <Button variant="default" onClick={leave}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
