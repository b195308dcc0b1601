import { Button, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { testCampaign, type ContactOut } from '@/api';
import { useOnce } from '@/lib/once';
import { problemOf, wordsOf } from '@/lib/problem';
import { FormTrouble } from '@/ui/Problem';
import { PersonChoice } from './PersonChoice';

/** The message to one person who agreed, best to oneself. */
export function TestMessage({ id }: { id: string }) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<ContactOut>();
  const once = useOnce(`test ${id}`);
  const sending = useMutation({
    mutationFn: (contact_id: string) =>
      testCampaign({
        path: { campaign_id: id },
        body: { contact_id },
        headers: once.headers(contact_id),
      }),
    onSuccess: (_, contact_id) => once.done(contact_id),
  });
  const choose = (chosen: ContactOut) => {
    sending.reset();
    setPerson(chosen);
  };
  return (
    <section className="surface panel" aria-labelledby="test">
      <Title order={2} id="test" mb={4}>
        {t('test.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('test.why')}
      </Text>
      <FormTrouble words={sending.isError ? wordsOf(problemOf(sending.error), t) : null} />
      <Stack gap="sm">
        <PersonChoice label={t('test.to')} value={person} onChange={choose} />
        <Button
          variant="default"
          leftSection={<Send size={17} aria-hidden />}
          disabled={!person}
          loading={sending.isPending}
          onClick={() => person && sending.mutate(person.id)}
          w="fit-content"
        >
          {t('test.do')}
        </Button>
        {sending.isSuccess && (
          <Text size="sm" role="status">
            {t('test.sent')}
          </Text>
        )}
      </Stack>
    </section>
  );
}
