import { Alert, Button, Code, Group, Modal, PasswordInput, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeLogin, closeOrganisation, type ClosingAsked } from '@/api';
import { listClosingsQueryKey } from '@/api/@tanstack/react-query.gen';
import { useClosings } from '@/lib/closings';
import { useSend } from '@/lib/form';
import { moment } from '@/lib/format';
import { FormTrouble } from '@/ui/Problem';

type Kind = 'user' | 'organisation';
const ASK = { user: closeLogin, organisation: closeOrganisation };

/** Erase one's own login, or the whole business: a day to undo, shown before and after. */
export function Erase({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const [open, { open: ask, close }] = useDisclosure();
  const { closings } = useClosings();
  const waits = closings.some((one) => one.kind === kind);
  return (
    <section className="surface" style={{ padding: 24 }}>
      <Title order={2} mb={4}>
        {t(`erase.${kind}`)}
      </Title>
      <Text c="dimmed" mb="md" maw={620}>
        {t(`erase.${kind}_why`)}
      </Text>
      <Button variant="default" onClick={ask} disabled={waits}>
        {t(waits ? 'erase.waits' : `erase.${kind}_do`)}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={t(`erase.${kind}`)}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Ask kind={kind} close={close} />
      </Modal>
    </section>
  );
}

function Ask({ kind, close }: { kind: Kind; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<ClosingAsked | null>(null);
  const form = useForm({ initialValues: { old: '' } });
  const { submit, busy, trouble } = useSend(form, async ({ old }) => {
    const { data } = await ASK[kind]({ body: { password: old }, throwOnError: true });
    await queries.invalidateQueries({ queryKey: listClosingsQueryKey() });
    setAsked(data);
  });
  if (asked) return <Told asked={asked} close={close} />;
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Text mb="md">{t(`erase.${kind}_what`)}</Text>
      <PasswordInput
        label={t('field.old_password')}
        autoComplete="current-password"
        required
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        {...form.getInputProps('old')}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" color="red.9" loading={busy}>
          {t('erase.do')}
        </Button>
      </Group>
    </form>
  );
}

function Told({ asked, close }: { asked: ClosingAsked; close: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert color="orange" role="status" mb="md">
        {t('erase.until', { at: moment(asked.due_at) })}
      </Alert>
      <Text mb={4}>{t('erase.certificate')}</Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {asked.url}
      </Code>
      <Group justify="flex-end" mt="lg">
        <Button onClick={close} data-autofocus>
          {t('close')}
        </Button>
      </Group>
    </>
  );
}
