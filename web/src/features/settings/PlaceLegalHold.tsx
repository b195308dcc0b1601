import { Button, Modal } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { placeLegalHold } from '@/api';
import { listLegalHoldsQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';
import { LegalHoldFields } from './LegalHoldFields';
import { NO_HOLD, endOf, holdTrouble } from './legalHold';

/** A button, and behind it the form for a new hold. */
export function PlaceLegalHold() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, { open: ask, close }] = useDisclosure();
  const form = useForm({ initialValues: NO_HOLD, validate: (values) => holdTrouble(values, t) });
  const { submit, busy, trouble } = useSend(form, async (values, { once }) => {
    const body = {
      contact_id: values.whose === 'one' ? (values.person?.id ?? null) : null,
      classes: values.classes,
      reason: values.reason,
      source: values.source,
      ends_at: endOf(values.ends_on),
    };
    await placeLegalHold({ body, headers: once, throwOnError: true });
    await queries.invalidateQueries({ queryKey: listLegalHoldsQueryKey() });
    notifications.show({ message: t('legal.placed') });
    form.reset();
    close();
  });
  return (
    <>
      <Button leftSection={<Scale size={18} aria-hidden />} onClick={ask} w="fit-content">
        {t('legal.place')}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        size="lg"
        title={t('legal.place')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <form onSubmit={submit} noValidate>
          <FormTrouble words={trouble} />
          <LegalHoldFields form={form} />
          <Button type="submit" mt="lg" loading={busy}>
            {t('legal.place')}
          </Button>
        </form>
      </Modal>
    </>
  );
}
