import {
  Alert,
  Anchor,
  Button,
  Group,
  Radio,
  Skeleton,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerRequest, type RequestOut } from '@/api';
import { showRequestOptions, showWordsOptions } from '@/api/@tanstack/react-query.gen';
import { day } from '@/lib/format';
import { useSend } from '@/lib/form';
import { useMay } from '@/lib/may';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { AskTrouble, FormTrouble } from '@/ui/Problem';
import { Said } from '@/ui/Said';
import { State } from '@/ui/State';
import { Stands } from './Stands';
import { Untold } from './Untold';
import { clockOf } from './clock';

const MOST_WORDS = 2000;

/** One request: the person's words, its clock, and the answer. */
export function RequestPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const path = { request_id: id };
  const query = useQuery(showRequestOptions({ path }));
  const words = useQuery(showWordsOptions({ path }));
  const one = query.data;
  const back = <Back to="/privacy" label={t('nav.privacy')} />;
  if (!one || !words.data)
    return (
      <Page back={back} title={t('privacy.request')}>
        {query.isError || words.isError ? (
          <AskTrouble error={query.error ?? words.error} again={() => void query.refetch()} />
        ) : (
          <Skeleton height={260} radius="lg" aria-busy="true" />
        )}
      </Page>
    );
  const channel = t(`privacy.channel.${one.channel}`, { defaultValue: one.channel });
  return (
    <Page
      back={back}
      title={t(`request.${one.kind}`)}
      lead={t('privacy.asked', { day: day(one.opened_at), channel })}
      action={<State of={one.state} />}
    >
      <section className="surface panel">
        <Group justify="space-between">
          <Text fw={600} dir="auto">
            {one.name ?? t('contacts.nameless')}
          </Text>
          {may('contacts.read') && one.kind !== 'erasure' && (
            <Anchor component={Link} to={`/contacts/${one.contact_id}`} size="sm">
              {t('inbox.whole_contact')}
            </Anchor>
          )}
        </Group>
        <Text size="sm" c={one.is_late ? 'var(--mantine-color-error)' : 'dimmed'}>
          {clockOf(one, t)}
        </Text>
        <Stands one={one} />
        <Said label={t('privacy.they_said')} words={words.data.words} />
        <Said label={t('privacy.we_said')} words={words.data.answer} />
      </section>
      {one.state === 'failed' && <Untold one={one} />}
      {one.kind === 'restriction' && one.state === 'open' && (
        <Alert color="yellow">{t('privacy.restricted')}</Alert>
      )}
      {one.state === 'open' && may('privacy.write') && <Answer one={one} />}
    </Page>
  );
}

function Answer({ one }: { one: RequestOut }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { was_done: 'yes', words: '' } });
  const { submit, busy, trouble } = useSend(form, async ({ was_done, words }) => {
    const body = { was_done: was_done === 'yes', words };
    const { data } = await answerRequest({
      path: { request_id: one.id },
      body,
      throwOnError: true,
    });
    notifications.show({ message: t(data.was_sent ? 'privacy.told' : 'privacy.stands') });
    await queries.invalidateQueries();
  });
  return (
    <form onSubmit={submit}>
      <section className="surface panel">
        <FormTrouble words={trouble} />
        <Stack>
          <Radio.Group label={t('privacy.outcome')} {...form.getInputProps('was_done')}>
            <Stack gap="xs" mt="xs">
              <Radio value="yes" label={t(`privacy.did.${one.kind}`)} />
              <Radio value="no" label={t('privacy.did_not')} />
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('privacy.answer')}
            description={t('privacy.answer_how')}
            autosize
            minRows={3}
            required
            maxLength={MOST_WORDS}
            dir="auto"
            {...form.getInputProps('words')}
          />
          <Button type="submit" loading={busy} w="fit-content">
            {t('privacy.do_answer')}
          </Button>
        </Stack>
      </section>
    </form>
  );
}
