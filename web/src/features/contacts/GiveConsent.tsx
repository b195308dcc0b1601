import { Button, Modal } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { grant } from '@/api';
import { showStandingQueryKey, timelineQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { ConsentFields } from '@/ui/ConsentFields';
import { NO_STATEMENT, momentOf, troubleWith, type Purpose } from '@/ui/consent';
import { FormTrouble } from '@/ui/Problem';

/** Write down that this person agreed, with what proves it. */
export function GiveConsent({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [open, { open: ask, close }] = useDisclosure();
  const form = useForm({
    initialValues: NO_STATEMENT,
    validate: (values) => troubleWith(values, t),
  });
  const path = { contact_id: id };
  const { submit, busy, trouble } = useSend(
    form,
    async ({ purposes, source, wording, date }, { once }) => {
      const about = { method: 'member', source, wording, language: i18n.language };
      for (const purpose of purposes as Purpose[])
        await grant({
          path,
          body: { ...about, purpose, at: momentOf(date) },
          headers: { 'idempotency-key': `${once['idempotency-key']} ${purpose}` },
        });
      await queries.invalidateQueries({ queryKey: timelineQueryKey({ path }) });
      await queries.invalidateQueries({ queryKey: showStandingQueryKey({ path }) });
      notifications.show({ message: t('saved') });
      form.reset();
      close();
    },
  );
  return (
    <>
      <Button variant="default" leftSection={<Check size={18} aria-hidden />} onClick={ask}>
        {t('consent.give')}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        size="lg"
        title={t('consent.give')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <form onSubmit={submit}>
          <FormTrouble words={trouble} />
          <ConsentFields form={form} />
          <Button type="submit" mt="lg" loading={busy}>
            {t('save')}
          </Button>
        </form>
      </Modal>
    </>
  );
}
