import { Alert, Button, Checkbox, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseJoin, type ConfirmingOut, type ShownPage, type Ticks } from '@/api';
import { showJoinOptions } from '@/api/@tanstack/react-query.gen';
import { time } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { CopyText } from '@/ui/CopyText';
import { AskTrouble, FormTrouble } from '@/ui/Problem';
import { Dead } from './Dead';
import { Outside } from '@/ui/Outside';

type Language = Ticks['language'];

/** Where somebody reads what a business asks for. Nothing is given here: WhatsApp brings their word. */
export function Join({ slug }: { slug: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const query = useQuery({
    ...showJoinOptions({ path: { slug }, query: { language } }),
    retry: false,
  });
  const page = query.data;
  const title = page ? t('join.title', { name: page.organisation }) : t('join.plain');
  const isClosed = query.isError && problemOf(query.error).status === 404;
  return (
    <Outside title={title}>
      {query.isPending && <Skeleton height={360} radius="lg" aria-busy="true" />}
      {isClosed && <Dead title={t('join.closed')} words={t('join.closed_why')} />}
      {query.isError && !isClosed && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {page && (
        <Asking
          key={`${page.version} ${page.language}`}
          slug={slug}
          page={page}
          title={title}
          again={() => void query.refetch()}
        />
      )}
    </Outside>
  );
}

type Props = { slug: string; page: ShownPage; title: string; again: () => void };

function Asking({ slug, page, title, again }: Props) {
  const { t } = useTranslation();
  const [purposes, setPurposes] = useState<string[]>([]);
  const choose = useMutation({
    mutationFn: async () => {
      const body = {
        purposes: purposes as Ticks['purposes'],
        version: page.version,
        language: page.language as Language,
      };
      return (await chooseJoin({ path: { slug }, body, throwOnError: true })).data;
    },
    onError: (error) => problemOf(error).code === 'join.changed' && again(),
  });
  if (choose.data) return <Confirming of={choose.data} page={page} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate();
      }}
    >
      <Title order={1}>{title}</Title>
      <Text c="dimmed" mt={4} mb="lg">
        {t('join.lead', { name: page.organisation })}
      </Text>
      <FormTrouble words={choose.isError ? wordsOf(problemOf(choose.error), t) : null} />
      <Checkbox.Group
        value={purposes}
        onChange={setPurposes}
        label={t('join.choose')}
        description={t('join.choose_why')}
      >
        <Stack gap="sm" mt="sm">
          {Object.entries(page.words).map(([purpose, words]) => (
            <Checkbox
              key={purpose}
              value={purpose}
              className="surface panel"
              label={words}
              description={t(`preferences.purpose.${purpose}`)}
              lang={page.language}
              size="md"
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Button
        type="submit"
        size="md"
        mt="lg"
        disabled={!purposes.length}
        loading={choose.isPending}
      >
        {t('join.next')}
      </Button>
      <Text size="sm" c="dimmed" mt="md">
        {t('join.how', { phone: page.phone })}
      </Text>
    </form>
  );
}

function Confirming({ of, page }: { of: ConfirmingOut; page: ShownPage }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={1}>{t('join.confirm')}</Title>
      <Alert color="yellow">{t('join.not_yet')}</Alert>
      <Text>{t('join.send', { phone: page.phone, until: time(of.ends_at) })}</Text>
      <CopyText text={of.text} label={t('join.text')} />
      <Button component="a" href={of.url} rel="noreferrer" size="md">
        {t('join.open')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('join.after')}
      </Text>
    </Stack>
  );
}
